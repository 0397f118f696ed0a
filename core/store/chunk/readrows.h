// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/alertrecord.h"
#include "core/model/exemplarrow.h"
#include "core/model/metricrow.h"
#include "core/model/replayrecord.h"
#include "core/model/sighting.h"
#include "core/model/tracesummary.h"
#include "core/store/chunk/bytes.h"
#include "core/store/chunk/zstdcodec.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanwise::readrows {

// What the rows of a result mean, for every database: Rows has next(), text(), bytes(), integer(), real(),
// time(), id() and isNull() by column. The statement names its columns in the order in which they are read
// here.

/// MetricRow::tags as they are stored: keys and values by turns.
inline std::string encoded(const MetricTags &tags)
{
    ByteWriter out;
    for (const auto &[key, value] : tags) {
        out.text(key);
        out.text(value);
    }
    return out.take();
}

inline MetricTags decoded(std::string_view bytes)
{
    MetricTags tags;
    ByteReader in(bytes);
    while (!in.atEnd()) {
        const std::string_view key = in.text();
        const std::string_view value = in.text();
        if (!in.failed())
            tags.emplace_back(key, value);
    }
    return tags;
}

inline Error notFound(TraceId id)
{
    return {Error::Code::NotFound,
            "Trace " + id.toHex() + " is not in the store: it never arrived, or retention has removed it."};
}

/// A text that is in column, or compressed in the one after it, or nowhere; nullopt when it is damaged.
template<class Row>
std::optional<std::string> shortOrLong(const Row &row, int column)
{
    if (!row.isNull(column))
        return row.text(column);
    return row.isNull(column + 1) ? std::optional(std::string()) : decompress(row.bytes(column + 1));
}

/// Begin, service, whether it is a query, question, answer, context; textAt(row, column) reads a text as
/// shortOrLong() does.
template<class Row, class TextAt>
Result<SavedQuery> savedQuery(const Row &row, TraceId id, TextAt &&textAt)
{
    if (row.integer(2) == 0)
        return Error{Error::Code::NotFound,
                     "Trace " + id.toHex() + " is not a query: no span of it carries a question."};
    SavedQuery query;
    query.traceId = id;
    query.asked = row.time(0);
    query.service = row.text(1);
    query.question = textAt(row, 3);
    query.answer = textAt(row, 5);
    query.context = textAt(row, 7);
    return query;
}

/// Trace, begin, question, root name, step, rank, score.
template<class Row, class TextAt>
Sighting sighting(const Row &row, TextAt &&textAt)
{
    Sighting sighting;
    sighting.trace = row.template id<TraceId>(0);
    sighting.begin = row.time(1);
    sighting.question = textAt(row, 2);
    if (sighting.question.empty())
        sighting.question = row.text(4);
    sighting.step = row.text(5);
    sighting.rank = static_cast<std::uint32_t>(row.integer(6));
    if (!row.isNull(7))
        sighting.score = row.real(7);
    return sighting;
}

/// Everything but the question, from column first on; first becomes the column of the question.
template<class Row>
TraceSummary summary(const Row &row, int &first)
{
    TraceSummary summary;
    summary.id = row.template id<TraceId>(first++);
    summary.time.begin = row.time(first++);
    summary.time.end = row.time(first++);
    summary.service = row.text(first++);
    summary.rootName = row.text(first++);
    summary.pipeline = row.text(first++);
    summary.spanCount = static_cast<std::uint32_t>(row.integer(first++));
    summary.errorCount = static_cast<std::uint32_t>(row.integer(first++));
    summary.stepCount = static_cast<std::uint32_t>(row.integer(first++));
    summary.hasRoot = row.integer(first++) != 0;
    summary.failed = row.integer(first++) != 0;
    summary.inputTokens = row.integer(first++);
    summary.outputTokens = row.integer(first++);
    summary.costUsd = row.real(first++);
    if (!row.isNull(first))
        summary.hallucination = row.real(first);
    ++first;
    if (!row.isNull(first))
        summary.cacheHit = row.integer(first) != 0;
    ++first;
    summary.replayOf = row.template id<TraceId>(first++);
    summary.pinned = row.integer(first++) != 0;
    return summary;
}

template<class Rows>
std::vector<ReplayRecord> replays(Rows &&rows)
{
    std::vector<ReplayRecord> replays;
    while (rows.next()) {
        ReplayRecord replay;
        replay.original = rows.template id<TraceId>(0);
        replay.replay = rows.template id<TraceId>(1);
        replay.started = rows.time(2);
        replay.duration = Duration(rows.integer(3));
        replay.target = rows.text(4);
        replay.outcome = static_cast<ReplayRecord::Outcome>(rows.integer(5));
        replay.httpStatus = static_cast<int>(rows.integer(6));
        replay.message = rows.text(7);
        replay.answer = rows.text(8);
        replays.push_back(std::move(replay));
    }
    return replays;
}

template<class Rows>
std::vector<AlertRecord> alerts(Rows &&rows)
{
    std::vector<AlertRecord> alerts;
    while (rows.next()) {
        AlertRecord alert;
        alert.time = rows.time(0);
        alert.rule = rows.text(1);
        alert.tags = rows.text(2);
        alert.severity = static_cast<AlertSeverity>(rows.integer(3));
        alert.from = static_cast<AlertState>(rows.integer(4));
        alert.to = static_cast<AlertState>(rows.integer(5));
        alert.value = rows.real(6);
        alert.expression = rows.text(7);
        alerts.push_back(std::move(alert));
    }
    return alerts;
}

template<class Rows>
std::vector<MetricRow> metrics(Rows &&rows, Duration resolution)
{
    std::vector<MetricRow> metrics;
    while (rows.next()) {
        MetricRow row;
        row.name = rows.text(0);
        row.tags = decoded(rows.bytes(1));
        row.time = rows.time(2);
        row.resolution = resolution;
        row.count = static_cast<std::uint64_t>(rows.integer(3));
        row.sum = rows.real(4);
        row.min = rows.real(5);
        row.max = rows.real(6);
        row.sketch = rows.text(7);
        metrics.push_back(std::move(row));
    }
    return metrics;
}

/// Name, tags, time, value, trace, span, attributes.
template<class Rows>
std::vector<ExemplarRow> exemplars(Rows &&rows)
{
    std::vector<ExemplarRow> exemplars;
    while (rows.next()) {
        ExemplarRow row;
        row.metric = rows.text(0);
        row.tags = decoded(rows.bytes(1));
        row.time = rows.time(2);
        row.value = rows.real(3);
        row.trace = rows.template id<TraceId>(4);
        row.span = rows.template id<SpanId>(5);
        row.attributes = rows.text(6);
        exemplars.push_back(std::move(row));
    }
    return exemplars;
}

/// Newest first, and no more than limit.
inline void keepNewest(std::vector<ExemplarRow> &exemplars, std::size_t limit)
{
    std::ranges::stable_sort(exemplars, std::ranges::greater(), &ExemplarRow::time);
    if (exemplars.size() > limit)
        exemplars.erase(exemplars.begin() + static_cast<std::ptrdiff_t>(limit), exemplars.end());
}

} // namespace spanwise::readrows
