// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/factscard.h"

#include "ui/models/format.h"
#include "ui/replay/words.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>

namespace spanwise {
namespace {

constexpr std::size_t shownFacts = 5;
constexpr int sideBySideFrom = 760; // narrower, as in a dock, the parts stand one below the other

QString markOf(const ReplayFact &fact)
{
    if (fact.tone == ReplayFact::Tone::Bad)
        return QStringLiteral("▲");
    if (fact.tone == ReplayFact::Tone::Good)
        return QStringLiteral("●");
    return QStringLiteral("◆");
}

Token tokenOf(ReplayFact::Tone tone)
{
    switch (tone) {
    case ReplayFact::Tone::Bad:
        return Token::Error;
    case ReplayFact::Tone::Good:
        return Token::Ok;
    case ReplayFact::Tone::Plain:
        break;
    }
    return Token::Secondary;
}

} // namespace

FactsCard::FactsCard(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_rule(new QFrame(this))
    , m_headline(new QLabel(this))
    , m_subline(new QLabel(this))
    , m_facts(new QLabel(this))
    , m_runs(new QLabel(this))
    , m_original(new QPushButton(tr("Original trace"), this))
    , m_replay(new QPushButton(tr("Replay trace"), this))
    , m_compare(new QPushButton(tr("Compare whole traces"), this))
{
    setProperty("card", true);
    m_subline->setProperty("type", QStringLiteral("secondary"));
    m_subline->setProperty("tone", QStringLiteral("secondary"));
    m_subline->setWordWrap(true);
    m_facts->setTextFormat(Qt::RichText);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->setWordWrap(true);
    m_runs->setProperty("type", QStringLiteral("secondary"));
    m_runs->setProperty("tone", QStringLiteral("secondary"));
    m_runs->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (QPushButton *const link : {m_original, m_replay, m_compare})
        link->setProperty("link", true);

    auto *const verdict = new QVBoxLayout;
    verdict->setSpacing(2);
    verdict->addStretch();
    verdict->addWidget(m_headline);
    verdict->addWidget(m_subline);
    verdict->addStretch();
    auto *const links = new QVBoxLayout;
    links->setSpacing(0);
    links->addStretch();
    links->addWidget(m_original, 0, Qt::AlignRight);
    links->addWidget(m_replay, 0, Qt::AlignRight);
    links->addWidget(m_compare, 0, Qt::AlignRight);
    links->addStretch();
    m_rule->setFrameShape(QFrame::NoFrame);
    m_rule->setFixedWidth(1);
    m_rule->setAutoFillBackground(true);
    m_rule->setBackgroundRole(QPalette::Mid);

    auto *const row = new QBoxLayout(QBoxLayout::LeftToRight, this);
    row->setContentsMargins(20, 12, 12, 12);
    row->setSpacing(20);
    row->addLayout(verdict, 3);
    row->addWidget(m_rule);
    row->addWidget(m_facts, 5);
    row->addWidget(m_runs, 3);
    row->addLayout(links);

    connect(m_original, &QPushButton::clicked, this, &FactsCard::originalRequested);
    connect(m_replay, &QPushButton::clicked, this, &FactsCard::replayRequested);
    connect(m_compare, &QPushButton::clicked, this, &FactsCard::comparisonRequested);
    connect(&m_theme, &Theme::changed, this, &FactsCard::refresh);
}

void FactsCard::setResult(const ReplayResult &result)
{
    m_result = result;
    refresh();
}

void FactsCard::refresh()
{
    showHeadline(m_result);
    showFacts(m_result.comparison);
    showRuns(m_result);
    m_original->setEnabled(m_result.hasBaselineTrace);
    m_original->setToolTip(m_result.hasBaselineTrace ? QString()
                                                     : tr("Its spans are no longer in the history"));
    m_replay->setEnabled(m_result.hasReplayTrace);
    m_compare->setEnabled(m_result.hasBaselineTrace && m_result.hasReplayTrace);
    m_compare->setToolTip(tr("Every span, prompt and attribute of both, side by side"));
    m_replay->setToolTip(m_result.hasReplayTrace ? QString() : tr("No spans of the replay have arrived"));
    update();
}

void FactsCard::showHeadline(const ReplayResult &result)
{
    QFont font = m_theme.pageTitle();
    font.setPointSizeF(font.pointSizeF() * 1.2);
    m_headline->setFont(font);
    const auto &before = result.comparison.baseline.time;
    const auto &now = result.comparison.replay.time;
    if (before && now) {
        const double ratio = static_cast<double>(now->length().count()) /
                             static_cast<double>(std::max<Duration::rep>(1, before->length().count()));
        m_headline->setText(
            tr("%1 instead of %2").arg(formatDuration(now->length()), formatDuration(before->length())));
        m_subline->setText(
            tr("%1 in all. One run each: a difference in time may be noise.").arg(changeWords(ratio - 1)));
    } else {
        m_headline->setText(tr("Answered in %1").arg(formatDuration(result.record.duration)));
        m_subline->setText(
            result.hasReplayTrace
                ? tr("The original's spans are no longer in the history: only the answers can be compared.")
                : tr("Without its trace only the answers can be compared."));
    }
}

void FactsCard::showFacts(const ReplayComparison &comparison)
{
    const std::vector<ReplayFact> facts = factsOf(comparison);
    m_hasBadFact = !facts.empty() && facts.front().tone == ReplayFact::Tone::Bad;
    QStringList lines;
    for (std::size_t i = 0; i < std::min(shownFacts, facts.size()); ++i)
        lines.append(QStringLiteral("<span style='color:%1'>%2</span>&nbsp; %3")
                         .arg(m_theme.color(tokenOf(facts[i].tone)).name(), markOf(facts[i]),
                              factSentence(facts[i], comparison)));
    if (facts.size() > shownFacts) {
        QStringList rest;
        for (std::size_t i = shownFacts; i < facts.size(); ++i)
            rest.append(factSentence(facts[i], comparison));
        m_facts->setToolTip(rest.join(QStringLiteral("<br>")));
        lines.append(QStringLiteral("<span style='color:%1'>%2</span>")
                         .arg(m_theme.color(Token::Secondary).name(),
                              tr("and %n more, shown below", nullptr, static_cast<int>(rest.size()))));
    } else {
        m_facts->setToolTip({});
    }
    if (lines.isEmpty())
        lines.append(
            QStringLiteral("<span style='color:%1'>●</span>&nbsp; %2")
                .arg(m_theme.color(Token::Ok).name(), tr("same steps, same documents, same answer")));
    m_facts->setText(
        QStringLiteral("<div style='line-height:130%'>%1</div>").arg(lines.join(QStringLiteral("<br>"))));
}

void FactsCard::showRuns(const ReplayResult &result)
{
    QStringList lines;
    if (result.query.asked != Timestamp{})
        lines.append(tr("original %1").arg(formatTime(result.query.asked)));
    lines.append(tr("replay %1").arg(formatTime(result.record.started)));
    const RunTotals &now = result.comparison.replay;
    if (now.tokens() > 0 || now.costUsd > 0) {
        QString spent = counted(static_cast<std::uint64_t>(now.tokens()), tr("1 token"), tr("%1 tokens"));
        if (now.costUsd > 0)
            spent += QStringLiteral(" · ") + formatCost(now.costUsd);
        lines.append(spent);
    }
    m_runs->setText(lines.join(u'\n'));
    m_runs->setToolTip(tr("original %1\nreplay %2\nrequest took %3")
                           .arg(formatFullTime(result.query.asked), formatFullTime(result.record.started),
                                formatDuration(result.record.duration)));
}

void FactsCard::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    const bool wide = width() >= sideBySideFrom;
    auto *const row = static_cast<QBoxLayout *>(layout());
    row->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    row->setSpacing(wide ? 20 : 10);
    m_rule->setVisible(wide);
    m_runs->setAlignment((wide ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

void FactsCard::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    // The edge says at a glance whether something needs a look; the shapes of the facts say what.
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath card;
    card.addRoundedRect(QRectF(rect()), 8, 8);
    painter.setClipPath(card);
    painter.fillRect(QRect(0, 0, 4, height()), m_theme.color(m_hasBadFact ? Token::Error : Token::Accent));
}

} // namespace spanwise
