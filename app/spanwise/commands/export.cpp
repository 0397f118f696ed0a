// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/commands/openedhistory.h"
#include "app/spanwise/console.h"
#include "app/spanwise/history.h"
#include "core/export/file/traceexport.h"
#include "ui/models/format.h"

#include <cstdio>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// Traces are for programs to read: they go out byte by byte, not as text for a terminal.
Status writeToOutput(std::string_view bytes)
{
    if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size())
        return Done{};
    return Error{Error::Code::Io, "Standard output does not take more."};
}

Result<ExportSelection> selectionOf(const Invocation &invocation, const StoreReader &store)
{
    ExportSelection selection;
    selection.search = invocation.search.toStdString();
    selection.filter.labelled = invocation.labelled;
    for (const QString &id : invocation.traces) {
        const auto resolved = resolveTrace(store, id);
        if (!resolved)
            return resolved.error();
        selection.ids.push_back(*resolved);
    }
    return selection;
}

QString withLogs(const QString &spans, const ExportReport &report, TraceFormat format)
{
    if (report.logRecords == 0 || !carriesLogs(format))
        return spans;
    return spans % u" and "_s % counted(report.logRecords, u"1 log record"_s, u"%1 log records"_s);
}

} // namespace

int runExport(const Invocation &invocation)
{
    auto history = openedHistory({invocation.dataDirectory, invocation.store});
    if (!history)
        return failWith(history.error());
    const auto selection = selectionOf(invocation, *history->store);
    if (!selection)
        return failWith(selection.error());
    const auto report =
        invocation.output.isEmpty()
            ? exportTraces(*history->store, history->labels, *selection, invocation.format, writeToOutput)
            : exportToFile(*history->store, history->labels, *selection, invocation.format,
                           invocation.output.toStdString());
    if (std::fflush(stdout) != 0)
        return failWith({Error::Code::Io, "Standard output does not take more."});
    if (!report)
        return failWith(report.error());
    // On standard error, since standard output may be the file.
    complainPlainly(u"%1 with %2 exported, %3 bytes"_s.arg(
        counted(report->traces, u"1 trace"_s, u"%1 traces"_s),
        withLogs(counted(report->spans, u"1 span"_s, u"%1 spans"_s), *report, invocation.format),
        QString::number(report->bytes)));
    if (report->logRecords > 0 && !carriesLogs(invocation.format))
        complain(u"%1 left out: only otlp-json has a place for them"_s.arg(
            counted(report->logRecords, u"1 log record"_s, u"%1 log records"_s)));
    if (report->missing > 0)
        complain(u"%1 traces are not in the history"_s.arg(report->missing));
    // Of a search they have gone in between; who names a trace wants that one.
    return report->missing > 0 && !invocation.traces.isEmpty() ? exitcode::failed : exitcode::ok;
}

} // namespace spanwise
