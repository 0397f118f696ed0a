// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/fileimport.h"

#include "core/codec/otlp_json.h"
#include "core/codec/otlp_protobuf.h"
#include "core/intake/intake.h"
#include "core/receive/import/gzipfile.h"
#include "core/receive/import/jsonsplitter.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <unordered_set>

namespace spanwise {
namespace {

constexpr std::size_t listedParts = 100;
constexpr std::size_t listedTraces = 1000;
constexpr std::size_t openBatches = 16;

/// The batches on their way to the store, and what became of them. Shared with the acknowledgements, which may
/// come after the import was given up.
class Ledger
{
public:
    void wasSubmitted()
    {
        const std::lock_guard lock(m_mutex);
        ++m_open;
    }

    void wasAnswered(const Result<AppendReport> &report)
    {
        {
            const std::lock_guard lock(m_mutex);
            --m_open;
            if (report) {
                m_stored += report->stored;
                for (const bool duplicate : report->duplicate)
                    m_duplicates += duplicate ? 1 : 0;
            } else if (!m_failure) {
                m_failure = report.error();
            }
        }
        m_answered.notify_all();
    }

    /// Until at most count batches are open.
    void waitFor(std::size_t count)
    {
        std::unique_lock lock(m_mutex);
        m_answered.wait(lock, [&] { return m_open <= count; });
    }

    void waitForNext(std::chrono::milliseconds atMost)
    {
        std::unique_lock lock(m_mutex);
        m_answered.wait_for(lock, atMost);
    }

    std::optional<Error> failure() const
    {
        const std::lock_guard lock(m_mutex);
        return m_failure;
    }
    std::uint64_t stored() const
    {
        const std::lock_guard lock(m_mutex);
        return m_stored;
    }
    std::uint64_t duplicates() const
    {
        const std::lock_guard lock(m_mutex);
        return m_duplicates;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_answered;
    std::size_t m_open = 0;
    std::uint64_t m_stored = 0;
    std::uint64_t m_duplicates = 0;
    std::optional<Error> m_failure;
};

/// One run over one file.
class Import
{
public:
    Import(Intake &intake, const std::stop_token &stop) : m_intake(intake), m_stop(stop) {}

    void takeJson(std::string value, std::uint64_t position)
    {
        const bool named = value.find("esourceSpans") != std::string::npos || value.find("resource_spans") != std::string::npos;
        take(decodeOtlpJson(std::move(value)), position, named ? "" : "has no resourceSpans, so it is not OTLP JSON");
    }

    void takeProtobuf(std::string bytes) { take(decodeOtlpProtobuf(std::move(bytes)), 0, ""); }

    bool isOver() const { return m_stop.stop_requested() || m_failure; }

    std::uint64_t stored() const { return m_ledger->stored(); }

    Result<ImportReport> finish(const std::filesystem::path &file)
    {
        m_ledger->waitFor(0);
        if (const auto failure = m_ledger->failure())
            m_failure = failure;
        if (m_failure)
            return *m_failure;
        if (m_stop.stop_requested())
            return Error{Error::Code::Cancelled, "The import of " + file.string() + " was cancelled; "
                                                     + std::to_string(m_ledger->stored()) + " spans were stored before."};
        m_report.storedSpans = m_ledger->stored();
        m_report.duplicateSpans = m_ledger->duplicates();
        if (m_taken == 0 && m_report.skippedCount > 0)
            return Error{Error::Code::InvalidInput, file.string() + " holds nothing that Spanwise can read: "
                                                        + m_report.skipped.front().reason};
        return std::move(m_report);
    }

    /// The file cannot be read any further; what came before stays.
    Error brokenOff(const Error &why)
    {
        m_ledger->waitFor(0);
        return {why.code, why.message + "; " + std::to_string(m_ledger->stored()) + " spans before that were stored."};
    }

private:
    void take(Result<DecodedBatch> decoded, std::uint64_t position, std::string_view emptyReason)
    {
        if (!decoded)
            return skip(position, decoded.error().message);
        if (decoded->batch.spans.empty() && !emptyReason.empty())
            return skip(position, std::string(emptyReason));
        ++m_taken;
        m_report.rejectedSpans += decoded->rejectedSpans.count;
        m_intake.counters().rejectedSpans += decoded->rejectedSpans.count;
        if (decoded->rejectedSpans.count > 0)
            skip(position, decoded->rejectedSpans.firstReason);
        if (!decoded->batch.spans.empty())
            submit(decoded->batch);
    }

