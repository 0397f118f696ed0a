// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/header.h"

#include "ui/models/format.h"
#include "ui/theme/icons.h"
#include "ui/trace/findingwords.h"
#include "ui/trace/spanwords.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace spanwise {

TraceHeader::TraceHeader(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_question(new QLabel(this))
    , m_pin(new QToolButton(this))
    , m_close(new QToolButton(this))
    , m_compare(new QToolButton(this))
    , m_compareAction(new QAction(tr("Compare…"), this))
    , m_pinAction(new QAction(tr("Pin"), this))
    , m_more(new QToolButton(this))
    , m_id(new QToolButton(this))
    , m_facts(new QLabel(this))
    , m_warnings(new QLabel(this))
    , m_clocks(new QToolButton(this))
    , m_findings(new QToolButton(this))
    , m_replay(new QPushButton(tr("Replay"), this))
{
    m_question->setTextFormat(Qt::PlainText);
    m_question->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_question->setObjectName(u"question"_s);
    m_question->installEventFilter(this);
    m_close->setToolTip(tr("Back to the list of queries (Esc)"));
    m_close->setAccessibleName(tr("Close the trace"));
    m_close->setAutoRaise(true);
    m_compareAction->setVisible(false);
    m_pinAction->setVisible(false);
    m_compare->setObjectName(u"compare"_s);
    m_compare->setText(tr("Compare…"));
    m_compare->setToolTip(tr("Set beside another trace, step by step"));
    m_compare->setAutoRaise(true);
    m_compare->hide();
    m_pin->setObjectName(u"pin"_s);
    m_pin->setAutoRaise(true);
    m_pin->setCheckable(true);
    m_pin->hide();
    setPinned(false);
    m_clocks->setObjectName(u"shiftClocks"_s);
    m_clocks->setAutoRaise(true);
    m_clocks->setCheckable(true);
    m_clocks->hide();
    m_findings->setObjectName(u"findings"_s);
    m_findings->setAutoRaise(true);
    m_findings->setToolTip(tr("What Spanwise noticed in this trace (G)"));
    m_findings->hide();
    m_id->setAutoRaise(true);
    m_id->setToolTip(tr("Copy the trace id"));
    m_id->setStyleSheet(u"QToolButton { padding: 4px 2px 4px 0; }"_s); // in line with the question above
    m_id->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_facts->setObjectName(u"facts"_s);
    m_facts->setTextFormat(Qt::RichText);
    m_facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_warnings->setTextFormat(Qt::PlainText);
    m_warnings->setWordWrap(true);
    m_warnings->setProperty("tone", u"warning"_s);
    m_warnings->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_more->setText(tr("More"));
    m_more->setToolTip(tr("What else can be done with this trace"));
    m_more->setAutoRaise(true);
    m_more->setPopupMode(QToolButton::InstantPopup);
    auto *const menu = new QMenu(m_more);
    connect(m_compareAction, &QAction::triggered, this, &TraceHeader::compareRequested);
    connect(m_pinAction, &QAction::triggered, m_pin, &QToolButton::click);
    menu->addActions({m_compareAction, m_pinAction});
    menu->addAction(tr("Export trace…"), this, &TraceHeader::exportRequested);
    menu->addAction(tr("Copy trace id"), this, [this] { QGuiApplication::clipboard()->setText(m_traceId); });
    menu->addAction(tr("Colour rules…"), this, &TraceHeader::colorRulesRequested);
    m_more->setMenu(menu);
    m_replay->setProperty("primary", true);
    m_replay->setToolTip(tr("Ask the same question again and compare (Ctrl+R)"));

    auto *top = new QHBoxLayout;
    top->setObjectName(u"tools"_s);
    top->setSpacing(8);
    top->addWidget(m_question, 1);
    top->addWidget(m_pin);
    top->addWidget(m_compare);
    top->addWidget(m_more);
    top->addWidget(m_replay);
    top->addWidget(m_close);
    auto *below = new QHBoxLayout;
    below->setSpacing(10);
    below->addWidget(m_id);
    below->addWidget(m_facts, 1);
    below->addWidget(m_findings);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(14, 10, 12, 8);
    all->setSpacing(4);
    all->addLayout(top);
    all->addLayout(below);
    auto *warnings = new QHBoxLayout;
    warnings->setSpacing(10);
    warnings->addWidget(m_warnings, 1);
    warnings->addWidget(m_clocks, 0, Qt::AlignTop);
    all->addLayout(warnings);

    connect(m_replay, &QPushButton::clicked, this, &TraceHeader::replayRequested);
    connect(m_findings, &QToolButton::clicked, this, &TraceHeader::findingsRequested);
    connect(m_clocks, &QToolButton::clicked, this, &TraceHeader::shiftClocksToggled);
    connect(m_pin, &QToolButton::clicked, this, [this](bool wanted) {
        m_pin->setChecked(!wanted); // it shows what the history says
        Q_EMIT pinRequested();
    });
    connect(m_compare, &QToolButton::clicked, this, &TraceHeader::compareRequested);
    connect(m_close, &QToolButton::clicked, this, &TraceHeader::closeRequested);
    connect(m_id, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_traceId);
        QToolTip::showText(QCursor::pos(), tr("Copied"), m_id);
    });
    connect(&m_theme, &Theme::changed, this, &TraceHeader::restyle);
    restyle();
}

