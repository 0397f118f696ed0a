// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/logspanel.h"

#include "ui/theme/statemark.h"
#include "ui/trace/logsmodel.h"
#include "ui/trace/textviewer.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPainter>
#include <QSplitter>
#include <QStyle>
#include <QStyledItemDelegate>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int markSide = 9;
constexpr int markSpace = 20;

/// The severity with its mark in front; a stripe at the edge of the rows of the selected span.
class SeverityDelegate final : public QStyledItemDelegate
{
public:
    SeverityDelegate(const Theme &theme, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem shifted = option;
        const bool marks = index.column() == LogsModel::SeverityColumn;
        if (marks) { // the ground of the whole cell, then the text beside the mark
            QStyleOptionViewItem ground = option;
            ground.text.clear(); // the view's option may still carry that of the cell before
            ground.features &= ~QStyleOptionViewItem::HasDisplay;
            option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
            shifted.rect.setLeft(option.rect.left() + markSpace - 4);
        }
        QStyledItemDelegate::paint(painter, shifted, index);
        if (marks) {
            const QRectF place(option.rect.left() + 6, option.rect.center().y() - markSide / 2.0, markSide,
                               markSide);
            drawMark(*painter, place, static_cast<Mark>(index.data(LogsModel::MarkRole).toInt()), m_theme);
        }
        if (index.column() == LogsModel::TimeColumn && index.data(LogsModel::OfSelectedSpanRole).toBool())
            painter->fillRect(QRect(option.rect.left(), option.rect.top() + 2, 3, option.rect.height() - 4),
                              m_theme.color(Token::Accent));
    }

private:
    const Theme &m_theme;
};

} // namespace

LogsPanel::LogsPanel(Theme &theme, QWidget *parent)
    : DetailPage(parent)
    , m_model(new LogsModel(theme, this))
    , m_table(buildTable(theme))
    , m_record(new TextViewer(theme, TextViewer::Face::Monospace, this))
{
    m_record->setAccessibleName(tr("The selected log record"));
    auto *split = new QSplitter(Qt::Vertical, this);
    split->addWidget(m_table);
    split->addWidget(m_record);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setChildrenCollapsible(false);
    setContent(split);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &LogsPanel::showRecord);
}

QTableView *LogsPanel::buildTable(Theme &theme)
{
    auto *table = new QTableView(this);
    table->setModel(m_model);
    table->setItemDelegate(new SeverityDelegate(theme, table));
    table->setAccessibleName(tr("Log records of this trace"));
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    const QFontMetrics metrics(theme.body());
    table->verticalHeader()->setDefaultSectionSize(std::max(25, metrics.height() + 8));
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setSectionResizeMode(LogsModel::MessageColumn, QHeaderView::Stretch);
    table->setColumnWidth(LogsModel::TimeColumn, metrics.horizontalAdvance(u"+888.88 ms"_s) + 16);
    table->setColumnWidth(LogsModel::SeverityColumn, metrics.horizontalAdvance(u"DEBUG"_s) + markSpace + 16);
    auto *copyRecord = new QAction(tr("Copy the log record"), table);
    copyRecord->setShortcut(QKeySequence::Copy);
    copyRecord->setShortcutContext(Qt::WidgetShortcut);
    table->addAction(copyRecord);
    table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copyRecord, &QAction::triggered, this, &LogsPanel::copy);
    return table;
}

void LogsPanel::setLogs(std::shared_ptr<const TelemetryBatch> logs)
{
    const int before = m_table->currentIndex().row();
    const bool grows =
        logs && m_model->rowCount() > 0 && static_cast<int>(logs->logs.size()) > m_model->rowCount();
    m_model->setLogs(std::move(logs));
    if (grows && before >= 0)
        m_table->selectRow(before);
    m_isNew = !grows;
}

void LogsPanel::showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row)
{
    m_model->setSpan(trace, row);
    if (m_model->rowCount() == 0) {
        showNote(tr("No log records came with this trace"),
                 tr("Log records that carry this trace's id stand here, in the order of time. OpenTelemetry "
                    "SDKs send them when "
                    "OTEL_LOGS_EXPORTER=otlp is set and the logging library is bridged (in Python: "
                    "OTEL_PYTHON_LOGGING_AUTO_INSTRUMENTATION_ENABLED=true)."));
        return;
    }
    showContent();
    const int first = m_model->firstOfSpan();
    if (first >= 0 && !m_table->currentIndex().data(LogsModel::OfSelectedSpanRole).toBool())
        m_table->selectRow(first);
    else if (m_isNew || !m_table->currentIndex().isValid())
        m_table->selectRow(std::max(0, first));
    m_isNew = false;
    m_table->scrollTo(m_table->currentIndex());
    showRecord();
}

void LogsPanel::showRecord()
{
    m_record->setWhole(m_table->currentIndex().data(LogsModel::WholeRole).toString());
}

void LogsPanel::copy() const
{
    if (m_table->currentIndex().isValid())
        QGuiApplication::clipboard()->setText(m_table->currentIndex().data(LogsModel::WholeRole).toString());
}

} // namespace spanwise
