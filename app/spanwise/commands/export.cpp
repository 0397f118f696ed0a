// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/commands/openedhistory.h"
#include "app/spanwise/console.h"
#include "app/spanwise/history.h"
#include "core/export/file/traceexport.h"

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
    complainPlainly(u"%1 traces with %2 spans exported, %3 bytes"_s.arg(report->traces)
                        .arg(report->spans)
                        .arg(report->bytes));
    if (report->missing > 0)
        complain(u"%1 traces are not in the history"_s.arg(report->missing));
    // Of a search they have gone in between; who names a trace wants that one.
    return report->missing > 0 && !invocation.traces.isEmpty() ? exitcode::failed : exitcode::ok;
}

} // namespace spanwise
