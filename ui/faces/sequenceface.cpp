// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/sequenceface.h"

#include "ui/faces/sequencedelegate.h"
#include "ui/faces/sequencemodel.h"
#include "ui/models/format.h"
#include "ui/page/rowkeys.h"
#include "ui/trace/spanwords.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int typingPauseMs = 120;
constexpr int mostCopied = 100'000; // lines; a clipboard is no export

} // namespace

SequenceFace::SequenceFace(Theme &theme, QWidget *parent)
    : Face(theme, parent)
    , m_model(new SequenceModel(theme, this))
{
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildBar());
    m_nothing = new QLabel(content);
    m_nothing->setProperty("tone", u"secondary"_s);
    m_nothing->setWordWrap(true);
    m_nothing->setContentsMargins(14, 10, 14, 10);
    m_nothing->hide();
    column->addWidget(m_nothing);
    column->addWidget(buildTable(), 1);
    setContent(content);
    setFocusProxy(m_table);
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPauseMs);
    connect(&m_typing, &QTimer::timeout, this, &SequenceFace::compute);
}

QWidget *SequenceFace::buildBar()
{
    auto *bar = new QWidget(this);
    m_text = new QLineEdit(bar);
    m_text->setPlaceholderText(tr("Find"));
    m_text->setToolTip(tr("Find in names, messages and attributes"));
    m_text->setAccessibleName(m_text->toolTip());
    m_text->setClearButtonEnabled(true);
    m_severity = new QComboBox(bar);
    m_severity->setAccessibleName(tr("Least severity"));
    m_severity->addItem(tr("Any severity"), static_cast<int>(Severity::None));
    m_severity->addItem(tr("Info and above"), static_cast<int>(Severity::Info));
    m_severity->addItem(tr("Warnings and errors"), static_cast<int>(Severity::Warn));
    m_severity->addItem(tr("Errors"), static_cast<int>(Severity::Error));
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 6, 14, 6);
    row->setSpacing(8);
    row->addWidget(m_text, 1);
    row->addWidget(m_severity);
    const auto toggle = [&](const QString &words, const QString &tip) {
        auto *button = new QToolButton(bar);
        button->setText(words);
        button->setToolTip(tip);
        button->setCheckable(true);
        button->setChecked(true);
        row->addWidget(button);
        connect(button, &QToolButton::toggled, this, &SequenceFace::compute);
        return button;
    };
    m_spans = toggle(tr("Spans"), tr("When each span began"));
    m_events = toggle(tr("Events"), tr("What spans recorded while they ran"));
    m_logsButton = toggle(tr("Logs"), tr("Log records that carry this trace's id"));
    m_count = new QLabel(bar);
    m_count->setProperty("tone", u"secondary"_s);
    row->addWidget(m_count);
    connect(m_text, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_severity, &QComboBox::currentIndexChanged, this, &SequenceFace::compute);
    return bar;
}

