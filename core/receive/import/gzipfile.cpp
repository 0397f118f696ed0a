// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/gzipfile.h"

#include <zlib.h>

#include <cerrno>
#include <cstring>

namespace spanwise {
namespace {

gzFile handleOf(void *handle)
{
    return static_cast<gzFile>(handle);
}

} // namespace

void GzipFile::Close::operator()(void *handle) const
{
    gzclose_r(handleOf(handle));
}

Result<std::unique_ptr<ImportSource>> GzipFile::open(const std::filesystem::path &file)
{
    errno = 0;
    const gzFile handle = gzopen(file.c_str(), "rb");
    if (handle == nullptr)
        return Error{Error::Code::Io, file.string() + " cannot be opened: " + std::strerror(errno)};
    gzbuffer(handle, 1U << 18U);
    return std::unique_ptr<ImportSource>(new GzipFile(handle, file.string()));
}

Result<std::size_t> GzipFile::read(std::span<char> buffer)
{
    const gzFile handle = handleOf(m_handle.get());
    const int count = gzread(handle, buffer.data(), static_cast<unsigned>(buffer.size()));
    int code = Z_OK;
    const char *const message = gzerror(handle, &code);
    // A gzip stream that ends early gives its bytes and Z_BUF_ERROR; without the check half a file looks
    // whole.
    if (count < 0 || (count == 0 && code != Z_OK && code != Z_STREAM_END))
        return Error{code == Z_ERRNO ? Error::Code::Io : Error::Code::Corrupt,
                     m_name + " cannot be read to its end: " + message};
    return static_cast<std::size_t>(count);
}

std::uint64_t GzipFile::diskPosition() const
{
    const z_off_t position = gzoffset(handleOf(m_handle.get()));
    return position < 0 ? 0 : static_cast<std::uint64_t>(position);
}

} // namespace spanwise
