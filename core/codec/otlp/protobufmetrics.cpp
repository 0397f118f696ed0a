// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp/protobufmetrics.h"

#include <new>

namespace spanwise {

using protozero::pbf_reader;
using protozero::tag_and_type;

namespace {

constexpr auto lengthDelimited = ProtobufReader::lengthDelimited;
constexpr auto varint = ProtobufReader::varint;
constexpr auto fixed64 = ProtobufReader::fixed64;

Temporality temporalityOf(std::int32_t number)
{
    return number == 1 || number == 2 ? static_cast<Temporality>(number) : Temporality::Unspecified;
}

/// The field numbers of the kinds; 4, 6 and 8 are those of old integers.
std::optional<MetricType> typeOf(protozero::pbf_tag_type number)
{
    switch (number) {
    case 4:
    case 5:
        return MetricType::Gauge;
    case 6:
    case 7:
        return MetricType::Sum;
    case 8:
    case 9:
        return MetricType::Histogram;
    case 10:
        return MetricType::ExponentialHistogram;
    case 11:
        return MetricType::Summary;
    default:
        return std::nullopt;
    }
}

} // namespace

void ProtobufMetrics::read(pbf_reader message)
{
    BatchSink &sink = m_reader.sink;
    const std::uint32_t index = sink.addMetric();
    const std::size_t firstPoint = sink.batch().points.size();
    const auto metadata = sink.attributes.mark();
    m_reader.eachField(message, [&](pbf_reader &field) {
        Metric &metric = sink.batch().metrics[index];
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            metric.name = m_reader.text(field);
            return true;
        case tag_and_type(2, lengthDelimited):
            metric.description = m_reader.text(field);
            return true;
        case tag_and_type(3, lengthDelimited):
            metric.unit = m_reader.text(field);
            return true;
        case tag_and_type(12, lengthDelimited):
            m_reader.attribute(field.get_message());
            return true;
        default:
            return dataField(field, index, firstPoint);
        }
    });
    sink.batch().metrics[index].metadata = sink.attributes.take(metadata, sink.arena());
    sink.finishMetric(firstPoint);
}

bool ProtobufMetrics::dataField(pbf_reader &field, std::uint32_t metric, std::size_t firstPoint)
{
    const auto type = typeOf(field.tag());
    if (!type || field.wire_type() != lengthDelimited)
        return false;
    const bool oldIntegers = field.tag() <= 8 && field.tag() % 2 == 0;
    m_reader.sink.batch().points.resize(firstPoint); // of a oneof the last one counts
    m_reader.sink.batch().metrics[metric].type = *type;
    data(field.get_message(), metric, oldIntegers);
    return true;
}

/// Gauge, Sum, Histogram, ExponentialHistogram and Summary number their fields alike.
void ProtobufMetrics::data(pbf_reader message, std::uint32_t metric, bool oldIntegers)
{
    const MetricType type = m_reader.sink.batch().metrics[metric].type;
    const bool accumulates = type != MetricType::Gauge && type != MetricType::Summary;
    m_reader.eachField(message, [&](pbf_reader &field) {
        Metric &target = m_reader.sink.batch().metrics[metric];
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            point(field.get_message(), type, oldIntegers);
            return true;
        case tag_and_type(2, varint):
            if (!accumulates)
                return false;
            target.temporality = temporalityOf(field.get_enum());
            return true;
        case tag_and_type(3, varint):
            if (type != MetricType::Sum)
                return false;
            target.monotonic = field.get_bool();
            return true;
        default:
            return false;
        }
    });
}

void ProtobufMetrics::point(pbf_reader message, MetricType type, bool oldIntegers)
{
    BatchSink &sink = m_reader.sink;
    DataPoint point = sink.beginPoint();
    const auto attributes = sink.attributes.mark();
    const auto exemplars = sink.exemplars.mark();
    if (type == MetricType::Gauge || type == MetricType::Sum) {
        number(message, point, oldIntegers);
    } else {
        auto *const distribution = new (sink.arena().allocate<Distribution>(1)) Distribution;
        if (type == MetricType::Histogram)
            histogram(message, point, *distribution, oldIntegers);
        else if (type == MetricType::ExponentialHistogram)
            exponential(message, point, *distribution);
        else
            summary(message, point, *distribution);
        point.distribution = distribution;
    }
    point.attributes = sink.attributes.take(attributes, sink.arena());
    point.exemplars = sink.exemplars.take(exemplars, sink.arena());
    sink.finishPoint(point);
}

