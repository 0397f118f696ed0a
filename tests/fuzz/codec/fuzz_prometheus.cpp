// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/prometheus.h"

#include <cstdint>

/// Any bytes decode or fail in both formats; every point belongs to a metric, and buckets fit their bounds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace spanwise;
    const std::string_view body(reinterpret_cast<const char *>(data), size);
    for (const PrometheusFormat format : {PrometheusFormat::Text, PrometheusFormat::OpenMetrics}) {
        const auto decoded = decodePrometheus(body, format, Timestamp(std::chrono::seconds(1'700'000'000)));
        if (!decoded)
            continue;
        for (const DataPoint &point : decoded->batch.points) {
            if (point.metric >= decoded->batch.metrics.size())
                __builtin_trap();
            const Distribution *const distribution = point.distribution;
            if (distribution != nullptr && !distribution->counts.empty() &&
                distribution->counts.size() != distribution->bounds.size() + 1)
                __builtin_trap();
        }
    }
    return 0;
}
