// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/importrun.h"

#include "core/intake/intake.h"
#include "core/receive/import/fileformat.h"

namespace spanwise {
namespace {

constexpr std::size_t listedParts = 100;
constexpr std::size_t listedTraces = 1000;
constexpr std::size_t openBatches = 16;

} // namespace

void ImportRun::take(DecodedBatch decoded)
{
    ++m_taken;
    m_report.rejectedSpans += decoded.rejectedSpans.count;
    m_report.rejectedRecords += decoded.rejectedLogs.count + decoded.rejectedPoints.count;
    m_intake.counters().rejectedSpans += decoded.rejectedSpans.count;
    m_report.logRecords += decoded.batch.logs.size();
    m_report.dataPoints += decoded.batch.points.size();
    if (!decoded.batch.spans.empty() || !decoded.batch.logs.empty() || !decoded.batch.points.empty())
        submit(decoded.batch);
}

void ImportRun::submit(TelemetryBatch &batch)
{
    remember(batch);
    batch.isRecorded = true;
    m_intake.counters().requests += 1;
    const std::uint64_t spanCount = batch.spans.size();
    while (!isOver()) {
        m_ledger->waitFor(openBatches);
        m_ledger->wasSubmitted();
        const Status accepted = m_intake.submit(
            batch, [ledger = m_ledger](const Result<AppendReport> &report) { ledger->wasAnswered(report); });
        if (accepted)
            return;
        m_ledger->wasAnswered(AppendReport{});
        if (accepted.error().code != Error::Code::Busy) {
            m_failure = accepted.error();
            return;
        }
        // Others fill the queue: wait for any answer, or a moment when none of ours is open. Nobody was
        // turned away by this, so it does not count as refused.
        m_intake.counters().refusedSpans -= spanCount;
        m_ledger->waitForNext(std::chrono::milliseconds(20));
    }
}

void ImportRun::remember(const TelemetryBatch &batch)
{
    for (const Span &span : batch.spans) {
        if (m_report.traces.size() >= listedTraces)
            return;
        if (m_seen.insert(span.traceId).second)
            m_report.traces.push_back(span.traceId);
    }
}

void ImportRun::skip(FilePlace place, std::string reason)
{
    ++m_report.skippedCount;
    if (m_report.skipped.size() < listedParts)
        m_report.skipped.push_back({place.position, place.line, std::move(reason)});
}

Result<ImportReport> ImportRun::finish(const std::filesystem::path &file)
{
    m_ledger->waitFor(0);
    if (const auto failure = m_ledger->failure())
        m_failure = failure;
    if (m_failure)
        return *m_failure;
    if (m_stop.stop_requested())
        return Error{Error::Code::Cancelled, "The import of " + file.string() + " was cancelled; " +
                                                 std::to_string(m_ledger->stored()) +
                                                 " spans were stored before."};
    m_report.storedSpans = m_ledger->stored();
    m_report.duplicateSpans = m_ledger->duplicates();
    m_report.labels = m_ledger->labels();
    m_report.points = m_ledger->points();
    if (m_taken == 0 && m_report.skippedCount > 0)
        return Error{Error::Code::InvalidInput, file.string() + " holds nothing that Spanwise can read: " +
                                                    m_report.skipped.front().reason + " Spanwise reads " +
                                                    std::string(knownFormats) + "."};
    return std::move(m_report);
}

Error ImportRun::brokenOff(const Error &why)
{
    m_ledger->waitFor(0);
    return {why.code,
            why.message + "; " + std::to_string(m_ledger->stored()) + " spans before that were stored."};
}

} // namespace spanwise
