// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/pointnames.h"

#include "core/metrics/catalog.h"
#include "core/metrics/limitednames.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace spanwise::pointnames {
namespace {

using Word = std::pair<std::string_view, std::string_view>;

/// UCUM's spelling and Prometheus' word.
constexpr std::array<Word, 30> units{{
    {"d", "days"},         {"h", "hours"},         {"min", "minutes"},
    {"s", "seconds"},      {"ms", "milliseconds"}, {"us", "microseconds"},
    {"ns", "nanoseconds"}, {"By", "bytes"},        {"KiBy", "kibibytes"},
    {"MiBy", "mebibytes"}, {"GiBy", "gibibytes"},  {"TiBy", "tebibytes"},
    {"KBy", "kilobytes"},  {"MBy", "megabytes"},   {"GBy", "gigabytes"},
    {"TBy", "terabytes"},  {"B", "bytes"},         {"KB", "kilobytes"},
    {"MB", "megabytes"},   {"GB", "gigabytes"},    {"m", "meters"},
    {"V", "volts"},        {"A", "amperes"},       {"J", "joules"},
    {"W", "watts"},        {"g", "grams"},         {"Cel", "celsius"},
    {"Hz", "hertz"},       {"%", "percent"},       {"1", ""},
}};
constexpr std::array<Word, 7> perUnits{{{"s", "second"},
                                        {"m", "minute"},
                                        {"min", "minute"},
                                        {"h", "hour"},
                                        {"d", "day"},
                                        {"w", "week"},
                                        {"y", "year"}}};
constexpr std::array<std::string_view, 3> counterEndings{"_total", "_sum", "_count"};

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Runs of other characters become one '_'; none at the end.
std::string cleaned(std::string_view text)
{
    std::string name;
    for (const char c : text) {
        if (isNameCharacter(c))
            name.push_back(c);
        else if (name.empty() || name.back() != '_')
            name.push_back('_');
    }
    while (name.size() > 1 && name.back() == '_')
        name.pop_back();
    if (!name.empty() && name.front() >= '0' && name.front() <= '9')
        name.insert(name.begin(), '_');
    return name;
}

std::string wordOf(std::string_view unit, std::span<const Word> words)
{
    if (unit.starts_with('{'))
        return {}; // an annotation such as {request}
    const auto known = std::ranges::find(words, unit, &Word::first);
    return known != words.end() ? std::string(known->second) : cleaned(unit);
}

/// "m/s" is meters_per_second; "1" and annotations say nothing.
std::string unitWord(std::string_view unit)
{
    const std::size_t slash = unit.find('/');
    const std::string what = wordOf(unit.substr(0, slash), units);
    if (slash == std::string_view::npos)
        return what;
    const std::string per = wordOf(unit.substr(slash + 1), perUnits);
    if (per.empty())
        return what;
    return what.empty() ? "per_" + per : what + "_per_" + per;
}

bool endsWithWord(std::string_view name, std::string_view word)
{
    return name == word ||
           (name.size() > word.size() && name.ends_with(word) && name[name.size() - word.size() - 1] == '_');
}

void append(std::string &name, std::string_view word)
{
    if (!word.empty() && !endsWithWord(name, word))
        name.append("_").append(word);
}

bool looksLikeCounter(std::string_view name)
{
    return std::ranges::any_of(counterEndings,
                               [&](std::string_view ending) { return name.ends_with(ending); });
}

std::string textOf(const Value &value)
{
    switch (value.type()) {
    case Value::Type::String:
        return std::string(value.string());
    case Value::Type::Bool:
        return value.boolean() ? "true" : "false";
    case Value::Type::Int:
        return std::to_string(value.integer());
    case Value::Type::Double: {
        std::array<char, 32> digits{};
        std::snprintf(digits.data(), digits.size(), "%.15g", value.real());
        return digits.data();
    }
    case Value::Type::Array: {
        std::string all;
        for (const Value &item : value.array())
            all += (all.empty() ? "" : ",") + textOf(item);
        return all;
    }
    case Value::Type::Empty:
    case Value::Type::Map:
    case Value::Type::Bytes:
        return {};
    }
    return {};
}

} // namespace

MetricKind kindOf(const Metric &metric)
{
    switch (metric.type) {
    case MetricType::Sum:
        return metric.monotonic ? MetricKind::Counter : MetricKind::Gauge;
    case MetricType::Histogram:
    case MetricType::ExponentialHistogram:
        return MetricKind::Histogram;
    case MetricType::Gauge:
    case MetricType::Summary:
        break;
    }
    return MetricKind::Gauge;
}

std::string seriesName(const Metric &metric)
{
    std::string name = cleaned(metric.name);
    const MetricKind kind = kindOf(metric);
    if (kind == MetricKind::Counter && name.ends_with("_total"))
        name.resize(name.size() - std::string_view("_total").size()); // the unit goes before it
    append(name, unitWord(metric.unit));
    if (kind == MetricKind::Counter)
        append(name, "total");
    else if (metric.type == MetricType::Gauge && metric.unit == "1")
        append(name, "ratio");
    if (kind == MetricKind::Gauge && looksLikeCounter(name))
        append(name, "value");
    if (findMetric(name) != nullptr)
        name.insert(0, "otlp_");
    return name;
}

MetricKind kindOfStored(std::string_view name, bool hasSketch)
{
    if (hasSketch)
        return MetricKind::Histogram;
    return looksLikeCounter(name) ? MetricKind::Counter : MetricKind::Gauge;
}

std::string tagKey(std::string_view key)
{
    return cleaned(key);
}

void addTags(MetricTags &tags, std::span<const Attribute> attributes)
{
    const std::size_t own = tags.size();
    for (const Attribute &attribute : attributes) {
        std::string value = textOf(attribute.value);
        std::string key = tagKey(attribute.key);
        if (value.empty() || key.empty())
            continue;
        if (value.size() > LimitedNames::longest)
            value = LimitedNames::other;
        const auto isKey = [&](const auto &tag) { return tag.first == key; };
        if (std::any_of(tags.begin(), tags.begin() + static_cast<std::ptrdiff_t>(own), isKey))
            key.insert(0, "exported_");
        if (std::ranges::none_of(tags, isKey))
            tags.emplace_back(std::move(key), std::move(value));
    }
    std::ranges::sort(tags);
}

} // namespace spanwise::pointnames
