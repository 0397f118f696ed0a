// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/commands/openedhistory.h"
#include "app/spanwise/commands/storyjson.h"
#include "app/spanwise/console.h"
#include "app/spanwise/history.h"
#include "app/spanwise/tracetree.h"
#include "core/codec/otlp_json.h"
#include "core/store/storedmessages.h"
#include "ui/models/format.h"

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// The spans and the log records of one trace as one batch that views both.
TelemetryBatch withLogs(const std::shared_ptr<const Trace> &trace,
                        const std::shared_ptr<const TelemetryBatch> &logs)
{
    TelemetryBatch whole;
    whole.arena.keepAlive(trace);
    whole.arena.keepAlive(logs);
    whole.spans = trace->batch().spans;
    whole.resources = trace->batch().resources;
    whole.scopes = trace->batch().scopes;
    const auto resources = static_cast<std::uint32_t>(whole.resources.size());
    const auto scopes = static_cast<std::uint32_t>(whole.scopes.size());
    whole.resources.insert(whole.resources.end(), logs->resources.begin(), logs->resources.end());
    whole.scopes.insert(whole.scopes.end(), logs->scopes.begin(), logs->scopes.end());
    for (LogRecord record : logs->logs) {
        record.resource += resources;
        record.scope += scopes;
        whole.logs.push_back(record);
    }
    return whole;
}

} // namespace

int runTrace(const Invocation &invocation)
{
    auto history = openedHistory({invocation.dataDirectory, invocation.store});
    if (!history)
        return failWith(history.error());
    const auto id = resolveTrace(*history->store, invocation.subject);
    if (!id)
        return failWith(id.error());
    const auto trace = history->store->load(*id);
    if (!trace)
        return failWith(trace.error());
    const auto logs = history->store->logsOf(*id, maxLogsOfTrace);
    if (!logs)
        return failWith(logs.error());
    if (invocation.story) {
        auto linked = linkedVerdictsOf(*history->store, *id, (*trace)->time().begin);
        if (!linked)
            return failWith(linked.error());
        print(storyJson(**trace, {*logs, std::move(*linked)}) % u'\n');
        return exitcode::ok;
    }
    if (invocation.json) {
        print(QString::fromStdString(encodeOtlpJson(withLogs(*trace, *logs))) % u'\n');
        return exitcode::ok;
    }
    printTree(**trace);
    if (!(*logs)->logs.empty())
        print(u"%1; 'spanwise trace --json' has them.\n"_s.arg(
            counted((*logs)->logs.size(), u"1 log record"_s, u"%1 log records"_s)));
    return exitcode::ok;
}

} // namespace spanwise
