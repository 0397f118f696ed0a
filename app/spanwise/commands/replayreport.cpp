// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/replayreport.h"

#include "core/replay/loadresult.h"
#include "ui/models/format.h"

#include <nlohmann/json.hpp>

#include <array>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using Json = nlohmann::ordered_json;

/// In the order of ReplayRecord::Outcome.
constexpr std::array<std::string_view, 9> outcomeNames{
    "running",    "completed",    "no_trace",  "refused",  "timed_out",
    "http_error", "bad_response", "cancelled", "not_sent",
};

std::string_view nameOf(ReplayRecord::Outcome outcome)
{
    const auto index = static_cast<std::size_t>(outcome);
    return index < outcomeNames.size() ? outcomeNames[index] : "failed";
}

QString worded(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

QString duration(const std::optional<StepRun> &run)
{
    return run ? formatDuration(run->duration) : u"–"_s;
}

QString rank(const std::optional<std::uint32_t> &value)
{
    return value ? QString::number(*value) : u"–"_s;
}

Json milliseconds(const std::optional<StepRun> &run)
{
    return run ? Json(std::chrono::duration<double, std::milli>(run->duration).count()) : Json();
}

Json number(const std::optional<std::uint32_t> &value)
{
    return value ? Json(*value) : Json();
}

} // namespace

ReplayReport::ReplayReport(const StoreReader &store, ReplayRecord record)
    : m_record(std::move(record))
{
    if (auto result = loadResult(store, m_record))
        m_comparison = std::move(result->comparison);
}

QString ReplayReport::steps() const
{
    QString lines;
    for (const ComparedStep &step : m_comparison.steps) {
        const QString name = QString(static_cast<qsizetype>(step.depth) * 2, u' ') % worded(step.name);
        const auto change = step.change();
        lines +=
            u"  "_s % name.leftJustified(32) % duration(step.baseline).rightJustified(10) %
            duration(step.replay).rightJustified(10) %
            (change ? u"  %1%2"_s.arg(*change > 0 ? u"+"_s : QString(), formatPercent(*change)) : QString()) %
            u'\n';
    }
    return lines.isEmpty() ? lines : u"\nsteps (original, replay):\n"_s % lines;
}

QString ReplayReport::documents() const
{
    QString lines;
    for (const ComparedDocument &document : m_comparison.documents.documents) {
        const QString title = worded(document.title.empty() ? document.id : document.title);
        lines += u"  "_s % rank(document.baselineRank).rightJustified(3) %
                 rank(document.replayRank).rightJustified(4) % u"  "_s % title %
                 (document.lostIn.empty() ? QString() : u"  (lost in %1)"_s.arg(worded(document.lostIn))) %
                 u'\n';
    }
    return lines.isEmpty() ? lines : u"\ndocuments (original rank, replay rank):\n"_s % lines;
}

QString ReplayReport::text() const
{
    QString out = u"replay of %1 as %2: %3 (%4)\n"_s.arg(
        worded(m_record.original.toHex()), worded(m_record.replay.toHex()),
        worded(std::string(nameOf(m_record.outcome))), formatDuration(m_record.duration));
    if (!m_record.message.empty() && m_record.outcome == ReplayRecord::Outcome::Completed)
        out += worded(m_record.message) % u'\n';
    const QString before = worded(m_comparison.baseline.answer);
    const QString after = worded(m_comparison.replay.answer);
    if (before == after && !before.isEmpty())
        out += u"\nsame answer:\n  "_s % before % u'\n';
    else if (!before.isEmpty() || !after.isEmpty())
        out += u"\noriginal answer:\n  "_s % before % u"\nreplayed answer:\n  "_s % after % u'\n';
    return out % steps() % documents();
}

QString ReplayReport::json() const
{
    Json steps = Json::array();
    for (const ComparedStep &step : m_comparison.steps)
        steps.push_back({{"name", step.name},
                         {"depth", step.depth},
                         {"original_ms", milliseconds(step.baseline)},
                         {"replay_ms", milliseconds(step.replay)}});
    Json documents = Json::array();
    for (const ComparedDocument &document : m_comparison.documents.documents)
        documents.push_back({{"id", document.id},
                             {"title", document.title},
                             {"original_rank", number(document.baselineRank)},
                             {"replay_rank", number(document.replayRank)},
                             {"lost_in", document.lostIn}});
    const Json object{{"original", m_record.original.toHex()},
                      {"replay", m_record.replay.toHex()},
                      {"outcome", nameOf(m_record.outcome)},
                      {"message", m_record.message},
                      {"http_status", m_record.httpStatus},
                      {"duration_ms", std::chrono::duration<double, std::milli>(m_record.duration).count()},
                      {"original_answer", m_comparison.baseline.answer},
                      {"replay_answer", m_comparison.replay.answer},
                      {"steps", std::move(steps)},
                      {"documents", std::move(documents)}};
    return QString::fromStdString(object.dump(-1, ' ', false, Json::error_handler_t::replace)) % u'\n';
}

} // namespace spanwise
