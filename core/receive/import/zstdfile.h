// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/import/importsource.h"

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

inline constexpr std::string_view zstdMagic = "\x28\xb5\x2f\xfd";

/// Reads a zstd file (RFC 8878), decompressed: any number of frames, one after the other, with a bounded
/// window.
class ZstdFile final : public ImportSource
{
public:
    static Result<std::unique_ptr<ImportSource>> open(const std::filesystem::path &file);

    Result<std::size_t> read(std::span<char> buffer) override;
    std::uint64_t diskPosition() const override { return m_taken; }

private:
    struct Free
    {
        void operator()(void *context) const;
    };
    ZstdFile(std::ifstream stream, std::string name);

    std::ifstream m_stream;
    std::string m_name;
    std::unique_ptr<void, Free> m_context;
    std::vector<char> m_input;
    std::size_t m_used = 0; ///< of m_input
    std::size_t m_filled = 0;
    std::uint64_t m_taken = 0;
    bool m_inFrame = false;
};

} // namespace spanwise
