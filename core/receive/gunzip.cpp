// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/gunzip.h"

#include <libdeflate.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace spanwise {
namespace {

/// simdjson reads up to this far behind a text; room for it spares a copy of the body.
constexpr std::size_t parserPadding = 64;
/// Deflate cannot do better than 1032:1, so a larger claim is a lie.
constexpr std::size_t bestRatio = 1032;

using Decompressor = std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>;

/// The size that the last member claims to have, which is the whole of nearly every body.
std::size_t claimedSize(std::string_view compressed)
{
    if (compressed.size() < 18)
        return 0;
    std::size_t size = 0;
    for (std::size_t i = 0; i < 4; ++i)
        size |= std::size_t{static_cast<unsigned char>(compressed[compressed.size() - 4 + i])} << (8 * i);
    return std::min(size, compressed.size() * bestRatio);
}

Error damaged()
{
    return {Error::Code::InvalidInput, "The body is marked as gzip but is damaged or ends early."};
}

Error tooLarge(std::size_t maxBytes)
{
    return {Error::Code::TooLarge, "The body is larger than " + std::to_string(maxBytes)
                                       + " bytes when decompressed. Send smaller batches."};
}

/// Decompresses one member behind the first `size` bytes of text, raises size, and takes the member off compressed. Grows
/// the text step by step up to maxBytes and never shrinks it: a body of a million empty members must not clear it a million times.
Status appendMember(libdeflate_decompressor *decompressor, std::string_view &compressed, std::string &text,
                    std::size_t &size, std::size_t maxBytes)
{
    const std::size_t wanted = std::max<std::size_t>({claimedSize(compressed), compressed.size() * 4, 1024});
    text.resize(std::max(text.size(), std::min(size + wanted, maxBytes)));
    for (;;) {
        std::size_t taken = 0;
        std::size_t written = 0;
        const auto result = libdeflate_gzip_decompress_ex(decompressor, compressed.data(), compressed.size(),
                                                          text.data() + size, text.size() - size, &taken, &written);
        if (result == LIBDEFLATE_SUCCESS) {
            size += written;
            compressed.remove_prefix(taken);
            return Done{};
        }
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
            return damaged();
        if (text.size() >= maxBytes)
            return tooLarge(maxBytes);
        text.resize(std::min(size + (text.size() - size) * 4 + 1024, maxBytes));
    }
}

} // namespace

Result<std::string> gunzip(std::string_view compressed, std::size_t maxBytes)
{
    const Decompressor decompressor(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
    if (!decompressor)
        return Error{Error::Code::Busy, "No memory is left to decompress the body. Send it again later."};
    std::string text;
    text.reserve(std::min(claimedSize(compressed), maxBytes) + parserPadding);
    std::size_t size = 0;
    do {
        if (const Status status = appendMember(decompressor.get(), compressed, text, size, maxBytes); !status)
            return status.error();
    } while (!compressed.empty());
    text.resize(size);
    return text;
}

} // namespace spanwise
