// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/commands/openedhistory.h"
#include "app/spanwise/console.h"
#include "app/spanwise/history.h"
#include "core/codec/otlp_json.h"
#include "core/model/severity.h"
#include "ui/models/format.h"
#include "ui/trace/spanwords.h"

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString severityWord(const LogRecord &record)
{
    const std::string_view name =
        record.severityText.empty() ? nameOf(severityOf(record.severity)) : record.severityText;
    return text(name.empty() ? "-" : name);
}

QString textLineOf(const TelemetryBatch &batch, const LogRecord &record)
{
    QString line = (record.when() ? formatFullTime(*record.when()) : u"(no time)"_s) % u"  "_s %
                   severityWord(record).leftJustified(5) % u"  "_s;
    if (const std::string_view service = batch.resources[record.resource].serviceName(); !service.empty())
        line += text(service) % u"  "_s;
    if (!record.eventName.empty())
        line += u"["_s % text(record.eventName) % u"] "_s;
    line += valueText(record.body).simplified();
    if (record.traceId)
        line += u"  "_s % QString::fromStdString(record.traceId.toHex());
    return line;
}

/// OTLP JSON of this record alone: `spanwise import` takes it back.
QString jsonLineOf(const TelemetryBatch &batch, LogRecord record)
{
    TelemetryBatch one;
    one.resources.push_back(batch.resources[record.resource]);
    one.scopes.push_back(batch.scopes[record.scope]);
    record.resource = 0;
    record.scope = 0;
    one.logs.push_back(record);
    return QString::fromStdString(encodeOtlpJson(one));
}

} // namespace

int runLogs(const Invocation &invocation)
{
    auto history = openedHistory({invocation.dataDirectory, invocation.store});
    if (!history)
        return failWith(history.error());

    LogRequest request;
    request.filter.text = invocation.subject.toStdString();
    request.filter.minSeverity = invocation.minSeverity;
    std::uint64_t left = invocation.limit;
    while (left > 0) {
        request.limit = static_cast<std::uint32_t>(std::min<std::uint64_t>(left, 500));
        const auto page = history->store->logs(request);
        if (!page)
            return failWith(page.error());
        for (const LogRecord &record : page->batch->logs)
            print((invocation.json ? jsonLineOf(*page->batch, record) : textLineOf(*page->batch, record)) %
                  u'\n');
        left -= page->batch->logs.size();
        if (!page->next)
            break;
        request.after = page->next;
    }
    if (left == invocation.limit && !invocation.json)
        complain(u"no log record in the history matches."_s);
    return exitcode::ok;
}

} // namespace spanwise
