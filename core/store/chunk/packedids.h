// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/bytes.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// Ids of texts as a chunk's row keeps them: varints, in the order of reference.
inline std::vector<std::int64_t> unpackIds(std::string_view packed)
{
    std::vector<std::int64_t> ids;
    for (ByteReader in(packed); !in.atEnd();)
        ids.push_back(static_cast<std::int64_t>(in.varint()));
    return ids;
}

} // namespace spanwise
