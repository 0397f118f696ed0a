// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/prometheusfamilies.h"

#include "core/codec/batchsink.h"
#include "core/codec/shortid.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace spanwise {
namespace {

using Labels = PrometheusLine::Labels;

std::string unescaped(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size())
            result.push_back(text[++i] == 'n' ? '\n' : text[i]);
        else
            result.push_back(text[i]);
    }
    return result;
}

/// Counts are written as any number; what is no count is 0.
std::uint64_t countOf(double value)
{
    return value > 0 && value < 1.8e19 ? static_cast<std::uint64_t>(std::llround(std::min(value, 9.2e18)))
                                       : 0;
}

/// The labels without one of them, sorted: what tells the series of a histogram or summary apart.
Labels without(const Labels &labels, std::string_view name)
{
    Labels rest;
    std::ranges::copy_if(labels, std::back_inserter(rest),
                         [&](const auto &label) { return label.first != name; });
    std::ranges::sort(rest);
    return rest;
}

std::optional<double> numberAt(const Labels &labels, std::string_view name)
{
    const auto it = std::ranges::find(labels, name, &Labels::value_type::first);
    return it == labels.end() ? std::nullopt : prometheusNumber(it->second);
}

std::span<const Attribute> attributesOf(BatchSink &sink, const Labels &labels)
{
    const auto mark = sink.attributes.mark();
    for (const auto &[name, value] : labels) {
        if (!value.empty()) // an empty label is an absent one
            sink.attributes.push({sink.arena().copy(name), Value::ofString(sink.arena().copy(value))});
    }
    return sink.attributes.take(mark, sink.arena());
}

/// The samples of one series of a histogram or summary.
struct Parts
{
    std::vector<std::pair<double, double>> steps; ///< bound or quantile, and its value
    std::optional<double> sum;
    std::optional<double> count;
    std::optional<double> created;
    std::optional<double> time;
    std::vector<PrometheusLine::Example> examples;
};

std::map<Labels, Parts> partsOf(std::vector<PrometheusLine> &samples, const std::string &name,
                                std::string_view stepLabel)
{
    std::map<Labels, Parts> series;
    for (PrometheusLine &sample : samples) {
        Parts &parts = series[without(sample.labels, stepLabel)];
        parts.time = sample.time ? sample.time : parts.time;
        const std::string_view suffix =
            std::string_view(sample.name).substr(std::min(name.size(), sample.name.size()));
        if (suffix == "_sum" || suffix == "_gsum")
            parts.sum = sample.value;
        else if (suffix == "_count" || suffix == "_gcount")
            parts.count = sample.value;
        else if (suffix == "_created")
            parts.created = sample.value;
        else if (const auto step = numberAt(sample.labels, stepLabel))
            parts.steps.emplace_back(*step, sample.value);
        if (sample.example)
            parts.examples.push_back(std::move(*sample.example));
    }
    return series;
}

/// Cumulative buckets as counts between bounds; the last is what lies beyond all bounds.
Distribution distributionOf(BatchSink &sink, Parts &parts)
{
    std::ranges::sort(parts.steps);
    std::vector<double> bounds;
    std::vector<std::uint64_t> counts;
    std::uint64_t below = 0;
    for (const auto &[bound, cumulative] : parts.steps) {
        const std::uint64_t upTo = std::max(below, countOf(cumulative));
        if (!std::isinf(bound) && (bounds.empty() || bound > bounds.back())) {
            bounds.push_back(bound);
            counts.push_back(upTo - below);
            below = upTo;
        }
    }
    const std::uint64_t everything = parts.count           ? countOf(*parts.count)
                                     : parts.steps.empty() ? 0
                                                           : countOf(parts.steps.back().second);
    Distribution distribution;
    distribution.count = std::max(everything, below);
    distribution.sum = parts.sum;
    if (!bounds.empty()) {
        counts.push_back(distribution.count - below);
        distribution.bounds = sink.arena().copy(std::span<const double>(bounds));
        distribution.counts = sink.arena().copy(std::span<const std::uint64_t>(counts));
    }
    return distribution;
}

const Distribution *kept(BatchSink &sink, const Distribution &distribution)
{
    return sink.arena().copy(std::span(&distribution, 1)).data();
}

