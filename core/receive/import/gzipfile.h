// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/import/importsource.h"

#include <string>

namespace spanwise {

/// Reads a file as it is, or decompressed when its first bytes say gzip.
class GzipFile final : public ImportSource
{
public:
    static Result<std::unique_ptr<ImportSource>> open(const std::filesystem::path &file);

    Result<std::size_t> read(std::span<char> buffer) override;
    std::uint64_t diskPosition() const override;

private:
    struct Close
    {
        void operator()(void *handle) const;
    };
    GzipFile(void *handle, std::string name)
        : m_handle(handle)
        , m_name(std::move(name))
    {
    }

    std::unique_ptr<void, Close> m_handle;
    std::string m_name;
};

} // namespace spanwise
