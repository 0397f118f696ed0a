// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/protobufimport.h"

#include "core/codec/otlp_protobuf.h"
#include "core/receive/contentcoding.h"
#include "core/receive/import/zstdfile.h"

#include <utility>

namespace spanwise {
namespace {

constexpr std::size_t lengthBytes = 4;

std::uint32_t lengthAt(std::string_view bytes)
{
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < lengthBytes; ++i)
        length = length << 8U | static_cast<unsigned char>(bytes[i]);
    return length;
}

} // namespace

Status ProtobufImport::feed(std::string_view bytes)
{
    m_pending.append(bytes);
    if (!m_isFramed)
        return Done{};
    std::size_t at = 0;
    while (m_pending.size() - at >= lengthBytes && !m_sink.isOver()) {
        const std::size_t length = lengthAt(std::string_view(m_pending).substr(at));
        if (length > m_maxMessageBytes)
            return Error{Error::Code::TooLarge, "the message at byte " + std::to_string(m_position + at) +
                                                    " claims " + std::to_string(length) +
                                                    " bytes, so the file is damaged there"};
        if (m_pending.size() - at - lengthBytes < length)
            break;
        take(m_pending.substr(at + lengthBytes, length), m_position + at);
        at += lengthBytes + length;
    }
    m_pending.erase(0, at);
    m_position += at;
    return Done{};
}

void ProtobufImport::take(std::string message, std::uint64_t position)
{
    if (message.starts_with(zstdMagic)) {
        auto plain = decompress(ContentCoding::Zstd, message, m_maxMessageBytes);
        if (!plain)
            return m_sink.skip({position, 0}, plain.error().message);
        message = std::move(*plain);
    }
    const Signal signal = signalOfProtobuf(message);
    auto decoded = decodeOtlpProtobuf(std::move(message), signal);
    if (!decoded)
        return m_sink.skip({position, 0}, decoded.error().message);
    if (decoded->rejected(signal).count > 0)
        m_sink.skip({position, 0}, decoded->rejected(signal).firstReason);
    m_sink.take(std::move(*decoded));
}

void ProtobufImport::finish()
{
    if (m_pending.empty() || m_sink.isOver())
        return;
    if (m_isFramed)
        m_sink.skip({m_position, 0}, "the file breaks off inside a message.");
    else
        take(std::exchange(m_pending, {}), 0);
}

} // namespace spanwise