Timestamp ProtobufMetrics::time(pbf_reader &field, std::string_view what)
{
    return m_reader.sink.timestamp(field.get_fixed64(), what);
}

void ProtobufMetrics::number(pbf_reader message, DataPoint &point, bool oldIntegers)
{
    m_reader.eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            label(field.get_message());
            return true;
        case tag_and_type(2, fixed64):
            point.start = time(field, "start time");
            return true;
        case tag_and_type(3, fixed64):
            point.time = time(field, "time");
            return true;
        case tag_and_type(4, fixed64):
            point.value =
                oldIntegers ? Value::ofInt(field.get_sfixed64()) : Value::ofDouble(field.get_double());
            return true;
        case tag_and_type(5, lengthDelimited):
            exemplar(field.get_message(), oldIntegers);
            return true;
        case tag_and_type(6, fixed64):
            point.value = Value::ofInt(field.get_sfixed64());
            return true;
        case tag_and_type(7, lengthDelimited):
            m_reader.attribute(field.get_message());
            return true;
        case tag_and_type(8, varint):
            point.flags = field.get_uint32();
            return true;
        default:
            return false;
        }
    });
}

void ProtobufMetrics::histogram(pbf_reader message, DataPoint &point, Distribution &to, bool oldIntegers)
{
    BatchSink &sink = m_reader.sink;
    const auto bounds = sink.bounds.mark();
    const auto counts = sink.counts.mark();
    m_reader.eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(2, fixed64):
            point.start = time(field, "start time");
            return true;
        case tag_and_type(3, fixed64):
            point.time = time(field, "time");
            return true;
        case tag_and_type(4, fixed64):
            to.count = field.get_fixed64();
            return true;
        case tag_and_type(5, fixed64):
            to.sum = oldIntegers ? static_cast<double>(field.get_sfixed64()) : field.get_double();
            return true;
        case tag_and_type(9, lengthDelimited):
            m_reader.attribute(field.get_message());
            return true;
        case tag_and_type(10, varint):
            point.flags = field.get_uint32();
            return true;
        case tag_and_type(11, fixed64):
            to.min = field.get_double();
            return true;
        case tag_and_type(12, fixed64):
            to.max = field.get_double();
            return true;
        default:
            return bucketField(field, oldIntegers);
        }
    });
    to.bounds = sink.bounds.take(bounds, sink.arena());
    to.counts = sink.counts.take(counts, sink.arena());
}

/// Lists of numbers come packed or one by one.
bool ProtobufMetrics::bucketField(pbf_reader &field, bool oldIntegers)
{
    BatchSink &sink = m_reader.sink;
    switch (field.tag_and_type()) {
    case tag_and_type(1, lengthDelimited):
        label(field.get_message());
        return true;
    case tag_and_type(6, lengthDelimited):
        for (const std::uint64_t count : field.get_packed_fixed64())
            sink.counts.push(count);
        return true;
    case tag_and_type(6, fixed64):
        sink.counts.push(field.get_fixed64());
        return true;
    case tag_and_type(7, lengthDelimited):
        for (const double bound : field.get_packed_double())
            sink.bounds.push(bound);
        return true;
    case tag_and_type(7, fixed64):
        sink.bounds.push(field.get_double());
        return true;
    case tag_and_type(8, lengthDelimited):
        exemplar(field.get_message(), oldIntegers);
        return true;
    default:
        return false;
    }
}

void ProtobufMetrics::exponential(pbf_reader message, DataPoint &point, Distribution &to)
{
    m_reader.eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            m_reader.attribute(field.get_message());
            return true;
        case tag_and_type(2, fixed64):
            point.start = time(field, "start time");
            return true;
        case tag_and_type(3, fixed64):
            point.time = time(field, "time");
            return true;
        case tag_and_type(10, varint):
            point.flags = field.get_uint32();
            return true;
        case tag_and_type(11, lengthDelimited):
            exemplar(field.get_message(), false);
            return true;
        default:
            return exponentialField(field, to);
        }
    });
}

