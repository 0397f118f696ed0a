// SPDX-License-Identifier: GPL-3.0-or-later
// The half of TraceView that finds: search, what Spanwise noticed by itself, colour rules, statistics of a
// range.
#include "ui/faces/tracefaces.h"
#include "ui/models/format.h"
#include "ui/theme/restyle.h"
#include "ui/trace/canvas.h"
#include "ui/trace/colorrulesdialog.h"
#include "ui/trace/findingwords.h"
#include "ui/trace/header.h"
#include "ui/trace/pathstrip.h"
#include "ui/trace/spanwords.h"
#include "ui/trace/traceview.h"

#include "core/timeline/rangesums.h"

#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTextCharFormat>
#include <QToolButton>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr std::size_t listedFindings = 40;

} // namespace

void TraceView::closeSearch()
{
    const bool hadFocus = m_search->hasFocus();
    m_searching.cancel();
    m_search->clear();
    m_searchBar->hide();
    walk({});
    m_canvas->setMatches({}, false);
    if (hadFocus)
        m_faces->focusShown();
}

void TraceView::search(const QString &words)
{
    const SpanSearch asked = SpanSearch::parse(words.toStdString());
    showProblem(asked.error);
    if (asked.error || asked.isEmpty() || !m_shown) {
        m_searching.cancel();
        walk({});
        m_canvas->setMatches({}, false);
        m_found->setText(asked.error
                             ? QString::fromStdString(asked.error->asError(words.toStdString()).message)
                             : QString());
        Q_EMIT searched();
        return;
    }
    m_searching.start([trace = m_shown, asked, range = range()](
                          const std::stop_token &stop) { return findSpans(trace, asked, range, stop); },
                      [this](SpanSearchResult result) { showFound(std::move(result)); });
}

void TraceView::showFound(SpanSearchResult result)
{
    const QString where = range() ? tr(" in the selected range") : QString();
    m_canvas->setMatches(result.rows, true);
    m_foundWords = tr("%1 of the time%2").arg(formatPercent(result.share), where);
    m_found->setText(result.rows.empty()
                         ? tr("Nothing found") + where
                         : tr("%1 found, %2").arg(formatCount(result.rows.size()), m_foundWords));
    walk(std::move(result.rows));
    Q_EMIT searched();
}

/// Input-method attributes are a line edit's only way to have formats.
void TraceView::showProblem(const std::optional<SearchError> &problem)
{
    QList<QInputMethodEvent::Attribute> attributes;
    if (problem && !m_search->text().isEmpty()) {
        const QByteArray all = m_search->text().toUtf8();
        const auto charactersTo = [&](std::size_t byte) {
            return static_cast<int>(QString::fromUtf8(all.left(static_cast<qsizetype>(byte))).size());
        };
        const int begin =
            std::min(charactersTo(problem->position), static_cast<int>(m_search->text().size()) - 1);
        const int end = charactersTo(problem->position + problem->length);
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::SpellCheckUnderline);
        format.setUnderlineColor(m_theme.color(Token::Error));
        attributes.append({QInputMethodEvent::TextFormat, begin - m_search->cursorPosition(),
                           std::max(1, end - begin), format});
    }
    restyle(m_found, "tone", problem ? u"error"_s : u"secondary"_s);
    QInputMethodEvent event({}, attributes);
    QCoreApplication::sendEvent(m_search, &event);
}

void TraceView::walk(std::vector<SpanRow> rows)
{
    m_matches = std::move(rows);
    m_match = m_matches.size(); // the next one is the first
}

void TraceView::goToMatch(int direction)
{
    if (m_matches.empty())
        return;
    const std::size_t count = m_matches.size();
    if (m_match >= count)
        m_match = direction > 0 ? 0 : count - 1;
    else
        m_match = direction > 0 ? (m_match + 1) % count : (m_match + count - 1) % count;
    m_canvas->selectSpan(m_matches[m_match]);
    m_found->setText(tr("%1 of %2, %3").arg(formatCount(m_match + 1), formatCount(count), m_foundWords));
}

void TraceView::lookForFindings()
{
    m_findings.clear();
    m_finding.start(
        [trace = m_shown, clocks = m_clocks](const std::stop_token &) { return findingsOf(*trace, clocks); },
        [this](std::vector<Finding> found) {
            m_findings = std::move(found);
            m_header->showFindings(m_findings.size(), std::ranges::any_of(m_findings, [](const Finding &one) {
                                       return one.kind == Finding::Kind::Error;
                                   }));
        });
}

