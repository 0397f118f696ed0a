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
    return Id(std::span<const std::uint8_t, Id::byteCount>(reinterpret_cast<const std::uint8_t *>(bytes.data()), Id::byteCount));
}

} // namespace spanwise
