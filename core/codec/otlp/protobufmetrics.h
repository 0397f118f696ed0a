// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/otlp/protobufreader.h"

namespace spanwise {

/// Reads the metrics of one protobuf body into its batch (protocols.md 1.5), also those of proto 0.4 to 0.8,
/// whose integers had messages of their own and whose attributes were labels (1.7). Inside core/codec only.
class ProtobufMetrics
{
public:
    explicit ProtobufMetrics(ProtobufReader &reader)
        : m_reader(reader)
    {
    }

    /// One Metric message.
    void read(protozero::pbf_reader message);

private:
    bool dataField(protozero::pbf_reader &field, std::uint32_t metric, std::size_t firstPoint);
    void data(protozero::pbf_reader message, std::uint32_t metric, bool oldIntegers);
    void point(protozero::pbf_reader message, MetricType type, bool oldIntegers);
    void number(protozero::pbf_reader message, DataPoint &point, bool oldIntegers);
    void histogram(protozero::pbf_reader message, DataPoint &point, Distribution &to, bool oldIntegers);
    bool bucketField(protozero::pbf_reader &field, bool oldIntegers);
    void exponential(protozero::pbf_reader message, DataPoint &point, Distribution &to);
    bool exponentialField(protozero::pbf_reader &field, Distribution &to);
    ExponentialBuckets buckets(protozero::pbf_reader message);
    void summary(protozero::pbf_reader message, DataPoint &point, Distribution &to);
    void quantile(protozero::pbf_reader message);
    void exemplar(protozero::pbf_reader message, bool oldIntegers);
    void label(protozero::pbf_reader message);
    Timestamp time(protozero::pbf_reader &field, std::string_view what);

    ProtobufReader &m_reader;
};

} // namespace spanwise
