// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/zstdcodec.h"

#include <zstd.h>

#include <algorithm>
#include <new>

namespace spanwise {
namespace {

/// Chunks are a few kilobytes: higher levels cost twice the time for 3 % (tests/bench/store).
constexpr int level = 1;
constexpr unsigned long long maxSize = 2ULL << 30U;

struct FreeContext
{
    void operator()(ZSTD_DCtx *context) const { ZSTD_freeDCtx(context); }
};

} // namespace

ZstdCompressor::ZstdCompressor() : m_context(ZSTD_createCCtx())
{
    if (m_context == nullptr)
        throw std::bad_alloc();
    ZSTD_CCtx_setParameter(m_context, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(m_context, ZSTD_c_checksumFlag, 1); // damage on the disk must not read as data
}

ZstdCompressor::~ZstdCompressor()
{
    ZSTD_freeCCtx(m_context);
}

std::string_view ZstdCompressor::compress(std::string_view data)
{
    m_buffer.resize(std::max(m_buffer.size(), ZSTD_compressBound(data.size())));
    const std::size_t size = ZSTD_compress2(m_context, m_buffer.data(), m_buffer.size(), data.data(), data.size());
    if (ZSTD_isError(size) != 0U)
        throw std::bad_alloc(); // the only way to fail with a buffer of this size
    return {m_buffer.data(), size};
}

std::optional<std::string> decompress(std::string_view data)
{
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
    const unsigned long long size = ZSTD_getFrameContentSize(data.data(), data.size());
    if (context == nullptr || size > maxSize) // the two error values are larger, too
        return std::nullopt;
    std::string text(static_cast<std::size_t>(size), '\0');
    const std::size_t got = ZSTD_decompressDCtx(context.get(), text.data(), text.size(), data.data(), data.size());
    if (ZSTD_isError(got) != 0U || got != text.size())
        return std::nullopt;
    return text;
}

} // namespace spanwise
