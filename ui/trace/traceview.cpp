// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/traceview.h"

#include "ui/faces/tracefaces.h"
#include "ui/jobs/jobpool.h"
#include "ui/trace/canvas.h"
#include "ui/trace/header.h"
#include "ui/trace/labelbutton.h"
#include "ui/trace/minimap.h"
#include "ui/trace/pathstrip.h"
#include "ui/trace/qualityline.h"
#include "ui/trace/waterfall.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QStackedLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// What is smaller is made ready sooner than another thread is.
constexpr std::size_t spansAtOnce = 10'000;
constexpr std::size_t keptFoldings =
    50; ///< traces whose closed rows are still closed when the reader comes back

} // namespace

TraceView::TraceView(Theme &theme, SpanReaders readers, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_layers(new QStackedLayout(this))
    , m_header(new TraceHeader(theme, this))
    , m_canvas(new Canvas(theme, readers, this))
    , m_path(new PathStrip(theme, this))
    , m_readers(std::move(readers))
{
    m_minimap = new Minimap(theme, m_canvas->waterfall(), this);
    m_layers->addWidget(buildContent());

    auto *messagePage = new QWidget(this);
    m_messageTitle = new QLabel(messagePage);
    m_messageTitle->setProperty("type", u"pageTitle"_s);
    m_messageTitle->setAlignment(Qt::AlignHCenter);
    m_message = new QLabel(messagePage);
    m_message->setProperty("tone", u"secondary"_s);
    m_message->setAlignment(Qt::AlignHCenter);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *messageLayout = new QVBoxLayout(messagePage);
    messageLayout->setContentsMargins(40, 0, 40, 0);
    messageLayout->addStretch(2);
    messageLayout->addWidget(m_messageTitle);
    messageLayout->addWidget(m_message);
    messageLayout->addStretch(3);
    m_layers->addWidget(messagePage);

    connect(m_header, &TraceHeader::replayRequested, this, [this] {
        if (trace())
            Q_EMIT replayRequested(trace()->id());
    });
    connect(m_header, &TraceHeader::exportRequested, this, [this] {
        if (trace())
            Q_EMIT exportRequested(trace()->id());
    });
    connect(&m_theme, &Theme::changed, this, [this] {
        if (trace() && !m_isGrowing)
            updateTrace(m_sent); // texts and rules carry colours
    });
    connect(m_header, &TraceHeader::compareRequested, this, [this] {
        if (trace())
            Q_EMIT compareRequested(trace()->id());
    });
    connect(m_header, &TraceHeader::closeRequested, this, &TraceView::closeRequested);
    connect(m_header, &TraceHeader::shiftClocksToggled, this, &TraceView::setShiftClocks);
    connect(m_header, &TraceHeader::pinRequested, this, &TraceView::pinRequested);
    connect(m_canvas, &Canvas::selectionChanged, this, &TraceView::selectionChanged);
    connect(m_canvas, &Canvas::viewChanged, m_minimap, qOverload<>(&QWidget::update));
    connect(m_canvas, &Canvas::rowsChanged, m_minimap, &Minimap::invalidate);
    connect(m_canvas, &Canvas::rangeChanged, this, [this] {
        showStatistics();
        if (m_searchBar->isVisibleTo(this) && !m_search->text().isEmpty())
            search(m_search->text());
        Q_EMIT rangeChanged();
    });
    connect(m_canvas, &Canvas::leaveRequested, this, &TraceView::leaveTrace);
    connect(m_canvas, &Canvas::findingsRequested, this, &TraceView::openFindings);
    connect(m_header, &TraceHeader::findingsRequested, this, &TraceView::openFindings);
    connect(m_header, &TraceHeader::colorRulesRequested, this, &TraceView::editColorRules);
    connect(m_canvas, &Canvas::searchRequested, this, &TraceView::openSearch);
    connect(m_canvas, &Canvas::matchRequested, this, &TraceView::goToMatch);
    connect(m_minimap, &Minimap::panRequested, m_canvas, &Canvas::panTo);
    connect(m_minimap, &Minimap::showRequested, m_canvas, &Canvas::showTime);
    connect(m_minimap, &Minimap::showAllRequested, m_canvas, &Canvas::showAll);
}

QWidget *TraceView::buildContent()
{
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *rule = new QFrame(content);
    rule->setProperty("rule", true);
    rule->setFixedHeight(1);
    column->addWidget(m_header);
    column->addWidget(rule);
    column->addWidget(buildSearch());
    column->addWidget(buildFaces(), 1);
    column->addWidget(m_path);
    return content;
}

/// Minimap and canvas are the first of the faces.
QWidget *TraceView::buildFaces()
{
    auto *waterfall = new QWidget(this);
    auto *column = new QVBoxLayout(waterfall);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_minimap);
    column->addWidget(m_canvas, 1);
    waterfall->setFocusProxy(m_canvas);
    m_faces = new TraceFaces(m_theme, waterfall, this);
    connect(m_faces, &TraceFaces::spanSelected, m_canvas, &Canvas::selectSpan);
    connect(m_canvas, &Canvas::rangeChanged, this,
            [this] { m_faces->setRange(m_canvas->waterfall().range()); });
    connect(m_faces, &TraceFaces::rangeChosen, m_canvas, &Canvas::setRange);
    connect(m_faces, &TraceFaces::searchRequested, this, &TraceView::filterRequested);
    connect(m_faces, &TraceFaces::traceSearchRequested, this, &TraceView::openSearch);
    connect(m_faces, &TraceFaces::matchRequested, this, &TraceView::goToMatch);
    connect(m_faces, &TraceFaces::findingsRequested, this, &TraceView::openFindings);
    connect(m_canvas, &Canvas::marksChanged, this, [this] { m_faces->setMarks(m_canvas->marks()); });
    connect(m_canvas, &Canvas::selectionChanged, this,
            [this] { m_faces->selectSpan(m_canvas->waterfall().selected()); });
    return m_faces;
}

