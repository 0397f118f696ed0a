// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchobserver.h"
#include "core/metrics/seriesstore.h"

#include <atomic>
#include <cstdint>
#include <memory>

namespace spanwise {

/// Derives the metrics of the catalog from spans. Belongs to the intake thread; the store must outlive it.
///
/// - A query is a span whose facts say so, and the root (a span without parent) of a trace in which no
/// question
///   has been seen by then. Its values carry its service and pipeline and the time at which it ended.
/// - A trace's hallucination score and cache lookup count once: those of the query span; where only another
/// span
///   has one, that of the first such span, recorded with the query's tags when the query arrives, or, when it
///   does not within a minute, with the span's own.
/// - Every other span is a step, tagged with its name. After 200 different names the rest is "other".
/// - Tokens and cost count where they are reported by steps; a query span's own count only when none of its
/// steps
///   that arrived before or with it reported any (some frameworks repeat the sum at the root).
/// - Duplicates and Spanwise's own spans (scope "spanwise.*") count nowhere.
/// Under half a microsecond a span (tests/bench/metrics).
class SpanMetrics final : public BatchObserver
{
public:
    static constexpr std::size_t maxStepNames = 200;

    explicit SpanMetrics(SeriesStore &store);
    ~SpanMetrics() override;

    void committed(const CommittedBatch &batch) override;

    /// Records what still waits for its query. After the intake has stopped, before the last takeCompleted().
    void flush();

    /// Values that lost their own tag because there were too many different ones. Any thread.
    std::uint64_t otherTags() const noexcept { return m_otherTags.load(std::memory_order_relaxed); }
    /// Spans that ended before they began: counted, but without latency. Any thread.
    std::uint64_t negativeDurations() const noexcept
    {
        return m_negativeDurations.load(std::memory_order_relaxed);
    }

private:
    class Recorder;

    std::atomic<std::uint64_t> m_otherTags{0};
    std::atomic<std::uint64_t> m_negativeDurations{0};
    std::unique_ptr<Recorder> m_recorder;
};

} // namespace spanwise
