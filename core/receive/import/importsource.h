// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace spanwise {

/// The bytes of a file, decompressed when it begins as gzip or zstd does. One thread at a time.
class ImportSource
{
public:
    virtual ~ImportSource() = default;

    /// Tells the compression by the first bytes, never by the name.
    static Result<std::unique_ptr<ImportSource>> open(const std::filesystem::path &file);

    /// Fills buffer; the count of bytes read, 0 at the end. Code::Corrupt when a compressed file is damaged
    /// or breaks off.
    virtual Result<std::size_t> read(std::span<char> buffer) = 0;
    /// Bytes of the file on disk that have been consumed.
    virtual std::uint64_t diskPosition() const = 0;

protected:
    ImportSource() = default;
    ImportSource(const ImportSource &) = delete;
    ImportSource &operator=(const ImportSource &) = delete;
};

} // namespace spanwise
