// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/zipkin.h"
#include "tests/fuzz/codec/touch.h"

#include <cstdint>

/// Any bytes decode or fail; what decodes can be encoded as OTLP and as Zipkin, and decodes to as many spans
/// again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto decoded = spanwise::decodeZipkinJson(std::string(reinterpret_cast<const char *>(data), size));
    if (!decoded)
        return 0;
    spanwise::test::touchAndRepeat(decoded->batch);
    const auto again = spanwise::decodeZipkinJson(spanwise::encodeZipkinJson(decoded->batch));
    spanwise::test::demand(again.has_value());
    return 0;
}
