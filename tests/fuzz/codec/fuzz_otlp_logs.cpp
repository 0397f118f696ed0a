// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_protobuf.h"
#include "tests/fuzz/codec/touch.h"

#include <cstdint>

/// Any bytes decode or fail; what decodes can be encoded, and decodes to as many again. JSON of this signal
/// is in fuzz_otlp_json.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string body(reinterpret_cast<const char *>(data), size);
    spanwise::signalOfProtobuf(body);
    const auto decoded = spanwise::decodeOtlpProtobuf(body, spanwise::Signal::Logs);
    if (decoded)
        spanwise::test::touchAndRepeat(decoded->batch);
    return 0;
}
