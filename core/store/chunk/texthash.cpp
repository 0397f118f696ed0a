// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/texthash.h"

#include <xxhash.h>

namespace spanwise {

TextHash TextHash::of(std::string_view text)
{
    const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
    return {{hash.low64, hash.high64}};
}

} // namespace spanwise
