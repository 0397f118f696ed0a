// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/zstdcodec.h"

#define ZSTD_STATIC_LINKING_ONLY // for the name of one parameter
#include <zstd.h>

#include <algorithm>
#include <new>

namespace spanwise {
namespace {

constexpr unsigned long long maxSize = 2ULL << 30U;

struct FreeContext
{
    void operator()(ZSTD_DCtx *context) const { ZSTD_freeDCtx(context); }
};

} // namespace

ZstdCompressor::ZstdCompressor()
    : m_context(ZSTD_createCCtx())
{
    if (m_context == nullptr)
        throw std::bad_alloc();
    ZSTD_CCtx_setParameter(m_context, ZSTD_c_compressionLevel, zstdLevel);
    ZSTD_CCtx_setParameter(m_context, ZSTD_c_literalCompressionMode,
                           ZSTD_lcm_huffman);                  // the fast levels of dictionaries leave it out
    ZSTD_CCtx_setParameter(m_context, ZSTD_c_checksumFlag, 1); // damage on the disk must not read as data
}

ZstdCompressor::~ZstdCompressor()
{
    ZSTD_freeCCtx(m_context);
}

std::string_view ZstdCompressor::compress(std::string_view data, const ZstdDictionary *dictionary)
{
    ZSTD_CCtx_refCDict(m_context, dictionary == nullptr ? nullptr : dictionary->compressing());
    m_buffer.resize(std::max(m_buffer.size(), ZSTD_compressBound(data.size())));
    const std::size_t size =
        ZSTD_compress2(m_context, m_buffer.data(), m_buffer.size(), data.data(), data.size());
    if (ZSTD_isError(size) != 0U)
        throw std::bad_alloc(); // the only way to fail with a buffer of this size
    return {m_buffer.data(), size};
}

std::optional<std::string> decompress(std::string_view data, const DictionaryFinder &find)
{
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
    const unsigned long long size = ZSTD_getFrameContentSize(data.data(), data.size());
    if (context == nullptr || size > maxSize) // the two error values are larger, too
        return std::nullopt;
    const unsigned id = ZSTD_getDictID_fromFrame(data.data(), data.size());
    const auto dictionary = id == 0 || !find ? nullptr : find(id);
    std::string text(static_cast<std::size_t>(size), '\0');
    const std::size_t got =
        ZSTD_decompress_usingDDict(context.get(), text.data(), text.size(), data.data(), data.size(),
                                   dictionary == nullptr ? nullptr : dictionary->decompressing());
    if (ZSTD_isError(got) != 0U || got != text.size())
        return std::nullopt;
    return text;
}

} // namespace spanwise
