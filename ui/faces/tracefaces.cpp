// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/tracefaces.h"

#include "ui/faces/flameface.h"
#include "ui/faces/graphface.h"
#include "ui/faces/sequenceface.h"
#include "ui/faces/stepsface.h"
#include "ui/models/format.h"

#include <QAction>
#include <QBoxLayout>
#include <QLabel>
#include <QSettings>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// In the settings, by Kind: what stands there is read by later versions.
constexpr std::array<QLatin1StringView, TraceFaces::kindCount> rememberedNames{
    "waterfall"_L1, "flame"_L1, "steps"_L1, "graph"_L1, "sequence"_L1};

} // namespace

TraceFaces::TraceFaces(Theme &theme, QWidget *waterfall, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_tabs(new QTabBar(this))
    , m_rangeLine(new QWidget(this))
    , m_rangeWords(new QLabel(m_rangeLine))
    , m_stack(new QStackedWidget(this))
{
    m_tabs->setAccessibleName(tr("Ways to look at the trace"));
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    // The tab in front is bold: what a theme or another front asks for is known once its style is in place.
    connect(&m_theme, &Theme::changed, m_tabs, &QWidget::updateGeometry, Qt::QueuedConnection);
    connect(m_tabs, &QTabBar::currentChanged, m_tabs, &QWidget::updateGeometry, Qt::QueuedConnection);
    const std::array<QString, kindCount> names{tr("Waterfall"), tr("Flame graph"), tr("Steps"), tr("Graph"),
                                               tr("Logs && events")};
    for (std::size_t i = 0; i < kindCount; ++i) {
        m_tabs->addTab(names[i]);
        auto *action = new QAction(
            tr("Show the trace as: %1").arg(QString(names[i]).replace(u"&&"_s, u"and"_s).toLower()), this);
        action->setStatusTip(tr("Another face of the same trace; the selection stays"));
        action->setShortcut(QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(i))));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, [this, i] { setKind(static_cast<Kind>(i)); });
        addAction(action); // the key works for what is inside of this widget; a menu alone is no place for it
        m_tabs->setTabToolTip(static_cast<int>(i), action->shortcut().toString(QKeySequence::NativeText));
        m_actions += action;
    }
    auto *clear = new QToolButton(m_rangeLine);
    clear->setText(tr("Whole query"));
    connect(clear, &QToolButton::clicked, this, [this] { Q_EMIT rangeChosen(std::nullopt); });
    m_rangeWords->setProperty("tone", u"secondary"_s);
    auto *line = new QHBoxLayout(m_rangeLine);
    line->setContentsMargins(14, 3, 12, 3);
    line->addWidget(m_rangeWords, 1);
    line->addWidget(clear);
    m_rangeLine->hide();

    auto *head = new QHBoxLayout;
    head->setContentsMargins(10, 0, 12, 0);
    head->addWidget(m_tabs);
    head->addStretch(1);
    m_corner = new QHBoxLayout;
    head->addLayout(m_corner);
    auto *rule = new QFrame(this);
    rule->setProperty("rule", true);
    rule->setFixedHeight(1);
    m_stack->addWidget(waterfall);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(rule);
    column->addWidget(m_rangeLine);
    column->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, [this] {
        fill();
        Q_EMIT kindChanged();
    });
}

TraceFaces::Kind TraceFaces::kind() const
{
    return static_cast<Kind>(m_tabs->currentIndex());
}

Face *TraceFaces::face() const
{
    return m_faces[static_cast<std::size_t>(kind())].face;
}

void TraceFaces::setKind(Kind kind)
{
    const bool tabsHadFocus = m_tabs->hasFocus();
    m_tabs->setCurrentIndex(static_cast<int>(kind));
    if (!tabsHadFocus && isVisible())
        focusShown();
}

void TraceFaces::focusShown()
{
    m_stack->currentWidget()->setFocus();
}

QList<KeyHint> TraceFaces::keyHints() const
{
    return face() ? face()->keyHints() + keys().hints() : QList<KeyHint>();
}

void TraceFaces::remember(QSettings &settings) const
{
    settings.setValue(u"face"_s, rememberedNames[static_cast<std::size_t>(kind())]);
}

void TraceFaces::recall(const QSettings &settings)
{
    const auto name = std::ranges::find(rememberedNames, settings.value(u"face"_s).toString());
    if (name != rememberedNames.end())
        setKind(static_cast<Kind>(name - rememberedNames.begin()));
}

const KeyTable<TraceFaces> &TraceFaces::keys()
{
    const auto act = [](auto action) { return KeyTable<TraceFaces>::always(action); };
    static const KeyTable<TraceFaces> table{
        {Qt::Key_Slash,
         {},
         act([](TraceFaces &f) { Q_EMIT f.traceSearchRequested(); }),
         QT_TR_NOOP("Search in the trace")},
        {Qt::Key_N, Qt::ShiftModifier, act([](TraceFaces &f) { Q_EMIT f.matchRequested(-1); }),
         QT_TR_NOOP("Previous match")},
        {Qt::Key_N, {}, act([](TraceFaces &f) { Q_EMIT f.matchRequested(1); }), QT_TR_NOOP("Next match")},
        {Qt::Key_G,
         {},
         act([](TraceFaces &f) { Q_EMIT f.findingsRequested(); }),
         QT_TR_NOOP("What Spanwise noticed")},
    };
    return table;
}

