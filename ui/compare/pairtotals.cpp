// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/pairtotals.h"

#include "ui/compare/comparewords.h"
#include "ui/models/format.h"

#include <QGridLayout>
#include <QLabel>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString status(const RunTotals &totals)
{
    return totals.failed ? PairTotals::tr("failed")
           : totals.errorCount == 0
               ? PairTotals::tr("ok")
               : counted(totals.errorCount, PairTotals::tr("1 error"), PairTotals::tr("%1 errors"));
}

QString scoreText(const std::optional<double> &score)
{
    return score ? measureWords(*score) : u"–"_s;
}

} // namespace

PairTotals::PairTotals(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(14, 8, 14, 8);
    m_grid->setHorizontalSpacing(28);
    m_grid->setVerticalSpacing(2);
}

void PairTotals::add(const QString &name, const QString &left, const QString &right, const QString &change,
                     Token token)
{
    const auto label = [this](const QString &words, const char *tone, bool strong) {
        auto *const made = new QLabel(words, this);
        if (tone != nullptr)
            made->setProperty("tone", QString::fromLatin1(tone));
        if (strong)
            made->setProperty("type", u"strong"_s);
        return made;
    };
    m_grid->addWidget(label(name, "secondary", false), 0, m_column);
    m_grid->addWidget(label(left % u"  →  "_s % right, nullptr, true), 1, m_column);
    const char *const tone = token == Token::Error     ? "error"
                             : token == Token::Ok      ? "ok"
                             : token == Token::Warning ? "warning"
                                                       : "secondary";
    m_grid->addWidget(label(change, tone, false), 2, m_column);
    ++m_column;
}

void PairTotals::setDiff(const TraceDiff &diff)
{
    while (QLayoutItem *const item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_column = 0;
    const RunTotals &a = diff.leftTotals;
    const RunTotals &b = diff.rightTotals;
    if (a.time && b.time)
        add(tr("Duration"), formatDuration(a.time->length()), formatDuration(b.time->length()),
            signedDuration(b.time->length() - a.time->length()), Token::Secondary);
    const bool worse = (b.failed && !a.failed) || b.errorCount > a.errorCount;
    const bool better = (a.failed && !b.failed) || b.errorCount < a.errorCount;
    add(tr("Status"), status(a), status(b),
        worse    ? tr("▲ worse")
        : better ? tr("better")
                 : tr("the same"),
        worse    ? Token::Error
        : better ? Token::Ok
                 : Token::Secondary);
    if (a.tokens() > 0 || b.tokens() > 0)
        add(tr("Tokens"), formatCount(static_cast<std::uint64_t>(a.tokens())),
            formatCount(static_cast<std::uint64_t>(b.tokens())), signedCount(b.tokens() - a.tokens()),
            Token::Secondary);
    if (a.costUsd > 0 || b.costUsd > 0)
        add(tr("Cost"), formatCost(a.costUsd), formatCost(b.costUsd), signedCost(b.costUsd - a.costUsd),
            Token::Secondary);
    if (a.hallucination || b.hallucination)
        add(tr("Hallucination"), scoreText(a.hallucination), scoreText(b.hallucination), {},
            Token::Secondary);
    using Change = ComparedDocument::Change;
    if (!diff.documents.documents.empty())
        add(tr("Documents"),
            formatCount(std::uint64_t(std::ranges::count_if(
                diff.documents.documents, [](const auto &d) { return d.baselineRank.has_value(); }))),
            formatCount(std::uint64_t(std::ranges::count_if(
                diff.documents.documents, [](const auto &d) { return d.replayRank.has_value(); }))),
            tr("%1 new · %2 gone · %3 moved")
                .arg(diff.documents.count(Change::Entered))
                .arg(diff.documents.count(Change::Lost))
                .arg(diff.documents.count(Change::Up) + diff.documents.count(Change::Down)),
            Token::Secondary);
    const auto differing =
        static_cast<std::uint64_t>(std::ranges::count_if(diff.steps, &DiffedStep::differs));
    add(tr("Steps"), formatCount(diff.left ? diff.left->size() : 0),
        formatCount(diff.right ? diff.right->size() : 0),
        differing == 0 ? tr("none differs but in time")
                       : counted(differing, tr("1 differs"), tr("%1 differ")),
        Token::Secondary);
    m_grid->setColumnStretch(m_column, 1);
}

} // namespace spanwise
