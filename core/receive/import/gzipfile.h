// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace spanwise {

/// Reads a file as it is, or decompressed when its first bytes say gzip.
class GzipFile
{
public:
    static Result<GzipFile> open(const std::filesystem::path &file);

    /// Fills buffer; the count of bytes read, 0 at the end.
    Result<std::size_t> read(std::span<char> buffer);
    /// Bytes of the file on disk that have been consumed.
    std::uint64_t diskPosition() const;

private:
    struct Close
    {
        void operator()(void *handle) const;
    };
    GzipFile(void *handle, std::string name) : m_handle(handle), m_name(std::move(name)) {}

    std::unique_ptr<void, Close> m_handle;
    std::string m_name;
};

} // namespace spanwise
