// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/contentcoding.h"

#include "core/receive/headertext.h"

#include <libdeflate.h>
#include <zstd.h>

#include <algorithm>
#include <memory>

namespace spanwise {
namespace {

/// simdjson reads up to this far behind a text; room for it spares a copy of the body.
constexpr std::size_t parserPadding = 64;
/// Deflate cannot do better than 1032:1, so a larger claim is a lie.
constexpr std::size_t bestRatio = 1032;
/// What zstd may look back: as far as a whole body reaches (64 MiB), so that no frame can ask for more.
constexpr int zstdWindowLog = 26;

using Decompressor = std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>;
using Inflate = libdeflate_result (*)(libdeflate_decompressor *, const void *, std::size_t, void *,
                                      std::size_t, std::size_t *, std::size_t *);

std::string_view nameOf(ContentCoding coding)
{
    return coding == ContentCoding::Gzip ? "gzip" : coding == ContentCoding::Zstd ? "zstd" : "deflate";
}

Error damaged(ContentCoding coding)
{
    return {Error::Code::InvalidInput,
            "The body is marked as " + std::string(nameOf(coding)) + " but is damaged or ends early."};
}

Error noRoom()
{
    return {Error::Code::Busy,
            "Spanwise is holding as much unstored data as it may. Send the same data again later."};
}

/// The text that a body becomes: it grows in steps up to the limit, asking before each.
class Plain
{
public:
    Plain(std::size_t maxBytes, const RoomFor &roomFor)
        : m_maxBytes(maxBytes)
        , m_roomFor(roomFor)
    {
    }

    /// The free part behind what is there, at least `wanted` bytes of it as far as the limit allows. Never
    /// shrinks the text: a body of a million empty members must not clear it a million times.
    Status makeRoom(std::size_t wanted)
    {
        const std::size_t size = std::min(m_size + wanted, m_maxBytes);
        if (size <= m_text.size())
            return Done{};
        if (m_roomFor && !m_roomFor(size))
            return noRoom();
        if (m_text.capacity() < size)
            m_text.reserve(size + parserPadding);
        m_text.resize(size);
        return Done{};
    }
    /// When the free part was too small for what comes.
    Status grow()
    {
        if (m_text.size() >= m_maxBytes)
            return Error{Error::Code::TooLarge, "The body is larger than " + std::to_string(m_maxBytes) +
                                                    " bytes when decompressed. Send smaller batches."};
        return makeRoom(free() * 4 + 1024);
    }
    char *end() { return m_text.data() + m_size; }
    std::size_t free() const { return m_text.size() - m_size; }
    void advance(std::size_t bytes) { m_size += bytes; }
    std::string take()
    {
        m_text.resize(m_size);
        return std::move(m_text);
    }

private:
    const std::size_t m_maxBytes;
    const RoomFor &m_roomFor;
    std::string m_text;
    std::size_t m_size = 0;
};

/// The size that the last gzip member claims to have, which is the whole of nearly every body.
std::size_t claimedByGzip(std::string_view compressed)
{
    if (compressed.size() < 18)
        return 0;
    std::size_t size = 0;
    for (std::size_t i = 0; i < 4; ++i)
        size |= std::size_t{static_cast<unsigned char>(compressed[compressed.size() - 4 + i])} << (8 * i);
    return std::min(size, compressed.size() * bestRatio);
}

/// Decompresses one stream behind the text and takes it off compressed.
Status inflateOne(const Decompressor &decompressor, Inflate inflate, ContentCoding coding,
                  std::string_view &compressed, Plain &plain)
{
    if (!decompressor)
        return noRoom();
    const std::size_t claimed = coding == ContentCoding::Gzip ? claimedByGzip(compressed) : 0;
    Status room = plain.makeRoom(std::max<std::size_t>({claimed, compressed.size() * 4, 1024}));
    while (room) {
        std::size_t taken = 0;
        std::size_t written = 0;
        const auto result = inflate(decompressor.get(), compressed.data(), compressed.size(), plain.end(),
                                    plain.free(), &taken, &written);
        if (result == LIBDEFLATE_SUCCESS) {
            plain.advance(written);
            compressed.remove_prefix(taken);
            return Done{};
        }
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
            return damaged(coding);
        room = plain.grow();
    }
    return room;
}

Status gunzip(std::string_view compressed, Plain &plain)
{
    const Decompressor decompressor(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
    do {
        if (Status status = inflateOne(decompressor, &libdeflate_gzip_decompress_ex, ContentCoding::Gzip,
                                       compressed, plain);
            !status)
            return status;
    } while (!compressed.empty());
    return Done{};
}

/// RFC 1950, section 2.2.
bool looksLikeZlib(std::string_view compressed)
{
    if (compressed.size() < 2)
        return false;
    const auto first = static_cast<unsigned char>(compressed[0]);
    const auto second = static_cast<unsigned char>(compressed[1]);
    return (first & 0x0fU) == 8 && (first * 256U + second) % 31 == 0;
}

Status inflate(std::string_view compressed, Plain &plain)
{
    const Decompressor decompressor(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
    const bool isZlib = looksLikeZlib(compressed);
    Status status =
        inflateOne(decompressor, isZlib ? &libdeflate_zlib_decompress_ex : &libdeflate_deflate_decompress_ex,
                   ContentCoding::Deflate, compressed, plain);
    if (status && !compressed.empty())
        return damaged(ContentCoding::Deflate);
    return status;
}

Status unzstd(std::string_view compressed, Plain &plain)
{
    const std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream(ZSTD_createDStream(),
                                                                            &ZSTD_freeDStream);
    if (!stream)
        return noRoom();
    ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, zstdWindowLog);
    ZSTD_inBuffer in{compressed.data(), compressed.size(), 0};
    if (Status room = plain.makeRoom(std::max<std::size_t>(compressed.size() * 4, 1024)); !room)
        return room;
    for (;;) {
        ZSTD_outBuffer out{plain.end(), plain.free(), 0};
        const std::size_t left = ZSTD_decompressStream(stream.get(), &out, &in);
        if (ZSTD_isError(left) != 0)
            return damaged(ContentCoding::Zstd);
        plain.advance(out.pos);
        if (in.pos == in.size && left == 0)
            return Done{};
        if (out.pos < out.size && in.pos == in.size)
            return damaged(ContentCoding::Zstd);
        if (plain.free() == 0) {
            if (Status room = plain.grow(); !room)
                return room;
        }
    }
}

} // namespace

std::optional<ContentCoding> contentCodingOf(std::string_view header) noexcept
{
    const std::string_view name = trimmed(header);
    if (name.empty() || equalsIgnoringCase(name, "identity"))
        return ContentCoding::Identity;
    if (equalsIgnoringCase(name, "gzip") || equalsIgnoringCase(name, "x-gzip"))
        return ContentCoding::Gzip;
    if (equalsIgnoringCase(name, "zstd"))
        return ContentCoding::Zstd;
    if (equalsIgnoringCase(name, "deflate") || equalsIgnoringCase(name, "zlib"))
        return ContentCoding::Deflate;
    return std::nullopt;
}

Result<std::string> decompress(ContentCoding coding, std::string_view compressed, std::size_t maxBytes,
                               const RoomFor &roomFor)
{
    if (coding == ContentCoding::Identity)
        return std::string(compressed);
    Plain plain(maxBytes, roomFor);
    const Status status = coding == ContentCoding::Gzip   ? gunzip(compressed, plain)
                          : coding == ContentCoding::Zstd ? unzstd(compressed, plain)
                                                          : inflate(compressed, plain);
    if (!status)
        return status.error();
    return plain.take();
}

} // namespace spanwise