/// OpenMetrics proposes the first, clients that are older have the second.
bool isTraceLabel(std::string_view name)
{
    return name == "trace_id" || name == "traceID";
}

bool isSpanLabel(std::string_view name)
{
    return name == "span_id" || name == "spanID";
}

} // namespace

PrometheusFamilies::PrometheusFamilies(bool isOpenMetrics, Timestamp scraped)
    : m_isOpenMetrics(isOpenMetrics)
    , m_scraped(scraped)
{
}

PrometheusFamilies::Family &PrometheusFamilies::family(std::string_view name)
{
    const auto it = m_families.find(name);
    return it != m_families.end() ? it->second : m_families.emplace(name, Family{}).first->second;
}

void PrometheusFamilies::setType(std::string_view name, std::string_view type)
{
    constexpr std::array<std::pair<std::string_view, Type>, 5> types{
        {{"counter", Type::Counter},
         {"gauge", Type::Gauge},
         {"histogram", Type::Histogram},
         {"gaugehistogram", Type::GaugeHistogram},
         {"summary", Type::Summary}}};
    const auto it = std::ranges::find(types, type, &std::pair<std::string_view, Type>::first);
    family(name).type = it == types.end() ? Type::Unknown : it->second;
}

void PrometheusFamilies::setHelp(std::string_view name, std::string_view escaped)
{
    family(name).help = unescaped(escaped);
}

void PrometheusFamilies::setUnit(std::string_view name, std::string_view unit)
{
    family(name).unit = unit;
}

/// The family whose part this sample is: its own name, or what is left without the suffix that the family's
/// type has.
std::string PrometheusFamilies::familyOf(const std::string &sample) const
{
    const auto own = m_families.find(sample);
    if (own != m_families.end() && own->second.type != Type::Unknown)
        return sample;
    constexpr std::array<std::string_view, 7> suffixes{"_bucket",  "_count",  "_sum", "_total",
                                                       "_created", "_gcount", "_gsum"};
    for (const std::string_view suffix : suffixes) {
        if (!sample.ends_with(suffix))
            continue;
        const auto it = m_families.find(std::string_view(sample).substr(0, sample.size() - suffix.size()));
        if (it == m_families.end())
            continue;
        const Type type = it->second.type;
        const bool isDistribution =
            type == Type::Histogram || type == Type::GaugeHistogram || type == Type::Summary;
        const bool isOfCounter = type == Type::Counter && (suffix == "_total" || suffix == "_created");
        if ((isDistribution && suffix != "_total") || isOfCounter)
            return it->first;
    }
    return sample;
}

void PrometheusFamilies::add(PrometheusLine sample)
{
    family(familyOf(sample.name)).samples.push_back(std::move(sample));
}

Timestamp PrometheusFamilies::timeOf(const std::optional<double> &time) const
{
    const double unit = m_isOpenMetrics ? 1e9 : 1e6;
    if (!time || !(*time > 0) || *time * unit > 9.2e18)
        return m_scraped;
    // Whole units first: a product of 2^60 would lose what a double has of the milliseconds.
    const double whole = std::floor(*time);
    return Timestamp(Duration(static_cast<std::int64_t>(whole) * static_cast<std::int64_t>(unit) +
                              std::llround((*time - whole) * unit)));
}

void PrometheusFamilies::write(BatchSink &sink)
{
    for (auto &[name, family] : m_families) {
        if (family.samples.empty())
            continue;
        if (family.type == Type::Histogram || family.type == Type::GaugeHistogram)
            writeHistograms(sink, name, family);
        else if (family.type == Type::Summary)
            writeSummaries(sink, name, family);
        else
            writeNumbers(sink, name, family);
    }
}

void PrometheusFamilies::beginMetric(BatchSink &sink, const Family &family, std::string_view name) const
{
    Metric &metric = sink.batch().metrics[sink.addMetric()];
    metric.name = sink.arena().copy(name);
    metric.description = sink.arena().copy(family.help);
    metric.unit = sink.arena().copy(family.unit);
    metric.temporality = family.type == Type::Gauge || family.type == Type::Unknown ? Temporality::Unspecified
                                                                                    : Temporality::Cumulative;
    switch (family.type) {
    case Type::Counter:
        metric.type = MetricType::Sum;
        metric.monotonic = true;
        break;
    case Type::Histogram:
        metric.type = MetricType::Histogram;
        break;
    case Type::GaugeHistogram: // a distribution now, not one that grows
        metric.type = MetricType::Histogram;
        metric.temporality = Temporality::Unspecified;
        break;
    case Type::Summary:
        metric.type = MetricType::Summary;
        break;
    default:
        metric.type = MetricType::Gauge;
    }
}

