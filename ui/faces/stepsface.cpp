// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/stepsface.h"

#include "ui/faces/stepsdelegate.h"
#include "ui/faces/stepsmodel.h"
#include "ui/page/rowkeys.h"
#include "ui/trace/spanwords.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace spanwise {

StepsFace::StepsFace(Theme &theme, QWidget *parent)
    : Face(theme, parent)
    , m_model(new StepsModel(theme, this))
    , m_table(new QTableView(this))
{
    m_table->setAccessibleName(tr("Steps of the query"));
    m_table->setItemDelegate(new StepsDelegate(theme, m_table));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(std::max(25, QFontMetrics(theme.body()).height() + 8));
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setMinimumSectionSize(40);
    m_table->horizontalHeader()->setSortIndicator(StepsModel::TotalColumn, Qt::DescendingOrder);
    m_table->setSortingEnabled(true);
    m_table->viewport()->installEventFilter(this); // its width is known when it is told
    new RowKeys(
        m_table, [this] { copy(false); }, [this] { activate(); });
    setContent(m_table);
    setFocusProxy(m_table);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &StepsFace::followSelection);
    connect(m_table, &QTableView::doubleClicked, this, &StepsFace::activate);
    connect(m_table, &QWidget::customContextMenuRequested, this, &StepsFace::openMenu);
    connect(&theme, &Theme::changed, m_table->viewport(), qOverload<>(&QWidget::update));
}

void StepsFace::showTrace(std::shared_ptr<const Trace> trace)
{
    m_selected.reset();
    updateTrace(std::move(trace));
}

void StepsFace::updateTrace(std::shared_ptr<const Trace> trace)
{
    m_trace = std::move(trace);
    compute();
}

void StepsFace::setRange(std::optional<TimeWindow> range)
{
    if (m_range == range)
        return;
    m_range = range;
    if (m_trace)
        compute();
}

void StepsFace::compute()
{
    m_job.start(
        [trace = m_trace, range = m_range](std::stop_token) {
            auto made = std::make_shared<StepsSnapshot>();
            made->trace = trace;
            made->groups = StepGroups(*trace, StepGroups::By::Step);
            made->statistics =
                stepStatistics(*trace, made->groups, CriticalPath(*trace, trace->queryRow()), range);
            return std::shared_ptr<const StepsSnapshot>(std::move(made));
        },
        [this](std::shared_ptr<const StepsSnapshot> made) {
            m_isFollowing = true;
            const bool wasEmpty = m_model->rowCount() == 0;
            const bool hasGrown =
                m_model->snapshot() && m_model->snapshot()->trace->id() == made->trace->id();
            const int scroll = m_table->verticalScrollBar()->value();
            m_model->setSnapshot(std::move(made));
            m_isFollowing = false;
            if (m_model->rowCount() == 0)
                showNote(
                    tr("No step ran in this range"),
                    tr("Select another stretch of time in the waterfall, or choose “Whole query” above."));
            else
                showContent();
            for (int column = 0; column < StepsModel::ColumnCount; ++column)
                m_table->setColumnHidden(column, !m_model->isUsed(static_cast<StepsModel::Column>(column)));
            if (wasEmpty)
                fitColumns();
            selectSpan(m_selected);
            if (hasGrown)
                m_table->verticalScrollBar()->setValue(scroll);
            showMarks();
            Q_EMIT filled();
        });
}

/// Numbers as wide as they are, the step what is left. Where that is less than the names need, they get it,
/// up to half of the table, which scrolls sideways.
void StepsFace::fitColumns()
{
    constexpr int leastName = 150;
    constexpr int beforeName = 56; // margins, square and the mark of a failure
    constexpr int bar = 50;        // below a share there is a bar
    constexpr int widestColumn = 260;
    constexpr int measuredRows = 200;
    const QFontMetrics head(m_theme.columnHead());
    const QFontMetrics body(m_theme.body());
    int taken = 0;
    for (int column = StepsModel::ServiceColumn; column < StepsModel::ColumnCount; ++column) {
        if (m_table->isColumnHidden(column))
            continue;
        const bool isPart = column == StepsModel::ShareColumn || column == StepsModel::DecisiveColumn;
        int width =
            std::max(head.horizontalAdvance(m_model->headerData(column, Qt::Horizontal).toString()) + 28,
                     isPart ? bar + 16 : 0);
        for (int row = 0; row < std::min(m_model->rowCount(), measuredRows); ++row)
            width = std::max(width, body.horizontalAdvance(m_model->index(row, column).data().toString()) +
                                        26); // with the margins of the style
        width = std::min(width, widestColumn);
        m_table->setColumnWidth(column, width);
        taken += width;
    }
    int names = leastName;
    for (int row = 0; row < std::min(m_model->rowCount(), measuredRows); ++row)
        names =
            std::max(names, beforeName + body.horizontalAdvance(
                                             m_model->index(row, StepsModel::StepColumn).data().toString()));
    const int width = m_table->viewport()->width();
    m_table->setColumnWidth(StepsModel::StepColumn,
                            std::max({leastName, std::min(names, width / 2), width - taken}));
}

