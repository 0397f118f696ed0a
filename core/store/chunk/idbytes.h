// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace spanwise {

/// An id as a store's column has it: its bytes. One of another length is no id.
template<class Id>
Id idFrom(std::string_view bytes)
{
    if (bytes.size() != Id::byteCount)
        return {};
    return Id(std::span<const std::uint8_t, Id::byteCount>(
        reinterpret_cast<const std::uint8_t *>(bytes.data()), Id::byteCount));
}

/// Whether holds(id) is true of one of the span ids in a chunk's column; asks in their order, until then.
template<class Holds>
bool anySpanId(std::string_view ids, Holds holds)
{
    for (std::size_t at = 0; at + SpanId::byteCount <= ids.size(); at += SpanId::byteCount) {
        if (holds(idFrom<SpanId>(ids.substr(at, SpanId::byteCount))))
            return true;
    }
    return false;
}

} // namespace spanwise
