// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/clickhouse.h"
#include "tests/fuzz/codec/touch.h"

#include <cstdint>

/// Any bytes decode or fail, as spans and as log records; what decodes can be encoded.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string body(reinterpret_cast<const char *>(data), size);
    auto decoded = spanwise::decodeClickHouseSpans(body);
    if (decoded) {
        spanwise::test::touchAndRepeat(decoded->batch);
        [[maybe_unused]] const auto added = spanwise::addClickHouseLogs(body, *decoded);
    }
    return 0;
}