void StepsFace::selectSpan(std::optional<SpanRow> row)
{
    m_selected = row;
    const StepsSnapshot *const shown = m_model->snapshot();
    if (!shown || shown->trace != m_trace)
        return;
    const int at = row ? m_model->rowOfGroup(shown->groups.of(*row)) : -1;
    m_isFollowing = true;
    if (at < 0)
        m_table->clearSelection();
    else if (m_table->currentIndex().row() != at || !m_table->selectionModel()->isRowSelected(at))
        m_table->selectRow(at);
    m_isFollowing = false;
}

void StepsFace::followSelection()
{
    const QModelIndex current = m_table->currentIndex();
    const StepsSnapshot *const shown = m_model->snapshot();
    if (m_isFollowing || !current.isValid() || !shown || shown->trace != m_trace)
        return;
    m_selected = m_model->row(current.row()).longest;
    Q_EMIT spanSelected(*m_selected);
}

void StepsFace::activate()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid() && m_model->snapshot()->trace == m_trace)
        Q_EMIT spanActivated(m_selected.value_or(m_model->row(current.row()).longest));
}

/// Tab-separated, with a line of column names; a spreadsheet takes it as it is.
void StepsFace::copy(bool all) const
{
    const auto line = [this](auto cell) {
        QStringList cells;
        for (int column = 0; column < StepsModel::ColumnCount; ++column) {
            if (!m_table->isColumnHidden(column))
                cells += cell(column);
        }
        return cells.join(u'\t');
    };
    QStringList lines{
        line([this](int column) { return m_model->headerData(column, Qt::Horizontal).toString(); })};
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (all || m_table->selectionModel()->isRowSelected(row))
            lines += line([&](int column) { return m_model->index(row, column).data().toString(); });
    }
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void StepsFace::openMenu(QPoint at)
{
    const QModelIndex index = m_table->indexAt(at);
    QMenu menu(this);
    menu.addAction(tr("Copy row"), this, [this] { copy(false); })->setEnabled(index.isValid());
    menu.addAction(tr("Copy table"), this, [this] { copy(true); });
    menu.addSeparator();
    menu.addAction(tr("Show the longest in the waterfall"), this,
                   [this] {
                       if (m_table->currentIndex().isValid())
                           Q_EMIT spanActivated(m_model->row(m_table->currentIndex().row()).longest);
                   })
        ->setEnabled(index.isValid());
    menu.addAction(tr("Filter queries by this step"), this,
                   [this, index] {
                       const StepGroups::Group &group =
                           m_model->snapshot()->groups[m_model->row(index.row()).group];
                       Q_EMIT searchRequested(stepTerm(*m_model->snapshot()->trace, group.first));
                   })
        ->setEnabled(index.isValid());
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

void StepsFace::showMarks()
{
    const StepsSnapshot *const shown = m_model->snapshot();
    if (shown && shown->trace == m_trace)
        m_model->setMarks({marks(), m_trace->size(), shown->groups.size(),
                           [shown](SpanRow row) { return shown->groups.of(row); }});
}

bool StepsFace::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && m_model->rowCount() > 0)
        fitColumns();
    return Face::eventFilter(watched, event);
}

QList<KeyHint> StepsFace::keyHints() const
{
    return {{tr("Up, Down"), tr("Select a step: its longest span is selected everywhere")},
            {tr("Return"), tr("Show that span in the waterfall")},
            {QKeySequence(QKeySequence::Copy).toString(QKeySequence::NativeText), tr("Copy the row")},
            {tr("Click a column head"), tr("Sort by it")}};
}

} // namespace spanwise