void TraceHeader::restyle()
{
    m_question->setFont(m_theme.pageTitle());
    m_facts->setFont(m_theme.secondary());
    m_warnings->setFont(m_theme.secondary());
    m_id->setFont(m_theme.monospace());
    m_id->setIcon(themedIcon(m_theme, Glyph::Copy));
    m_id->setIconSize({13, 13});
    m_close->setIcon(themedIcon(m_theme, Glyph::Close));
    m_replay->setIcon(themedIcon(m_theme, Glyph::Replay, Token::OnAccent, Token::OnAccent));
    showQuestion();
    showFacts();
}

void TraceHeader::setPinnable(bool pinnable)
{
    m_isPinnable = pinnable;
    fitTools();
}

void TraceHeader::setPinned(bool pinned)
{
    m_pin->setChecked(pinned);
    m_pin->setText(pinned ? tr("Pinned") : tr("Pin"));
    m_pinAction->setText(pinned ? tr("Unpin") : tr("Pin"));
    m_pin->setToolTip(pinned
                          ? tr("Retention leaves this trace; click to let it go when its time comes (Ctrl+D)")
                          : tr("Keep this trace whatever its age (Ctrl+D)"));
}

void TraceHeader::setCompareOffered(bool offered)
{
    m_isCompareOffered = offered;
    fitTools();
}

/// The question comes first: where there is no room for both, what can be done stands in the menu.
void TraceHeader::fitTools()
{
    constexpr int roomy = 640;
    const bool narrow = width() < roomy;
    m_pin->setVisible(m_isPinnable && !narrow);
    m_compare->setVisible(m_isCompareOffered && !narrow);
    m_pinAction->setVisible(m_isPinnable && narrow);
    m_compareAction->setVisible(m_isCompareOffered && narrow);
}

void TraceHeader::addTool(QWidget *tool)
{
    auto *const tools = findChild<QHBoxLayout *>(u"tools"_s);
    tools->insertWidget(tools->indexOf(m_question) + 1, tool);
}

TraceHeader::Facts TraceHeader::factsOf(const Trace &trace)
{
    Facts totals;
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const SpanFacts &facts = trace.facts(static_cast<SpanRow>(i));
        totals.steps += facts.step != StepKind::Other ? 1U : 0U;
        totals.failed += facts.failed ? 1U : 0U;
        totals.tokens += facts.inputTokens + facts.outputTokens;
        totals.costUsd += facts.costUsd;
    }
    totals.hallucination = hallucinationOf(trace).value_or(0);
    totals.defects = defectsOf(trace);
    return totals;
}

void TraceHeader::show(const Trace &trace, const Facts &facts)
{
    const SpanRow query = trace.queryRow();
    m_traceId = QString::fromStdString(trace.id().toHex());
    m_questionText = text(trace.facts(query).question);
    const bool isQuery = !m_questionText.isEmpty();
    if (!isQuery)
        m_questionText = text(trace[query].name);
    m_replay->setEnabled(isQuery);
    m_replay->setToolTip(isQuery ? tr("Ask the same question again and compare (Ctrl+R)")
                                 : tr("This trace carries no question, so it cannot be asked again."));
    m_id->setText(shortId(trace.id()));
    m_id->setAccessibleName(tr("Trace id %1, copy").arg(m_traceId));
    m_factWords = factWords(trace, facts);
    m_began = formatFullTime(trace.time().begin);
    showDefects(facts.defects);
    showQuestion();
    showFacts();
}

std::vector<TraceHeader::FactWords> TraceHeader::factWords(const Trace &trace, const Facts &totals) const
{
    const SpanFacts &query = trace.facts(trace.queryRow());
    std::vector<FactWords> all{{formatTime(trace.time().begin, true)},
                               {formatDuration(trace.time().length()), Token::Secondary, true}};
    // What is wrong comes before the counts: a narrow header cuts at the end.
    if (totals.failed > 0)
        all.push_back(
            {u"▲ "_s % counted(totals.failed, tr("1 failed"), tr("%1 failed")), Token::Error, false});
    if (const double score = totals.hallucination; score >= 0.5)
        all.push_back({u"◆ "_s % tr("hallucination %1").arg(formatPercent(score)), Token::Warning, false});
    if (query.cacheHit.value_or(false))
        all.push_back({u"● "_s % tr("from the cache"), Token::Ok, false});
    all.push_back({totals.steps > 0 ? counted(totals.steps, tr("1 step"), tr("%1 steps"))
                                    : counted(trace.size(), tr("1 span"), tr("%1 spans"))});
    if (totals.tokens > 0)
        all.push_back({counted(static_cast<std::uint64_t>(totals.tokens), tr("1 token"), tr("%1 tokens"))});
    if (totals.costUsd > 0)
        all.push_back({formatCost(totals.costUsd)});
    if (const QString service = text(trace.resource(trace.queryRow()).serviceName()); !service.isEmpty())
        all.push_back({service});
    return all;
}