/// Of what has the focus in a face.
bool TraceFaces::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && keys().run(*this, static_cast<QKeyEvent &>(*event)))
        return true;
    return keys().claims(*event, true) || QWidget::eventFilter(watched, event);
}

void TraceFaces::build(Kind kind)
{
    Face *face = nullptr;
    switch (kind) {
    case Kind::Waterfall:
        return;
    case Kind::Flame:
        face = new FlameFace(m_theme, this);
        break;
    case Kind::Steps:
        face = new StepsFace(m_theme, this);
        break;
    case Kind::Graph:
        face = new GraphFace(m_theme, this);
        break;
    case Kind::Sequence:
        face = new SequenceFace(m_theme, this);
        break;
    }
    m_stack->addWidget(face);
    face->focusProxy()->installEventFilter(this);
    m_faces[static_cast<std::size_t>(kind)].face = face;
    connect(face, &Face::spanSelected, this, [this](SpanRow row) {
        m_selected = row;
        Q_EMIT spanSelected(row);
    });
    connect(face, &Face::spanActivated, this, [this](SpanRow row) {
        m_selected = row;
        setKind(Kind::Waterfall);
        Q_EMIT spanSelected(row);
    });
    connect(face, &Face::rangeChosen, this, &TraceFaces::rangeChosen);
    connect(face, &Face::searchRequested, this, &TraceFaces::searchRequested);
}

/// Brings the face in front up to date.
void TraceFaces::fill()
{
    sayRange();
    Slot &slot = m_faces[static_cast<std::size_t>(kind())];
    if (kind() == Kind::Waterfall) {
        m_stack->setCurrentIndex(0);
        return;
    }
    if (!m_trace)
        return;
    if (!slot.face)
        build(kind());
    slot.face->setLogs(logsOfTrace());
    slot.face->setRange(m_range);
    if (slot.trace != m_trace) {
        if (slot.trace && slot.trace->id() == m_trace->id())
            slot.face->updateTrace(m_trace);
        else
            slot.face->showTrace(m_trace);
        slot.trace = m_trace;
    }
    slot.face->setMarks(m_marks);
    slot.face->selectSpan(m_selected);
    m_stack->setCurrentWidget(slot.face);
}

void TraceFaces::showTrace(std::shared_ptr<const Trace> trace)
{
    m_trace = trace && trace->size() > 0 ? std::move(trace) : nullptr;
    m_selected.reset();
    m_range.reset();
    m_marks = {};
    for (Slot &slot : m_faces) {
        if (!m_trace || (slot.trace && slot.trace->id() != m_trace->id()))
            slot.trace.reset(); // others may be large: what is not shown is not kept
    }
    fill();
}

void TraceFaces::updateTrace(std::shared_ptr<const Trace> trace)
{
    if (!m_trace || !trace || trace->id() != m_trace->id()) {
        showTrace(std::move(trace));
        return;
    }
    m_trace = std::move(trace);
    m_selected.reset(); // rows have moved; whoever selects and marks says so again
    m_marks = {};
    fill();
}

void TraceFaces::selectSpan(std::optional<SpanRow> row)
{
    if (m_selected == row)
        return;
    m_selected = row;
    if (face() && m_trace)
        face()->selectSpan(row);
}

void TraceFaces::setRange(std::optional<TimeWindow> range)
{
    if (m_range == range)
        return;
    m_range = range;
    fill();
}

void TraceFaces::setMarks(SpanMarks marks)
{
    m_marks = std::move(marks);
    if (face() && m_trace)
        face()->setMarks(m_marks);
}

/// Records are loaded apart from the trace: they may come before it.
std::shared_ptr<const TelemetryBatch> TraceFaces::logsOfTrace() const
{
    const bool fits =
        m_logs && m_trace && !m_logs->logs.empty() && m_logs->logs.front().traceId == m_trace->id();
    return fits ? m_logs : nullptr;
}

void TraceFaces::setLogs(std::shared_ptr<const TelemetryBatch> logs)
{
    m_logs = std::move(logs);
    if (kind() == Kind::Sequence && face())
        face()->setLogs(logsOfTrace());
}

void TraceFaces::sayRange()
{
    const bool limited = m_range && m_trace && kind() != Kind::Waterfall;
    m_rangeLine->setVisible(limited);
    if (limited)
        m_rangeWords->setText(tr("Only %1 to %2 counts: the range that is selected")
                                  .arg(formatDuration(m_range->begin - m_trace->time().begin),
                                       formatDuration(m_range->end - m_trace->time().begin)));
}

} // namespace spanwise