bool ProtobufMetrics::exponentialField(pbf_reader &field, Distribution &to)
{
    switch (field.tag_and_type()) {
    case tag_and_type(4, fixed64):
        to.count = field.get_fixed64();
        return true;
    case tag_and_type(5, fixed64):
        to.sum = field.get_double();
        return true;
    case tag_and_type(6, varint):
        to.scale = field.get_sint32();
        return true;
    case tag_and_type(7, fixed64):
        to.zeroCount = field.get_fixed64();
        return true;
    case tag_and_type(8, lengthDelimited):
        to.positive = buckets(field.get_message());
        return true;
    case tag_and_type(9, lengthDelimited):
        to.negative = buckets(field.get_message());
        return true;
    case tag_and_type(12, fixed64):
        to.min = field.get_double();
        return true;
    case tag_and_type(13, fixed64):
        to.max = field.get_double();
        return true;
    case tag_and_type(14, fixed64):
        to.zeroThreshold = field.get_double();
        return true;
    default:
        return false;
    }
}

ExponentialBuckets ProtobufMetrics::buckets(pbf_reader message)
{
    BatchSink &sink = m_reader.sink;
    ExponentialBuckets buckets;
    const auto mark = sink.counts.mark();
    m_reader.eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, varint):
            buckets.offset = field.get_sint32();
            return true;
        case tag_and_type(2, lengthDelimited):
            for (const std::uint64_t count : field.get_packed_uint64())
                sink.counts.push(count);
            return true;
        case tag_and_type(2, varint):
            sink.counts.push(field.get_uint64());
            return true;
        default:
            return false;
        }
    });
    buckets.counts = sink.counts.take(mark, sink.arena());
    return buckets;
}

void ProtobufMetrics::summary(pbf_reader message, DataPoint &point, Distribution &to)
{
    BatchSink &sink = m_reader.sink;
    const auto quantiles = sink.quantiles.mark();
    m_reader.eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            label(field.get_message());
            return true;
        case tag_and_type(2, fixed64):
            point.start = time(field, "start time");
            return true;
        case tag_and_type(3, fixed64):
            point.time = time(field, "time");
            return true;
        case tag_and_type(4, fixed64):
            to.count = field.get_fixed64();
            return true;
        case tag_and_type(5, fixed64):
            to.sum = field.get_double();
            return true;
        case tag_and_type(6, lengthDelimited):
            quantile(field.get_message());
            return true;
        case tag_and_type(7, lengthDelimited):
            m_reader.attribute(field.get_message());
            return true;
        case tag_and_type(8, varint):
            point.flags = field.get_uint32();
            return true;
        default:
            return false;
        }
    });
    to.quantiles = sink.quantiles.take(quantiles, sink.arena());
}

void ProtobufMetrics::quantile(pbf_reader message)
{
    QuantileValue quantile;
    m_reader.eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, fixed64):
            quantile.quantile = field.get_double();
            return true;
        case tag_and_type(2, fixed64):
            quantile.value = field.get_double();
            return true;
        default:
            return false;
        }
    });
    m_reader.sink.quantiles.push(quantile);
}

void ProtobufMetrics::exemplar(pbf_reader message, bool oldIntegers)
{
    BatchSink &sink = m_reader.sink;
    Exemplar exemplar;
    const auto attributes = sink.attributes.mark();
    m_reader.eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            label(field.get_message());
            return true;
        case tag_and_type(2, fixed64):
            exemplar.time = time(field, "exemplar time");
            return true;
        case tag_and_type(3, fixed64):
            exemplar.value =
                oldIntegers ? Value::ofInt(field.get_sfixed64()) : Value::ofDouble(field.get_double());
            return true;
        case tag_and_type(4, lengthDelimited):
            exemplar.spanId = BatchSink::spanIdOrNone(ProtobufReader::bytes(field));
            return true;
        case tag_and_type(5, lengthDelimited):
            exemplar.traceId = BatchSink::traceIdOrNone(ProtobufReader::bytes(field));
            return true;
        case tag_and_type(6, fixed64):
            exemplar.value = Value::ofInt(field.get_sfixed64());
            return true;
        case tag_and_type(7, lengthDelimited):
            m_reader.attribute(field.get_message());
            return true;
        default:
            return false;
        }
    });
    exemplar.filteredAttributes = sink.attributes.take(attributes, sink.arena());
    sink.exemplars.push(exemplar);
}

/// StringKeyValue, an attribute before there were attributes.
void ProtobufMetrics::label(pbf_reader message)
{
    Attribute attribute;
    m_reader.eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            attribute.key = m_reader.text(field);
            return true;
        case tag_and_type(2, lengthDelimited):
            attribute.value = Value::ofString(m_reader.text(field));
            return true;
        default:
            return false;
        }
    });
    m_reader.sink.attributes.push(attribute);
}

} // namespace spanwise
