// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/contenthash.h"

#include "core/codec/shortid.h"

#include <xxhash.h>

namespace spanwise {

TraceId contentTraceId(std::string_view content) noexcept
{
    const XXH128_hash_t hash = XXH3_128bits(content.data(), content.size());
    return idFromNumber<TraceId>(hash.low64 | 1U, hash.high64);
}

SpanId contentSpanId(const TraceId &trace, std::uint64_t number) noexcept
{
    const std::uint64_t hash = XXH3_64bits_withSeed(trace.bytes().data(), TraceId::byteCount, number);
    return idFromNumber<SpanId>(hash == 0 ? 1 : hash);
}

} // namespace spanwise