    void submit(TelemetryBatch &batch)
    {
        remember(batch);
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
            // Others fill the queue: wait for any answer, or a moment when none of ours is open. Nobody was turned
            // away by this, so it does not count as refused.
            m_intake.counters().refusedSpans -= spanCount;
            m_ledger->waitForNext(std::chrono::milliseconds(20));
        }
    }

    void remember(const TelemetryBatch &batch)
    {
        for (const Span &span : batch.spans) {
            if (m_report.traces.size() >= listedTraces)
                return;
            if (m_seen.insert(span.traceId).second)
                m_report.traces.push_back(span.traceId);
        }
    }

    void skip(std::uint64_t position, std::string reason)
    {
        ++m_report.skippedCount;
        if (m_report.skipped.size() < listedParts)
            m_report.skipped.push_back({position, std::move(reason)});
    }

    Intake &m_intake;
    std::stop_token m_stop;
    std::shared_ptr<Ledger> m_ledger = std::make_shared<Ledger>();
    std::optional<Error> m_failure;
    ImportReport m_report;
    std::unordered_set<TraceId> m_seen;
    std::uint64_t m_taken = 0;
};

enum class Kind : std::uint8_t { Unknown, Json, Protobuf };

Kind kindOf(std::string_view start)
{
    const auto first = start.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (first != std::string_view::npos && (start[first] == '{' || start[first] == '['))
        return Kind::Json;
    // Field 1, length-delimited: TracesData.resource_spans.
    return !start.empty() && start.front() == '\x0a' ? Kind::Protobuf : Kind::Unknown;
}

Error unknownKind(const std::filesystem::path &file)
{
    return {Error::Code::InvalidInput,
            file.string() + " is not a trace file that Spanwise reads: OTLP JSON, JSON lines or protobuf, plain or gzip."};
}

Error tooLarge(const std::filesystem::path &file, std::uint64_t maxBytes)
{
    return {Error::Code::TooLarge, file.string() + " holds one piece of more than " + std::to_string(maxBytes >> 20U)
                                       + " MiB. Split it, for example into one JSON object a line"};
}

Result<ImportReport> importWhole(const std::filesystem::path &file, Intake &intake, const ImportProgressed &progressed,
                                 const std::stop_token &stop, std::uint64_t maxValueBytes)
{
    auto source = GzipFile::open(file);
    if (!source)
        return source.error();
    std::error_code unknown;
    const auto size = std::filesystem::file_size(file, unknown);
    const std::uint64_t total = unknown ? 0 : size;

    Import import(intake, stop);
    JsonSplitter splitter([&](std::string value, std::uint64_t at) { import.takeJson(std::move(value), at); });
    Kind kind = Kind::Unknown;
    std::string whole; // protobuf has no outer structure to cut at
    std::vector<char> block(1U << 18U);
    for (bool first = true; !import.isOver(); first = false) {
        const auto count = source->read(block);
        if (!count)
            return import.brokenOff(count.error());
        const std::string_view bytes(block.data(), *count);
        if (first && bytes.empty())
            return Error{Error::Code::InvalidInput, file.string() + " is empty."};
        if (first && (kind = kindOf(bytes)) == Kind::Unknown)
            return unknownKind(file);
        if (bytes.empty())
            break;
        if (kind == Kind::Json)
            splitter.feed(bytes);
        else
            whole.append(bytes);
        if (std::max(splitter.pendingBytes(), whole.size()) > maxValueBytes)
            return import.brokenOff(tooLarge(file, maxValueBytes));
        if (progressed)
            progressed({source->diskPosition(), total, import.stored()});
    }
    if (!import.isOver())
        kind == Kind::Json ? splitter.finish() : import.takeProtobuf(std::move(whole));
    return import.finish(file);
}

} // namespace

Result<ImportReport> importFile(const std::filesystem::path &file, Intake &intake, const ImportProgressed &progressed,
                                const std::stop_token &stop, std::uint64_t maxValueBytes)
{
    try {
        return importWhole(file, intake, progressed, stop, maxValueBytes);
    } catch (const std::exception &problem) { // memory ran out
        return Error{Error::Code::TooLarge, file.string() + " could not be taken in (" + problem.what()
                                                + "). Close other programs, or split the file, and import it again: what is in "
                                                  "the history already is not added twice."};
    }
}

} // namespace spanwise
