// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/console.h"
#include "app/spanwise/history.h"
#include "ui/models/format.h"

#include <nlohmann/json.hpp>

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString isoTime(const std::optional<Timestamp> &time)
{
    if (!time)
        return u"-"_s;
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time->time_since_epoch()).count();
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
}

QString textOf(const StoreStatistics &numbers, const std::vector<std::string> &services)
{
    QString text;
    const auto line = [&](QLatin1String name, const QString &value) { text += QString(name).leftJustified(10) % value % u'\n'; };
    line("traces"_L1, QString::number(numbers.traceCount));
    line("spans"_L1, QString::number(numbers.spanCount));
    line("bytes"_L1, QString::number(numbers.bytes) % u" ("_s % formatBytes(numbers.bytes) % u')');
    line("oldest"_L1, isoTime(numbers.oldest));
    line("newest"_L1, isoTime(numbers.newest));
    line("pinned"_L1, QString::number(numbers.pinnedTraces));
    line("removed"_L1, u"%1 traces with %2 spans by retention"_s.arg(numbers.removedTraces).arg(numbers.removedSpans));
    QStringList names;
    for (const std::string &name : services)
        names.append(QString::fromStdString(name));
    line("services"_L1, names.isEmpty() ? u"-"_s : names.join(u", "_s));
    return text;
}

QString jsonOf(const StoreStatistics &numbers, const std::vector<std::string> &services)
{
    const auto time = [](const std::optional<Timestamp> &value) {
        return value ? nlohmann::json(isoTime(value).toStdString()) : nlohmann::json();
    };
    const nlohmann::json json{{"traces", numbers.traceCount},
                              {"spans", numbers.spanCount},
                              {"bytes", numbers.bytes},
                              {"oldest", time(numbers.oldest)},
                              {"newest", time(numbers.newest)},
                              {"pinned", numbers.pinnedTraces},
                              {"removed_traces", numbers.removedTraces},
                              {"removed_spans", numbers.removedSpans},
                              {"services", services}};
    return QString::fromStdString(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) % u'\n';
}

} // namespace

int runStats(const Invocation &invocation)
{
    auto history = openHistory({invocation.dataDirectory, invocation.store});
    if (!history)
        return failWith(history.error());
    if (!history->notice.empty())
        complain(QString::fromStdString(history->notice));
    const auto numbers = history->store->statistics();
    if (!numbers)
        return failWith(numbers.error());
    const auto services = history->store->services();
    if (!services)
        return failWith(services.error());
    print(invocation.json ? jsonOf(*numbers, *services) : textOf(*numbers, *services));
    return exitcode::ok;
}

} // namespace spanwise