QTableView *SequenceFace::buildTable()
{
    m_table = new QTableView(this);
    m_table->setAccessibleName(tr("Spans, events and logs by time"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new SequenceDelegate(m_theme, m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    const QFontMetrics metrics(m_theme.body());
    m_table->verticalHeader()->setDefaultSectionSize(std::max(25, metrics.height() + 8));
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(SequenceModel::MessageColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(SequenceModel::TimeColumn, metrics.horizontalAdvance(u"+888.88 ms"_s) + 16);
    m_table->setColumnWidth(SequenceModel::TypeColumn, metrics.horizontalAdvance(u"DEBUG"_s) + 36);
    m_table->setColumnWidth(SequenceModel::StepColumn,
                            metrics.horizontalAdvance(u"query_processing_step"_s) + 60);
    new RowKeys(
        m_table, [this] { copy(false); }, [this] { activate(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &SequenceFace::followSelection);
    connect(m_table, &QTableView::doubleClicked, this, &SequenceFace::activate);
    connect(m_table, &QWidget::customContextMenuRequested, this, &SequenceFace::openMenu);
    connect(&m_theme, &Theme::changed, m_table->viewport(), qOverload<>(&QWidget::update));
    return m_table;
}

void SequenceFace::showTrace(std::shared_ptr<const Trace> trace)
{
    m_trace = std::move(trace);
    m_selected.reset();
    compute();
}

void SequenceFace::updateTrace(std::shared_ptr<const Trace> trace)
{
    showTrace(std::move(trace));
}

void SequenceFace::setRange(std::optional<TimeWindow> range)
{
    if (m_range == range)
        return;
    m_range = range;
    compute();
}

void SequenceFace::setLogs(std::shared_ptr<const TelemetryBatch> logs)
{
    if (m_logs == logs)
        return;
    m_logs = std::move(logs);
    compute();
}

SequenceFilter SequenceFace::filter() const
{
    return {.spans = m_spans->isChecked(),
            .events = m_events->isChecked(),
            .logs = m_logsButton->isChecked(),
            .least = static_cast<Severity>(m_severity->currentData().toInt()),
            .text = m_text->text().toStdString()};
}

void SequenceFace::compute()
{
    if (!m_trace)
        return;
    m_job.start(
        [trace = m_trace, logs = m_logs, range = m_range, wanted = filter()](std::stop_token) {
            auto made = std::make_shared<SequenceSnapshot>();
            made->trace = trace;
            made->logs = logs;
            made->path = CriticalPath(*trace, trace->queryRow());
            made->items = sequenceOf(*trace, logs.get());
            made->wanted = wantedOf(made->items, *trace, logs.get(), wanted, range);
            return std::shared_ptr<const SequenceSnapshot>(std::move(made));
        },
        [this](std::shared_ptr<const SequenceSnapshot> made) {
            const auto *const before = m_model->snapshot();
            const QModelIndex current = m_table->currentIndex();
            const int scroll = m_table->verticalScrollBar()->value();
            const bool sameTrace =
                before && before->trace == made->trace && before->wanted.size() == made->wanted.size();
            const bool hasGrown =
                before && before->trace != made->trace && before->trace->id() == made->trace->id();
            const int top = m_table->rowAt(0);
            const auto topTime = hasGrown && top > 0 ? std::optional(m_model->item(top).time) : std::nullopt;
            m_isFollowing = true;
            m_model->setSnapshot(std::move(made));
            if (sameTrace && current.isValid()) {
                m_table->selectRow(current.row());
                m_table->verticalScrollBar()->setValue(scroll);
            }
            m_isFollowing = false;
            say();
            selectSpan(m_selected);
            if (topTime) // what stood at the top stays there, whatever came in before it
                m_table->scrollTo(m_model->index(m_model->firstFrom(*topTime), 0),
                                  QAbstractItemView::PositionAtTop);
            showMarks();
            Q_EMIT filled();
        });
}

void SequenceFace::say()
{
    const SequenceSnapshot &shown = *m_model->snapshot();
    const std::size_t all = shown.items.size();
    m_count->setText(shown.wanted.size() == all
                         ? counted(all, tr("1 line"), tr("%1 lines"))
                         : tr("%1 of %2").arg(formatCount(shown.wanted.size()), formatCount(all)));
    const bool withoutLogs = !shown.logs || shown.logs->logs.empty();
    QString words;
    if (shown.wanted.empty())
        words = tr("Nothing fits: %1 lines are filtered out. Clear the text, lower the severity or switch a "
                   "kind on again.")
                    .arg(formatCount(all));
    else if (withoutLogs && m_logsButton->isChecked())
        words = tr("No log records came with this trace. OpenTelemetry SDKs send them when "
                   "OTEL_LOGS_EXPORTER=otlp is set and the "
                   "logging library is bridged.");
    m_nothing->setText(words);
    m_nothing->setVisible(!words.isEmpty());
}

void SequenceFace::selectSpan(std::optional<SpanRow> row)
{
    m_selected = row;
    const SequenceSnapshot *const shown = m_model->snapshot();
    if (!shown || shown->trace != m_trace)
        return;
    const QModelIndex current = m_table->currentIndex();
    if (row && current.isValid() && m_model->item(current.row()).span == static_cast<std::uint32_t>(*row) &&
        m_table->selectionModel()->isRowSelected(current.row()))
        return; // one of its own lines is
    const int at = row ? m_model->rowOfSpan(*row) : -1;
    m_isFollowing = true;
    if (at < 0)
        m_table->clearSelection();
    else {
        m_table->selectRow(at);
        m_table->scrollTo(m_model->index(at, 0));
    }
    m_isFollowing = false;
}

void SequenceFace::followSelection()
{
    const QModelIndex current = m_table->currentIndex();
    const SequenceSnapshot *const shown = m_model->snapshot();
    if (m_isFollowing || !current.isValid() || !shown || shown->trace != m_trace ||
        !m_model->item(current.row()).hasSpan())
        return;
    m_selected = m_model->item(current.row()).row();
    Q_EMIT spanSelected(*m_selected);
}

void SequenceFace::activate()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid() && m_model->snapshot()->trace == m_trace && m_model->item(current.row()).hasSpan())
        Q_EMIT spanActivated(m_model->item(current.row()).row());
}

void SequenceFace::copy(bool all) const
{
    QStringList lines;
    const auto add = [&](int row) {
        lines += m_model->index(row, 0).data(SequenceModel::WholeRole).toString();
    };
    if (all) {
        for (int row = 0; row < std::min(m_model->rowCount(), mostCopied); ++row)
            add(row);
        if (m_model->rowCount() > mostCopied)
            lines += tr("… and %1 more lines")
                         .arg(formatCount(static_cast<std::uint64_t>(m_model->rowCount() - mostCopied)));
    } else {
        QList<int> rows;
        for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
            rows += index.row();
        std::ranges::sort(rows);
        for (const int row : rows)
            add(row);
    }
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void SequenceFace::openMenu(QPoint at)
{
    const QModelIndex index = m_table->indexAt(at);
    const bool hasSpan = index.isValid() && m_model->item(index.row()).hasSpan();
    QMenu menu(this);
    menu.addAction(tr("Copy lines"), this, [this] { copy(false); })->setEnabled(index.isValid());
    menu.addAction(tr("Copy all that is shown"), this, [this] { copy(true); });
    menu.addSeparator();
    menu.addAction(tr("Show in the waterfall"), this, &SequenceFace::activate)->setEnabled(hasSpan);
    menu.addAction(tr("Filter queries by this step"), this,
                   [this, index] {
                       const SpanRow row = m_model->item(index.row()).row();
                       Q_EMIT searchRequested(stepTerm(*m_model->snapshot()->trace, row));
                   })
        ->setEnabled(hasSpan);
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

void SequenceFace::showMarks()
{
    if (m_model->snapshot() && m_model->snapshot()->trace == m_trace)
        m_model->setMarks(marks());
}

QList<KeyHint> SequenceFace::keyHints() const
{
    return {
        {tr("Up, Down"), tr("Select a line: its span is selected everywhere")},
        {tr("Return"), tr("Show the span in the waterfall")},
        {QKeySequence(QKeySequence::Copy).toString(QKeySequence::NativeText), tr("Copy the selected lines")}};
}

} // namespace spanwise
