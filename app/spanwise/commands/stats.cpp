// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/commands/openedhistory.h"
#include "app/spanwise/console.h"
#include "app/spanwise/history.h"
#include "core/survey/qualitysurvey.h"
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

/// Of the local zone from UTC, so that days are the reader's.
Duration localOffset()
{
    return std::chrono::seconds(QDateTime::currentDateTime().offsetFromUtc());
}

QString textOf(const QualitySurvey &survey)
{
    QString text;
    const auto line = [&](const QString &name, const QualityMeans &means, std::uint64_t good,
                          std::uint64_t bad) {
        text += name.leftJustified(10) % (name.size() < 10 ? QString() : u" "_s) %
                u"%1 good, %2 bad"_s.arg(good).arg(bad);
        if (means.queries > 0) {
            text += u"; %1 with wanted documents: "_s.arg(means.queries);
            const std::initializer_list<std::pair<QString, double>> values{
                {u"hit@%1"_s.arg(usualQualityDepth), means.hitRate},
                {u"MRR"_s, means.reciprocalRank},
                {u"nDCG@%1"_s.arg(usualQualityDepth), means.ndcg},
                {u"precision"_s, means.precision},
                {u"recall"_s, means.recall},
                {u"MAP"_s, means.averagePrecision}};
            QStringList words;
            for (const auto &[word, value] : values)
                words.append(word % u' ' % QString::number(value, 'f', 3));
            text += words.join(u", "_s);
        }
        text += u'\n';
    };
    if (survey.queries.empty())
        return u"quality   nobody has labelled a query yet\n"_s;
    line(u"quality"_s, survey.means, survey.good, survey.bad);
    for (const QualityDay &day : survey.days) {
        const auto local = std::chrono::duration_cast<std::chrono::milliseconds>(
                               (day.begin + localOffset()).time_since_epoch())
                               .count();
        line(QDateTime::fromMSecsSinceEpoch(local, Qt::UTC).date().toString(Qt::ISODate), day.means, day.good,
             day.bad);
    }
    if (!survey.complete)
        text += u"          (of the newest %1 labelled queries)\n"_s.arg(survey.queries.size());
    return text;
}

nlohmann::json jsonOf(const QualityMeans &means, std::uint64_t good, std::uint64_t bad)
{
    nlohmann::json json{{"good", good}, {"bad", bad}, {"measured_queries", means.queries}};
    if (means.queries > 0)
        json.update({{"k", usualQualityDepth},
                     {"hit_rate", means.hitRate},
                     {"mrr", means.reciprocalRank},
                     {"ndcg", means.ndcg},
                     {"precision", means.precision},
                     {"recall", means.recall},
                     {"map", means.averagePrecision}});
    return json;
}

nlohmann::json jsonOf(const QualitySurvey &survey)
{
    nlohmann::json json = jsonOf(survey.means, survey.good, survey.bad);
    json["complete"] = survey.complete;
    json["days"] = nlohmann::json::array();
    for (const QualityDay &day : survey.days) {
        nlohmann::json entry = jsonOf(day.means, day.good, day.bad);
        entry["begin"] = isoTime(day.begin).toStdString();
        json["days"].push_back(std::move(entry));
    }
    return json;
}

QString textOf(const StoreStatistics &numbers, const std::vector<std::string> &services)
{
    QString text;
    const auto line = [&](QLatin1String name, const QString &value) {
        text += QString(name).leftJustified(10) % value % u'\n';
    };
    line("traces"_L1, QString::number(numbers.traceCount));
    line("spans"_L1, QString::number(numbers.spanCount));
    line("bytes"_L1, QString::number(numbers.bytes) % u" ("_s % formatBytes(numbers.bytes) % u')');
    line("oldest"_L1, isoTime(numbers.oldest));
    line("newest"_L1, isoTime(numbers.newest));
    line("pinned"_L1, QString::number(numbers.pinnedTraces));
    line("removed"_L1,
         u"%1 traces with %2 spans by retention"_s.arg(numbers.removedTraces).arg(numbers.removedSpans));
    QStringList names;
    for (const std::string &name : services)
        names.append(QString::fromStdString(name));
    line("services"_L1, names.isEmpty() ? u"-"_s : names.join(u", "_s));
    return text;
}

QString jsonOf(const StoreStatistics &numbers, const std::vector<std::string> &services,
               const QualitySurvey &quality)
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
                              {"services", services},
                              {"quality", jsonOf(quality)}};
    return QString::fromStdString(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) %
           u'\n';
}

} // namespace

int runStats(const Invocation &invocation)
{
    auto history = openedHistory({invocation.dataDirectory, invocation.store});
    if (!history)
        return failWith(history.error());
    const auto numbers = history->store->statistics();
    if (!numbers)
        return failWith(numbers.error());
    const auto services = history->store->services();
    if (!services)
        return failWith(services.error());
    QualityWish wish;
    wish.offset = localOffset();
    const auto quality = surveyQuality(*history->store, *history->labels, wish);
    if (!quality)
        return failWith(quality.error());
    print(invocation.json ? jsonOf(*numbers, *services, *quality)
                          : QString(textOf(*numbers, *services) % textOf(*quality)));
    return exitcode::ok;
}

} // namespace spanwise
