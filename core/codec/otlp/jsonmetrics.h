// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/otlp/jsonreader.h"

namespace spanwise {

/// Reads the metrics of one JSON body into its batch, also in the shapes of old protos (intGauge, doubleSum,
/// labels). Inside core/codec only.
class JsonMetrics
{
public:
    using Json = JsonReader::Json;
    using error_code = JsonReader::error_code;

    explicit JsonMetrics(JsonReader &reader)
        : m_reader(reader)
    {
    }

    /// One element of "metrics".
    error_code read(Json item);

private:
    /// What is being read: the parts of a point need to know.
    struct Context
    {
        std::uint32_t metric = 0;
        MetricType type = MetricType::Gauge;
        bool oldIntegers = false; ///< "value" is an integer
    };

    error_code field(std::string_view key, Json item, std::uint32_t metric, std::size_t firstPoint);
    error_code data(Json item, const Context &context);
    error_code point(Json item, const Context &context);
    error_code pointField(std::string_view key, Json item, DataPoint &point, const Context &context,
                          bool &taken);
    error_code valueField(std::string_view key, Json item, Value &value, const Context &context);
    error_code distributionField(std::string_view key, Json item, Distribution &to, const Context &context);
    error_code exponentialField(std::string_view key, Json item, Distribution &to);
    error_code optional(Json item, std::string_view what, std::optional<double> &target);
    error_code bucketCounts(Json item, std::span<const std::uint64_t> &target);
    error_code bounds(Json item, std::span<const double> &target);
    error_code buckets(Json item, ExponentialBuckets &target);
    error_code quantiles(Json item, std::span<const QuantileValue> &target);
    error_code exemplar(Json item, const Context &context);
    template<class Id>
    error_code id(Json item, std::string_view what, Id &target);
    error_code labels(Json item);
    error_code time(Json item, std::string_view what, std::optional<Timestamp> &target);

    JsonReader &m_reader;
};

} // namespace spanwise