void TraceView::showLogs(std::shared_ptr<const TelemetryBatch> logs)
{
    m_faces->setLogs(std::move(logs));
}

QWidget *TraceView::buildSearch()
{
    m_searchBar = new QWidget(this);
    m_search = new QLineEdit(m_searchBar);
    m_search->setPlaceholderText(tr("Search this trace: text, or { duration > 1s }"));
    m_search->setAccessibleName(tr("Search this trace"));
    m_search->setClearButtonEnabled(true);
    m_found = new QLabel(m_searchBar);
    m_found->setProperty("tone", u"secondary"_s);
    auto *row = new QHBoxLayout(m_searchBar);
    row->setContentsMargins(12, 6, 14, 2);
    row->setSpacing(10);
    row->addWidget(m_search, 1);
    row->addWidget(m_found);
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, this, &TraceView::search);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { goToMatch(1); });
    m_searchBar->hide();
    return m_searchBar;
}

std::shared_ptr<const Trace> TraceView::trace() const
{
    return m_layers->currentIndex() == 0 ? m_sent : nullptr;
}

std::optional<SpanRow> TraceView::selectedSpan() const
{
    if (!trace())
        return std::nullopt;
    const auto selected = m_canvas->waterfall().selected();
    return selected ? sameSpan(*selected, *m_shown, *m_sent) : std::nullopt;
}

void TraceView::selectSpan(SpanRow row)
{
    if (const auto shown = m_sent && m_shown ? sameSpan(row, *m_sent, *m_shown) : std::optional(row))
        m_canvas->selectSpan(*shown);
}

/// Shifting may change the order of the spans, but mostly leaves them where they were: looked for from there
/// outwards.
std::optional<SpanRow> TraceView::sameSpan(SpanRow row, const Trace &from, const Trace &in) const
{
    if (&from == &in)
        return row;
    const SpanId id = from[row].id;
    const std::size_t at = SpanTree::index(row);
    for (std::size_t away = 0; away <= std::max(from.size(), in.size()); ++away) {
        for (const std::size_t place : {at + away, at - away}) { // before the first is beyond the last
            if (place < in.size() && in[static_cast<SpanRow>(place)].id == id)
                return static_cast<SpanRow>(place);
        }
    }
    return std::nullopt;
}

void TraceView::setShiftClocks(bool shift)
{
    if (std::exchange(m_shiftClocks, shift) != shift && trace() && !m_isGrowing)
        updateTrace(m_sent);
}

