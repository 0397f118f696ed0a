// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/summarytext.h"

#include "ui/models/format.h"

#include <QDateTime>

#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

std::string rfc3339(Timestamp time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto fraction = (time - seconds).count();
    const QDateTime moment = QDateTime::fromSecsSinceEpoch(seconds.time_since_epoch().count(), Qt::UTC);
    const QString text = moment.toString(u"yyyy-MM-ddTHH:mm:ss"_s) % u'.' %
                         QString::number(fraction).rightJustified(9, u'0') % u'Z';
    return text.toStdString();
}

nlohmann::ordered_json objectOf(const TraceSummary &summary)
{
    return {
        {"trace_id", summary.id.toHex()},
        {"start", rfc3339(summary.time.begin)},
        {"duration_ms", std::chrono::duration<double, std::milli>(summary.time.length()).count()},
        {"service", summary.service},
        {"name", summary.rootName},
        {"question", summary.question},
        {"span_count", summary.spanCount},
        {"error_count", summary.errorCount},
    };
}

QString lineOf(const nlohmann::ordered_json &object)
{
    return QString::fromStdString(object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace

QString jsonLine(const TraceSummary &summary)
{
    return lineOf(objectOf(summary));
}

QString jsonLine(const SearchHit &hit)
{
    nlohmann::ordered_json object = objectOf(hit.trace);
    auto &spans = object["spans"] = nlohmann::ordered_json::array();
    for (const SpanId id : hit.spans)
        spans.push_back(id.toHex());
    if (!hit.groups.empty())
        object["groups"] = hit.groups;
    for (const auto &values : hit.selected) {
        nlohmann::ordered_json one = nlohmann::ordered_json::object();
        for (const auto &[field, value] : values)
            one[field] = value;
        object["selected"].push_back(std::move(one));
    }
    return lineOf(object);
}

QString textLine(const SearchHit &hit)
{
    QString lines = textLine(hit.trace);
    for (const auto &values : hit.selected) {
        QString line;
        for (const auto &[field, value] : values)
            line += u"  "_s % QString::fromStdString(field) % u" = "_s %
                    QString::fromStdString(value).simplified();
        if (!line.isEmpty())
            lines += u"\n   "_s % line;
    }
    return lines;
}

QString textLine(const TraceSummary &summary)
{
    const QString what =
        QString::fromStdString(summary.question.empty() ? summary.rootName : summary.question);
    const QString steps = summary.stepCount > 0 ? counted(summary.stepCount, u"1 step"_s, u"%1 steps"_s)
                                                : counted(summary.spanCount, u"1 span"_s, u"%1 spans"_s);
    const QString status = summary.failed ? u"failed"_s : summary.errorCount > 0 ? u"errors"_s : u"ok"_s;
    return formatTime(summary.time.begin) % u"  "_s %
           formatDuration(summary.time.length()).rightJustified(8) % u"  "_s % steps.rightJustified(9) %
           u"  "_s % status.leftJustified(6) % u"  "_s % what.simplified() % u"  "_s %
           QString::fromStdString(summary.id.toHex());
}

} // namespace spanwise
