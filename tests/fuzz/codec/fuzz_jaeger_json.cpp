// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jaeger.h"
#include "tests/fuzz/codec/touch.h"

#include <cstdint>

/// Any bytes decode or fail; what decodes can be encoded as OTLP and as Jaeger, and is as many spans again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace spanwise;
    const auto decoded = decodeJaegerJson(std::string(reinterpret_cast<const char *>(data), size));
    if (!decoded)
        return 0;
    test::touchAndRepeat(decoded->batch);
    const auto again = decodeJaegerJson(encodeJaegerJson(decoded->batch));
    test::demand(again.has_value() && again->batch.spans.size() == decoded->batch.spans.size());
    return 0;
}