/// As many facts as have room; the one that has not all of it ends in an ellipsis, and the tool tip has them
/// all.
void TraceHeader::showFacts()
{
    constexpr int least = 40; // of a word that is cut; less says nothing
    const QString gap(4, QChar::Nbsp);
    QFont bold = m_facts->font();
    bold.setBold(true);
    const QFontMetrics plainly(m_facts->font());
    const QFontMetrics boldly(bold);
    const int gapWidth = plainly.horizontalAdvance(gap);
    const auto widthOf = [&](const FactWords &fact) {
        return (fact.strong ? boldly : plainly).horizontalAdvance(fact.words);
    };
    int left = 0; // wanted by what is not shown yet
    for (const FactWords &fact : m_factWords)
        left += widthOf(fact) + gapWidth;
    constexpr int rounding = 8; // rich text is laid out in fractions of pixels
    int room = m_facts->width() + gapWidth - rounding;
    QString shown;
    for (const FactWords &fact : m_factWords) {
        const int wanted = widthOf(fact) + gapWidth;
        // Behind it stands another, or an ellipsis for those that have no room.
        const bool isCut = left > room && wanted + plainly.horizontalAdvance(u'…') > room - gapWidth;
        QString words = fact.words;
        if (isCut && room - gapWidth >= least)
            words = (fact.strong ? boldly : plainly).elidedText(words, Qt::ElideRight, room - gapWidth);
        if (isCut && words == fact.words)
            words = u"…"_s;
        words = words.toHtmlEscaped().replace(u' ', QChar::Nbsp);
        shown += (shown.isEmpty() ? QString() : gap) %
                 u"<span style='color:%1'>%2</span>"_s.arg(m_theme.color(fact.color).name(),
                                                           fact.strong ? u"<b>%1</b>"_s.arg(words) : words);
        room -= wanted;
        left -= wanted;
        if (isCut)
            break;
    }
    m_facts->setText(shown);
    QStringList all{m_began};
    for (std::size_t i = 1; i < m_factWords.size(); ++i)
        all += m_factWords[i].words;
    m_facts->setToolTip(toolTipText(all.join(u'\n')));
}

void TraceHeader::showDefects(const TraceDefects &defects)
{
    m_defects = defectSentences(defects);
    showClocks({}, false);
}

void TraceHeader::showClocks(const std::vector<SkewedClock> &clocks, bool shifted)
{
    QStringList sentences = m_defects;
    bool canShift = false;
    for (const SkewedClock &clock : clocks) {
        canShift = canShift || clock.shifted;
        sentences += clockSentence(clock.service, clock.offset, clock.spans, clock.shifted, shifted);
    }
    for (QString &sentence : sentences)
        sentence.prepend(u"◆ "_s);
    m_warnings->setText(sentences.join(u'\n'));
    m_warnings->setVisible(!sentences.isEmpty());
    m_clocks->setVisible(canShift);
    m_clocks->setChecked(shifted);
    m_clocks->setText(tr("Shift clocks"));
    m_clocks->setToolTip(shifted ? tr("Show the times as they were sent")
                                 : tr("Show the spans where they must have been"));
}

void TraceHeader::showQuestion()
{
    const QString line = m_questionText.simplified();
    m_question->setText(
        m_question->fontMetrics().elidedText(line, Qt::ElideRight, std::max(40, m_question->width())));
    m_question->setToolTip(toolTipText(m_questionText));
}

void TraceHeader::showFindings(std::size_t count, bool hasError)
{
    m_findings->setVisible(count > 0);
    m_findings->setText((hasError ? u"▲ "_s : u"◆ "_s) % counted(count, tr("1 finding"), tr("%1 findings")));
    m_findings->setStyleSheet(
        u"QToolButton { color: %1; }"_s.arg(m_theme.color(hasError ? Token::Error : Token::Warning).name()));
    layout()->activate(); // it takes its room from the facts
    showFacts();
}

void TraceHeader::setReplayOffered(bool offered)
{
    m_replay->setVisible(offered);
}

/// The tools beside the question change their size, too: a label is a word or two.
bool TraceHeader::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_question && event->type() == QEvent::Resize)
        showQuestion();
    return QWidget::eventFilter(watched, event);
}

void TraceHeader::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitTools();
    layout()->activate();
    showFacts();
}

} // namespace spanwise
