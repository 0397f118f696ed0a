// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/words.h"

#include "ui/models/format.h"

#include <QCoreApplication>

#include <cmath>

namespace spanwise {
namespace {

using Kind = ReplayFact::Kind;
using Outcome = ReplayRecord::Outcome;

QString tr(const char *text)
{
    return QCoreApplication::translate("spanwise::Replay", text);
}

QString bold(const QString &name)
{
    return QStringLiteral("<b>%1</b>").arg(name.toHtmlEscaped());
}

QString stepFact(Kind kind, const ComparedStep &step)
{
    const QString name = bold(QString::fromStdString(step.name));
    switch (kind) {
    case Kind::StepFails:
        return tr("%1 fails").arg(name);
    case Kind::StepRecovers:
        return tr("%1 does not fail any more").arg(name);
    case Kind::StepMissing:
        return tr("%1 did not run in the replay").arg(name);
    case Kind::StepAdded:
        return tr("%1 ran only in the replay").arg(name);
    default:
        return tr("%1 takes %2 instead of %3")
            .arg(name, formatDuration(step.replay->duration), formatDuration(step.baseline->duration));
    }
}

QString documentFact(Kind kind, const ComparedDocument &document)
{
    const QString name = bold(documentName(document));
    if (kind == Kind::DocumentEntered)
        return tr("document %1 entered at rank %2").arg(name).arg(*document.replayRank);
    if (!document.lostIn.empty())
        return tr("document %1 is lost in %2 (was rank %3)")
            .arg(name, bold(QString::fromStdString(document.lostIn)))
            .arg(*document.baselineRank);
    return tr("document %1 is not found any more (was rank %2)").arg(name).arg(*document.baselineRank);
}

QString fromTo(const QString &what, const QString &before, const QString &now)
{
    return tr("%1: %2 instead of %3").arg(what, now, before);
}

QString totalFact(Kind kind, const RunTotals &before, const RunTotals &now)
{
    switch (kind) {
    case Kind::QueryFails:
        return tr("the query fails, it did not before");
    case Kind::QueryRecovers:
        return tr("the query does not fail any more");
    case Kind::DocumentsReordered:
        return tr("the same documents in another order");
    case Kind::CacheChanged:
        return now.cacheHit.value_or(false) ? tr("answered from the cache, the original was not")
                                            : tr("not answered from the cache, the original was");
    case Kind::HallucinationChanged:
        return fromTo(tr("hallucination score"), scoreWords(before.hallucination),
                      scoreWords(now.hallucination));
    case Kind::TokensChanged:
        return fromTo(tr("tokens"),
                      formatCount(static_cast<std::uint64_t>(std::max<std::int64_t>(0, before.tokens()))),
                      formatCount(static_cast<std::uint64_t>(std::max<std::int64_t>(0, now.tokens()))));
    case Kind::CostChanged:
        return fromTo(tr("cost"), formatCost(before.costUsd), formatCost(now.costUsd));
    default:
        return now.answer.empty() ? tr("the replay has no answer") : tr("the answers differ");
    }
}

} // namespace

QString factSentence(const ReplayFact &fact, const ReplayComparison &comparison)
{
    switch (fact.kind) {
    case Kind::StepFails:
    case Kind::StepRecovers:
    case Kind::StepMissing:
    case Kind::StepAdded:
    case Kind::StepSlower:
    case Kind::StepFaster:
        return stepFact(fact.kind, comparison.steps.at(fact.index));
    case Kind::DocumentLost:
    case Kind::DocumentEntered:
        return documentFact(fact.kind, comparison.documents.documents.at(fact.index));
    default:
        return totalFact(fact.kind, comparison.baseline, comparison.replay);
    }
}

QString stageWords(ReplayStage stage)
{
    switch (stage) {
    case ReplayStage::Loading:
        return tr("Reading the saved query");
    case ReplayStage::Sending:
        return tr("Sent, waiting for the answer");
    case ReplayStage::Answered:
        return tr("Answered");
    case ReplayStage::WaitingForTrace:
        return tr("Answered, waiting for the trace");
    case ReplayStage::Done:
        return tr("Done");
    }
    return {};
}

QString outcomeWords(const ReplayRecord &record)
{
    switch (record.outcome) {
    case Outcome::Running:
        return tr("not finished");
    case Outcome::Completed:
        return tr("completed");
    case Outcome::NoTrace:
        return tr("no trace");
    case Outcome::Refused:
        return tr("refused");
    case Outcome::TimedOut:
        return tr("timed out");
    case Outcome::HttpError:
        return tr("HTTP %1").arg(record.httpStatus);
    case Outcome::BadResponse:
        return tr("not understood");
    case Outcome::Cancelled:
        return tr("cancelled");
    case Outcome::NotSent:
        return tr("not sent");
    }
    return {};
}

QString failureTitle(const ReplayRecord &record)
{
    switch (record.outcome) {
    case Outcome::Completed:
        return {};
    case Outcome::Running:
        return tr("This replay never finished");
    case Outcome::NoTrace:
        return tr("Answered, but no trace arrived");
    case Outcome::Refused:
        return tr("The pipeline could not be reached");
    case Outcome::TimedOut:
        return tr("No answer in time");
    case Outcome::HttpError:
        return tr("The pipeline answered HTTP %1").arg(record.httpStatus);
    case Outcome::BadResponse:
        return tr("The response was not understood");
    case Outcome::Cancelled:
        return tr("Cancelled");
    case Outcome::NotSent:
        return tr("Nothing was sent");
    }
    return {};
}

QString failureAdvice(const ReplayRecord &record)
{
    switch (record.outcome) {
    case Outcome::Running:
        return tr("Spanwise ended while it was under way. Run it again.");
    case Outcome::NoTrace:
        return tr(
            "The answer is compared below. The steps appear here by themselves if the trace still arrives.");
    case Outcome::TimedOut:
        return tr("The pipeline may still be at work; its trace appears here if it arrives.");
    case Outcome::HttpError:
        return record.httpStatus >= 500
                   ? tr("The pipeline's own trace or log says why.")
                   : tr("The address, the headers or the body template may not fit the pipeline.");
    default:
        return {};
    }
}

QString documentName(const ComparedDocument &document)
{
    constexpr qsizetype shown = 90;
    if (!document.title.empty())
        return QString::fromStdString(document.title);
    if (!document.id.empty())
        return QString::fromStdString(document.id);
    const QString begin = QString::fromStdString(document.content.substr(0, 4 * shown)).simplified();
    return begin.size() > shown ? begin.left(shown) + u'…' : begin;
}

QString changeWords(std::optional<double> change)
{
    if (!change)
        return QStringLiteral("–");
    if (*change >= 10)
        return QStringLiteral("×%1").arg(formatNumber(*change + 1));
    const auto percent = static_cast<int>(std::lround(*change * 100));
    if (percent == 0)
        return QStringLiteral("0 %");
    return QStringLiteral("%1%2 %").arg(QChar(percent > 0 ? u'+' : u'−')).arg(std::abs(percent));
}

QString scoreWords(std::optional<double> score)
{
    return score ? QString::number(*score, 'f', 2) : QStringLiteral("–");
}

} // namespace spanwise
