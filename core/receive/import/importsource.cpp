// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/importsource.h"

#include "core/receive/import/gzipfile.h"
#include "core/receive/import/zstdfile.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>

namespace spanwise {

Result<std::unique_ptr<ImportSource>> ImportSource::open(const std::filesystem::path &file)
{
    std::error_code problem;
    if (std::filesystem::is_directory(file, problem))
        return Error{Error::Code::InvalidInput, file.string() + " is a folder. Name the trace files in it."};
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        const int reason = errno;
        return Error{reason == ENOENT ? Error::Code::NotFound : Error::Code::Io,
                     file.string() + " cannot be opened: " + std::strerror(reason)};
    }
    std::array<char, 4> magic{};
    stream.read(magic.data(), magic.size());
    if (stream.gcount() == 4 && std::string_view(magic.data(), 4) == zstdMagic)
        return ZstdFile::open(file);
    return GzipFile::open(file);
}

} // namespace spanwise
