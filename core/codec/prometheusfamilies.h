// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/codec/prometheusline.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

class BatchSink;

/// The samples of a page, gathered into the metrics that they are parts of: `x_bucket`, `x_sum` and `x_count`
/// are one histogram. Not thread-safe.
class PrometheusFamilies
{
public:
    PrometheusFamilies(bool isOpenMetrics, Timestamp scraped);

    void setType(std::string_view name, std::string_view type);
    void setHelp(std::string_view name, std::string_view escaped);
    void setUnit(std::string_view name, std::string_view unit);
    void add(PrometheusLine sample);
    /// Everything as metrics and points of the sink's latest resource.
    void write(BatchSink &sink);

private:
    enum class Type : std::uint8_t { Unknown, Counter, Gauge, Histogram, GaugeHistogram, Summary };
    struct Family
    {
        Type type = Type::Unknown;
        std::string help;
        std::string unit;
        std::vector<PrometheusLine> samples;
    };
    using Labels = PrometheusLine::Labels;

    Family &family(std::string_view name);
    std::string familyOf(const std::string &sample) const;
    Timestamp timeOf(const std::optional<double> &time) const;
    void beginMetric(BatchSink &sink, const Family &family, std::string_view name) const;
    void writeNumbers(BatchSink &sink, const std::string &name, Family &family) const;
    void writeHistograms(BatchSink &sink, const std::string &name, Family &family) const;
    void writeSummaries(BatchSink &sink, const std::string &name, Family &family) const;
    void pushExample(BatchSink &sink, const PrometheusLine::Example &example) const;

    const bool m_isOpenMetrics;
    const Timestamp m_scraped;
    std::map<std::string, Family, std::less<>> m_families;
};

} // namespace spanwise
