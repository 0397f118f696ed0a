// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/metricoutput.h"

#include "app/spanwise/console.h"
#include "core/genai/plainjson.h"
#include "core/metrics/tags.h"
#include "ui/models/format.h"

#include <QLocale>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString nameWithTags(std::string_view name, MetricTags tags)
{
    std::erase_if(tags, [](const auto &tag) { return tag.first == "__name__"; });
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())) +
           QString::fromStdString(textOf(tags));
}

QString numberText(double value)
{
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

} // namespace

void printPoints(const TelemetryBatch &batch)
{
    for (const DataPoint &point : batch.points) {
        MetricTags tags;
        for (const Attribute &attribute : point.attributes)
            tags.emplace_back(attribute.key, attribute.value.isString()
                                                 ? std::string(attribute.value.string())
                                                 : plainJson(attribute.value));
        std::ranges::sort(tags);
        QString line = nameWithTags(batch.metrics[point.metric].name, std::move(tags)) % u"  "_s;
        if (point.distribution)
            line +=
                u"count %1"_s.arg(point.distribution->count) %
                (point.distribution->sum ? u", sum "_s % numberText(*point.distribution->sum) : QString());
        else
            line += numberText(point.value.numberOr(0));
        print(line % u'\n');
    }
}

void printSeries(const PrometheusSeries &series, bool asJson)
{
    const auto name = std::ranges::find(series.tags, "__name__", &MetricTags::value_type::first);
    if (!asJson) {
        const QString words = nameWithTags(
            name == series.tags.end() ? std::string_view() : std::string_view(name->second), series.tags);
        for (const auto &[time, value] : series.values)
            print(formatTime(time) % u"  "_s % (words.isEmpty() ? u"{}"_s : words) % u"  "_s %
                  numberText(value) % u'\n');
        return;
    }
    nlohmann::ordered_json object{{"labels", nlohmann::ordered_json::object()},
                                  {"values", nlohmann::ordered_json::array()}};
    for (const auto &[key, value] : series.tags)
        object["labels"][key] = value;
    for (const auto &[time, value] : series.values) {
        const double seconds = std::chrono::duration<double>(time.time_since_epoch()).count();
        object["values"].push_back({seconds, std::isfinite(value) ? nlohmann::ordered_json(value)
                                                                  : nlohmann::ordered_json(nullptr)});
    }
    printJsonLine(object);
}

void printExemplar(const ExemplarRow &exemplar, bool asJson)
{
    if (!asJson) {
        QString line = formatFullTime(exemplar.time) % u"  "_s %
                       nameWithTags(exemplar.metric, exemplar.tags) % u"  "_s % numberText(exemplar.value);
        if (exemplar.trace)
            line += u"  "_s % QString::fromStdString(exemplar.trace.toHex());
        if (exemplar.span)
            line += u" / "_s % QString::fromStdString(exemplar.span.toHex());
        print(line % u'\n');
        return;
    }
    nlohmann::ordered_json object{{"metric", exemplar.metric}, {"labels", nlohmann::ordered_json::object()}};
    for (const auto &[key, value] : exemplar.tags)
        object["labels"][key] = value;
    object["timeUnixNano"] = std::to_string(exemplar.time.time_since_epoch().count());
    object["value"] = exemplar.value;
    if (exemplar.trace)
        object["traceId"] = exemplar.trace.toHex();
    if (exemplar.span)
        object["spanId"] = exemplar.span.toHex();
    if (!exemplar.attributes.empty())
        object["attributes"] = nlohmann::ordered_json::parse(exemplar.attributes, nullptr, false);
    printJsonLine(object);
}

void printJsonLine(const nlohmann::ordered_json &object)
{
    print(QString::fromStdString(object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) %
          u'\n');
}

} // namespace spanwise