void PrometheusFamilies::pushExample(BatchSink &sink, const PrometheusLine::Example &example) const
{
    Exemplar exemplar;
    if (example.time)
        exemplar.time = timeOf(example.time); // that of the scrape would be another one each time
    exemplar.value = Value::ofDouble(example.value);
    Labels others;
    for (const auto &[name, value] : example.labels) {
        const auto trace = isTraceLabel(name) ? idFromShortHex<TraceId>(value) : std::nullopt;
        const auto span = isSpanLabel(name) ? idFromShortHex<SpanId>(value) : std::nullopt;
        if (trace)
            exemplar.traceId = *trace;
        else if (span)
            exemplar.spanId = *span;
        else
            others.emplace_back(name, value);
    }
    exemplar.filteredAttributes = attributesOf(sink, others);
    sink.exemplars.push(exemplar);
}

void PrometheusFamilies::writeNumbers(BatchSink &sink, const std::string &name, Family &family) const
{
    std::map<Labels, double> created;
    std::erase_if(family.samples, [&](const PrometheusLine &sample) {
        const bool tellsStart = family.type == Type::Counter && sample.name == name + "_created";
        if (tellsStart)
            created[without(sample.labels, {})] = sample.value;
        return tellsStart;
    });
    if (family.samples.empty())
        return;
    // All samples of a counter have one name, x or x_total.
    beginMetric(sink, family, family.samples.front().name);
    const std::size_t first = sink.batch().points.size();
    for (const PrometheusLine &sample : family.samples) {
        DataPoint point = sink.beginPoint();
        point.time = timeOf(sample.time);
        point.attributes = attributesOf(sink, sample.labels);
        point.value = Value::ofDouble(sample.value);
        if (const auto start = created.find(without(sample.labels, {})); start != created.end())
            point.start = timeOf(start->second);
        const auto mark = sink.exemplars.mark();
        if (sample.example)
            pushExample(sink, *sample.example);
        point.exemplars = sink.exemplars.take(mark, sink.arena());
        sink.finishPoint(point);
    }
    sink.finishMetric(first);
}

void PrometheusFamilies::writeHistograms(BatchSink &sink, const std::string &name, Family &family) const
{
    beginMetric(sink, family, name);
    const std::size_t first = sink.batch().points.size();
    for (auto &[labels, parts] : partsOf(family.samples, name, "le")) {
        DataPoint point = sink.beginPoint();
        point.time = timeOf(parts.time);
        if (parts.created)
            point.start = timeOf(parts.created);
        point.attributes = attributesOf(sink, labels);
        point.distribution = kept(sink, distributionOf(sink, parts));
        const auto mark = sink.exemplars.mark();
        for (const PrometheusLine::Example &example : parts.examples)
            pushExample(sink, example);
        point.exemplars = sink.exemplars.take(mark, sink.arena());
        sink.finishPoint(point);
    }
    sink.finishMetric(first);
}

void PrometheusFamilies::writeSummaries(BatchSink &sink, const std::string &name, Family &family) const
{
    beginMetric(sink, family, name);
    const std::size_t first = sink.batch().points.size();
    for (auto &[labels, parts] : partsOf(family.samples, name, "quantile")) {
        DataPoint point = sink.beginPoint();
        point.time = timeOf(parts.time);
        if (parts.created)
            point.start = timeOf(parts.created);
        point.attributes = attributesOf(sink, labels);
        Distribution distribution;
        distribution.count = countOf(parts.count.value_or(0));
        distribution.sum = parts.sum;
        std::ranges::sort(parts.steps);
        const auto mark = sink.quantiles.mark();
        for (const auto &[quantile, value] : parts.steps)
            sink.quantiles.push({quantile, value});
        distribution.quantiles = sink.quantiles.take(mark, sink.arena());
        point.distribution = kept(sink, distribution);
        sink.finishPoint(point);
    }
    sink.finishMetric(first);
}

} // namespace spanwise