void TraceView::openFindings()
{
    if (m_findings.empty() || !m_shown)
        return;
    QMenu menu(this);
    menu.setToolTipsVisible(true);
    for (std::size_t i = 0; i < std::min(m_findings.size(), listedFindings); ++i) {
        QString words =
            findingMark(m_findings[i]) + u"  "_s + findingSentence(m_findings[i], *m_shown, m_shiftClocks);
        QAction *const action = menu.addAction(words.replace(u'&', u"&&"_s));
        action->setToolTip(toolTipText(text(m_findings[i].detail)));
        connect(action, &QAction::triggered, this, [this, i] { goToFinding(i); });
    }
    if (m_findings.size() > listedFindings)
        menu.addAction(tr("and %1 more").arg(formatCount(m_findings.size() - listedFindings)))
            ->setEnabled(false);
    if (std::ranges::any_of(m_clocks, &SkewedClock::shifted)) {
        menu.addSeparator();
        QAction *const shift =
            menu.addAction(tr("Shift clocks that are off"), this, &TraceView::setShiftClocks);
        shift->setCheckable(true);
        shift->setChecked(m_shiftClocks);
    }
    QToolButton *const button = m_header->findingsButton();
    menu.exec(button->mapToGlobal(QPoint(0, button->height())));
}

void TraceView::goToFinding(std::size_t number)
{
    if (number >= m_findings.size())
        return;
    const Finding finding = m_findings[number];
    m_searching.cancel();
    if (finding.kind == Finding::Kind::Gap)
        m_canvas->setRange(finding.time);
    m_canvas->setMatches(finding.spans, finding.spans.size() > 1);
    std::vector<SpanRow> ascending = finding.spans;
    std::ranges::sort(ascending);
    m_foundWords = tr("%1 of the time").arg(formatPercent(shareOfTime(*m_shown, ascending, m_shown->time())));
    walk(finding.spans);
    goToMatch(1);
    m_faces->focusShown();
}

void TraceView::setColorRules(const ColorRules &rules)
{
    m_rules = rules;
    colorSpans();
}

void TraceView::colorSpans()
{
    if (!trace())
        return;
    std::vector<QColor> colors{QColor()};
    for (const RuleColor &one : ruleColors(m_theme))
        colors.push_back(one.color);
    if (m_rules.rules.isEmpty()) {
        m_coloring.cancel();
        m_canvas->setColors({}, {});
        return;
    }
    m_coloring.start(
        [trace = m_shown, rules = m_rules](const std::stop_token &stop) {
            return colorsByRule(*trace, rules, stop);
        },
        [this, colors](std::vector<std::uint8_t> ofRow) { m_canvas->setColors(std::move(ofRow), colors); });
}

void TraceView::editColorRules()
{
    ColorRulesDialog dialog(m_theme, m_rules, this);
    if (dialog.exec() == QDialog::Accepted)
        setColorRules(dialog.rules());
}

std::optional<TimeWindow> TraceView::range() const
{
    return m_canvas->waterfall().range();
}

void TraceView::showStatistics()
{
    if (trace())
        showStatistics(rangeSums(*m_shown, range().value_or(m_shown->time())));
}

void TraceView::showStatistics(const RangeSums &sums)
{
    const CriticalPath &path = m_canvas->waterfall().criticalPath();
    const TimeWindow whole = m_shown->time();
    const auto selected = range();
    QString words;
    if (selected) {
        const Duration pixel = std::max(Duration(1), selected->length() / 100);
        words = tickLabel(selected->begin - whole.begin, pixel) + u" – "_s +
                tickLabel(selected->end - whole.begin, pixel);
    }
    m_path->show(selected ? path.sharesWithin(*m_shown, *selected) : path.shares(), sums, words);
}

void TraceView::remember(QSettings &settings) const
{
    m_canvas->columns().remember(settings);
    m_rules.remember(settings);
    m_faces->remember(settings);
}

void TraceView::recall(const QSettings &settings)
{
    CanvasColumns columns;
    columns.recall(settings);
    m_canvas->setColumns(columns);
    ColorRules rules;
    rules.recall(settings);
    setColorRules(rules);
    m_faces->recall(settings);
}

TraceView::Visit TraceView::visit() const
{
    const Waterfall &shown = m_canvas->waterfall();
    return {m_sent->id(), shown.view().window(), shown.place().selected};
}

/// Beyond the first or last place of this trace lie those that were looked at before or after it.
void TraceView::leaveTrace(int direction)
{
    auto &from = direction < 0 ? m_before : m_after;
    auto &to = direction < 0 ? m_after : m_before;
    if (from.empty() || !m_readers.openTrace || !trace())
        return;
    to.push_back(visit());
    m_returning = from.back();
    from.pop_back();
    m_readers.openTrace(m_returning->trace);
}

} // namespace spanwise