void TraceView::showTrace(std::shared_ptr<const Trace> trace)
{
    if (!trace || trace->size() == 0) {
        showMessage(tr("This trace has no spans"),
                    tr("Nothing of it has arrived yet. It appears here as soon as it does."));
        return;
    }
    stopGrowing();
    if (trace->size() > spansAtOnce)
        return showAside(std::move(trace));
    const TraceGrowth made = TraceGrowth::make(std::move(trace), m_shiftClocks, std::nullopt);
    const Waterfall &rows = m_canvas->waterfall();
    showNow(made, Waterfall::opened(rows.order(), rows.isDescending(), made.shown));
}

void TraceView::showAside(std::shared_ptr<const Trace> trace)
{
    using Ready = std::pair<TraceGrowth, WaterfallGrowth>;
    m_isGrowing = true;
    m_opening = trace->id();
    const Waterfall &rows = m_canvas->waterfall();
    const SpanOrder order = rows.order();
    const bool descending = rows.isDescending();
    m_growing.start(
        [trace = std::move(trace), shift = m_shiftClocks, order, descending](const std::stop_token &) {
            auto ready =
                std::make_shared<Ready>(TraceGrowth::make(trace, shift, std::nullopt), WaterfallGrowth());
            ready->second = Waterfall::opened(order, descending, ready->first.shown);
            return ready;
        },
        [this, order, descending](const std::shared_ptr<Ready> &ready) {
            const Waterfall &now = m_canvas->waterfall();
            if (ready->first.isShifted != m_shiftClocks || now.order() != order ||
                now.isDescending() != descending) // was switched meanwhile
                return showAside(ready->first.sent);
            m_isGrowing = false;
            m_opening.reset();
            showNow(ready->first, std::move(ready->second));
            if (m_grown)
                updateTrace(std::exchange(m_grown, nullptr));
        });
}

void TraceView::showNow(const TraceGrowth &made, WaterfallGrowth rows)
{
    closeSearch();
    keepFolding();
    if (trace() && m_sent->id() != made.sent->id() && !m_returning) {
        m_before.push_back(visit());
        m_after.clear();
    }
    present(made);
    m_layers->setCurrentIndex(0);
    m_faces->showTrace(m_shown);
    m_canvas->showTrace(std::move(rows));
    restoreFolding();
    if (const auto place = std::exchange(m_returning, std::nullopt);
        place && place->trace == made.sent->id()) {
        m_canvas->showTime(place->window);
        const auto &spans = m_shown->batch().spans;
        if (const auto at = std::ranges::find(spans, place->selected, &Span::id); at != spans.end())
            m_canvas->selectSpan(static_cast<SpanRow>(at - spans.begin()));
    }
    showStatistics(made.sums);
    m_header->showFindings(0, false);
    lookForFindings();
    colorSpans();
    Q_EMIT shown();
}

void TraceView::updateTrace(std::shared_ptr<const Trace> trace)
{
    if (m_opening && trace && trace->id() == *m_opening) {
        m_grown = std::move(trace); // comes after it
        return;
    }
    if (!this->trace() || !trace || trace->size() == 0 || trace->id() != m_sent->id()) {
        showTrace(std::move(trace));
        return;
    }
    if (m_isGrowing) // one after the other: each newer one would otherwise put an end to the one before it
        m_grown = std::move(trace);
    else if (trace->size() > spansAtOnce)
        growAside(std::move(trace));
    else
        growNow(TraceGrowth::make(trace, m_shiftClocks, range()), {});
}

void TraceView::growAside(std::shared_ptr<const Trace> trace)
{
    using Ready = std::pair<TraceGrowth, WaterfallGrowth>;
    m_isGrowing = true;
    m_growing.start(
        [trace = std::move(trace), shift = m_shiftClocks, range = range(),
         rows = m_canvas->waterfall().openRows()](const std::stop_token &) {
            auto ready = std::make_shared<Ready>(TraceGrowth::make(trace, shift, range), WaterfallGrowth());
            ready->second = Waterfall::grown(rows, ready->first.shown);
            return ready;
        },
        [this](const std::shared_ptr<Ready> &ready) {
            m_isGrowing = false;
            const bool fits = ready->second.revision == m_canvas->waterfall().revision() &&
                              ready->first.isShifted == m_shiftClocks;
            if (!fits) // rows were opened or closed meanwhile
                return updateTrace(m_grown ? std::exchange(m_grown, nullptr) : ready->first.sent);
            growNow(std::move(ready->first), std::move(ready->second));
            if (m_grown)
                updateTrace(std::exchange(m_grown, nullptr));
        });
}

