// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/alertrecord.h"
#include "core/model/metricrow.h"
#include "core/model/replayrecord.h"
#include "core/model/tracesummary.h"
#include "core/store/chunk/bytes.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanwise::readrows {

// What the rows of a result mean, for every database: Rows has next(), text(), bytes(), integer(), real(), time(), id() and
// isNull() by column. The statement names its columns in the order in which they are read here.

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

} // namespace spanwise::readrows
