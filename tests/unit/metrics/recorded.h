// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/expressionengine.h"
#include "core/metrics/seriesstore.h"
#include "core/metrics/tags.h"

#include <algorithm>
#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <string>

namespace spanwise::test {

/// A whole minute, so that intervals of every length begin there. Times in texts are seconds after it.
inline constexpr Timestamp epoch{std::chrono::seconds(1'699'999'980)};

inline Timestamp at(double seconds)
{
    return epoch + std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

inline MetricTags tagsFrom(const std::string &text)
{
    MetricTags tags;
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, ',');) {
        const auto equals = part.find('=');
        if (equals != std::string::npos)
            tags.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    }
    std::sort(tags.begin(), tags.end());
    return tags;
}

/// A store with a clock of its own, filled from lines "KIND NAME TAGS BEGIN END STEP VALUE [GROWTH]": a value
/// at BEGIN, BEGIN + STEP ... before END, growing by GROWTH each time. TAGS are a=b,c=d or -.
struct Recorded
{
    double now = 0;
    SeriesStore store{[this] { return at(now); }};
    ExpressionEngine engine{store};

    /// The clock stands at clock, in seconds.
    Recorded(double clock, const std::string &lines)
        : now(clock)
    {
        record(lines);
    }

    void record(const std::string &lines)
    {
        std::istringstream in(lines);
        for (std::string line; std::getline(in, line);) {
            std::istringstream words(line);
            std::string kind;
            std::string name;
            std::string tags;
            double begin = 0;
            double end = 0;
            double step = 0;
            double value = 0;
            double growth = 0;
            if (!(words >> kind))
                continue;
            if (!(words >> name >> tags >> begin >> end >> step >> value))
                throw std::invalid_argument("bad line: " + line);
            words >> growth;
            SeriesStore::Writer writer(store);
            const auto metricKind = kind == "counter" ? MetricKind::Counter
                                    : kind == "gauge" ? MetricKind::Gauge
                                                      : MetricKind::Histogram;
            const SeriesRef series = writer.open(name, metricKind, tagsFrom(tags));
            for (double t = begin; t < end; t += step, value += growth)
                writer.add(series, at(t), value);
        }
    }

    /// "{a="x"} 1; {a="y"} 2.5", or the error.
    std::string ask(const std::string &expression, double seconds) const
    {
        const auto samples = engine.evaluate(expression, at(seconds));
        if (!samples)
            return samples.error().message;
        std::string text;
        for (const Sample &sample : *samples) {
            char number[40];
            std::snprintf(number, sizeof number, "%.6g", sample.value);
            const std::string tags = textOf(sample.tags);
            text += (text.empty() ? "" : "; ") + tags + (tags.empty() ? "" : " ") + number;
        }
        return text;
    }
};

} // namespace spanwise::test
