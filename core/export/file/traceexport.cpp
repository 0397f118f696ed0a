// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/file/traceexport.h"

#include "core/genai/questionkey.h"
#include "core/store/search.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <optional>

namespace spanwise {
namespace {

constexpr std::uint32_t pageTraces = 500;

/// One run: counts what it writes.
class ExportRun
{
public:
    ExportRun(const StoreReader &store, const LabelReader *labels, TraceFormat format,
              const TraceFileWriter::Write &write, const ExportProgressed &progressed,
              const std::stop_token &stop)
        : m_store(store)
        , m_labels(labels)
        , m_progressed(progressed)
        , m_stop(stop)
        , m_writer(format, [this, &write](std::string_view bytes) {
            m_report.bytes += bytes.size();
            return write(bytes);
        })
    {
    }

    void expect(std::uint64_t traces) { m_expected = traces; }

    Status add(std::span<const TraceId> ids)
    {
        std::optional<Error> failure;
        const Status loaded = m_store.loadEach(
            ids,
            [&](const std::shared_ptr<const Trace> &trace) {
                if (trace == nullptr) {
                    ++m_report.missing;
                    return true;
                }
                if (const Status written = write(*trace); !written)
                    failure = written.error();
                else if (const Status logs = writeLogs(trace->id()); !logs)
                    failure = logs.error();
                ++m_report.traces;
                m_report.spans += trace->size();
                if (m_progressed)
                    m_progressed({m_report.traces, m_report.spans, m_report.bytes, m_expected});
                return !failure && !m_stop.stop_requested();
            },
            m_stop);
        if (failure)
            return *failure;
        if (m_stop.stop_requested())
            return Error{Error::Code::Cancelled, "The export was cancelled."};
        return loaded;
    }

    Result<ExportReport> finish()
    {
        if (const Status ended = m_writer.finish(); !ended)
            return ended.error();
        return m_report;
    }

private:
    Status write(const Trace &trace)
    {
        if (m_labels == nullptr || trace.size() == 0)
            return m_writer.add(trace);
        const auto labels =
            m_labels->labelsOf(trace.id(), questionKey(trace.facts(trace.queryRow()).question));
        return labels ? m_writer.add(trace, *labels) : Status(labels.error());
    }

    Status writeLogs(TraceId id)
    {
        const auto logs = m_store.logsOf(id, std::numeric_limits<std::uint32_t>::max(), m_stop);
        if (!logs)
            return logs.error();
        m_report.logRecords += (*logs)->logs.size();
        return m_writer.addLogs(**logs);
    }

    const StoreReader &m_store;
    const LabelReader *const m_labels;
    const ExportProgressed &m_progressed;
    const std::stop_token &m_stop;
    ExportReport m_report;
    std::uint64_t m_expected = 0;
    TraceFileWriter m_writer;
};

/// Pages of what the search finds, newest first.
Status addFound(const StoreReader &store, const ExportSelection &selection, const std::stop_token &stop,
                ExportRun &run)
{
    SearchParse parsed = SearchQuery::parse(selection.search);
    if (parsed.error)
        return parsed.error->asError(selection.search);
    SearchRequest request{
        .query = *std::move(parsed.query), .filter = selection.filter, .after = {}, .limit = pageTraces};
    while (true) {
        std::vector<TraceId> ids;
        const auto end = searchTraces(
            store, request,
            [&](const SearchProgress &progress) {
                for (const SearchHit &hit : progress.hits)
                    ids.push_back(hit.trace.id);
            },
            stop);
        if (!end)
            return end.error();
        if (const Status added = run.add(ids); !added)
            return added;
        if (end->complete || !end->next)
            return Done{};
        request.after = end->next;
    }
}

} // namespace

Result<ExportReport> exportTraces(const StoreReader &store, const LabelReader *labels,
                                  const ExportSelection &selection, TraceFormat format,
                                  const TraceFileWriter::Write &write, const ExportProgressed &progressed,
                                  const std::stop_token &stop)
{
    ExportRun run(store, labels, format, write, progressed, stop);
    run.expect(selection.ids.size());
    const Status added =
        selection.ids.empty() ? addFound(store, selection, stop, run) : run.add(selection.ids);
    if (!added)
        return added.error();
    return run.finish();
}

Result<ExportReport> exportToFile(const StoreReader &store, const LabelReader *labels,
                                  const ExportSelection &selection, TraceFormat format,
                                  const std::filesystem::path &file, const ExportProgressed &progressed,
                                  const std::stop_token &stop)
{
    const std::filesystem::path part = file.string() + ".part";
    const auto failed = [&](const std::string &what) {
        const int reason = errno;
        std::error_code ignored;
        std::filesystem::remove(part, ignored);
        return Error{Error::Code::Io, file.string() + " cannot be " + what + ": " + std::strerror(reason)};
    };
    errno = 0;
    std::ofstream stream(part, std::ios::binary | std::ios::trunc);
    if (!stream)
        return failed("written");
    const auto write = [&](std::string_view bytes) -> Status {
        stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return stream ? Status(Done{}) : Status(failed("written"));
    };
    auto report = exportTraces(store, labels, selection, format, write, progressed, stop);
    stream.close();
    std::error_code problem;
    if (report && !stream)
        return failed("written");
    if (report)
        std::filesystem::rename(part, file, problem);
    else
        std::filesystem::remove(part, problem);
    if (report && problem)
        return failed("renamed from " + part.string());
    return report;
}

} // namespace spanwise
