// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdeflate.h>
#include <zstd.h>

#include <memory>
#include <string>

namespace spanwise::test {

using Deflate = std::size_t (*)(libdeflate_compressor *, const void *, std::size_t, void *, std::size_t);

inline std::string compressedBy(Deflate deflate, const std::string &text)
{
    const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
        libdeflate_alloc_compressor(6), &libdeflate_free_compressor);
    std::string compressed(libdeflate_gzip_compress_bound(compressor.get(), text.size()), '\0');
    compressed.resize(
        deflate(compressor.get(), text.data(), text.size(), compressed.data(), compressed.size()));
    return compressed;
}

inline std::string gzip(const std::string &text)
{
    return compressedBy(&libdeflate_gzip_compress, text);
}
inline std::string zlib(const std::string &text)
{
    return compressedBy(&libdeflate_zlib_compress, text);
}
inline std::string rawDeflate(const std::string &text)
{
    return compressedBy(&libdeflate_deflate_compress, text);
}

inline std::string zstd(const std::string &text)
{
    std::string compressed(ZSTD_compressBound(text.size()), '\0');
    compressed.resize(ZSTD_compress(compressed.data(), compressed.size(), text.data(), text.size(), 3));
    return compressed;
}

} // namespace spanwise::test