void TraceView::keepFolding()
{
    const Waterfall &left = m_canvas->waterfall();
    if (left.isEmpty())
        return;
    std::erase_if(m_foldings, [&](const Folding &one) { return one.trace == left.trace().id(); });
    if (std::vector<SpanId> closed = left.collapsedSpans(); !closed.empty())
        m_foldings.push_back({left.trace().id(), std::move(closed)});
    if (m_foldings.size() > keptFoldings)
        m_foldings.erase(m_foldings.begin());
}

void TraceView::restoreFolding()
{
    const auto known = std::ranges::find(m_foldings, m_shown->id(), &Folding::trace);
    if (known != m_foldings.end())
        m_canvas->setCollapsedSpans(known->spans);
}

void TraceView::stopGrowing()
{
    m_growing.cancel();
    m_isGrowing = false;
    m_opening.reset();
    m_grown.reset();
}

/// rows without a trace: they are worked out here.
void TraceView::growNow(TraceGrowth made, WaterfallGrowth rows)
{
    std::shared_ptr<const Trace> sent = m_sent;
    std::shared_ptr<const Trace> shown = m_shown;
    present(made);
    m_faces->updateTrace(m_shown);
    if (rows.trace)
        m_canvas->grow(std::move(rows));
    else
        m_canvas->updateTrace(m_shown);
    made.range == range() ? showStatistics(made.sums) : showStatistics();
    lookForFindings();
    colorSpans();
    if (m_searchBar->isVisibleTo(this))
        search(m_search->text());
    Q_EMIT grown();
    // Hundreds of megabytes take a while to be given back.
    made = {};
    jobPool().start([sent = std::move(sent), shown = std::move(shown)] {});
}

void TraceView::present(const TraceGrowth &made)
{
    m_sent = made.sent;
    m_shown = made.shown;
    m_clocks = made.clocks;
    m_header->show(*m_shown, made.facts);
    m_header->showClocks(m_clocks, m_shiftClocks);
}

void TraceView::setReplayOffered(bool offered)
{
    m_header->setReplayOffered(offered);
}

void TraceView::showMessage(const QString &title, const QString &words)
{
    m_messageTitle->setText(title);
    m_message->setText(words);
    stopGrowing();
    keepFolding();
    for (LatestJob *const job : {&m_searching, &m_finding, &m_coloring})
        job->cancel();
    m_canvas->showTrace(nullptr);
    m_faces->showTrace(nullptr);
    m_layers->setCurrentIndex(1);
    m_sent.reset(); // a large trace is hundreds of megabytes
    m_shown.reset();
    m_findings.clear();
    Q_EMIT selectionChanged();
}

void TraceView::openSearch()
{
    if (!trace())
        return;
    m_searchBar->show();
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

bool TraceView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_search ||
        (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride))
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool back = key->key() == Qt::Key_Escape;
    const bool previous = key->key() == Qt::Key_Return && key->modifiers().testFlag(Qt::ShiftModifier);
    if (!back && !previous)
        return false;
    event->accept();
    if (event->type() == QEvent::KeyPress) {
        if (back)
            closeSearch();
        else
            goToMatch(-1);
    }
    return true;
}

void TraceView::setLabeller(TraceLabeller &labeller)
{
    m_header->addTool(new LabelButton(labeller, m_header));
    auto *const column = qobject_cast<QVBoxLayout *>(m_header->parentWidget()->layout());
    column->insertWidget(column->indexOf(m_header) + 1, new QualityLine(labeller, m_header->parentWidget()));
}

void TraceView::setCompareOffered(bool offered)
{
    m_header->setCompareOffered(offered);
}

void TraceView::setPinnable(bool pinnable)
{
    m_header->setPinnable(pinnable);
}

void TraceView::setPinned(bool pinned)
{
    m_header->setPinned(pinned);
}

} // namespace spanwise
