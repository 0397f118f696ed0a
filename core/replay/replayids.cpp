// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/replayids.h"

#include <QRandomGenerator>

#include <array>

namespace spanwise {
namespace {

template<class Id>
Id randomId()
{
    static_assert(Id::byteCount % sizeof(quint32) == 0);
    Id id;
    while (!id) {
        std::array<quint32, Id::byteCount / sizeof(quint32)> words;
        QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
        std::array<std::uint8_t, Id::byteCount> bytes;
        std::memcpy(bytes.data(), words.data(), bytes.size());
        id = Id(bytes);
    }
    return id;
}

} // namespace

ReplayIds ReplayIds::random()
{
    return {randomId<TraceId>(), randomId<SpanId>()};
}

QByteArray ReplayIds::traceparent() const
{
    return QByteArray::fromStdString("00-" + trace.toHex() + "-" + span.toHex() + "-01");
}

} // namespace spanwise
