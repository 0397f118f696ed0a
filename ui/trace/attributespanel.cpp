// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/attributespanel.h"

#include "ui/trace/attributesmodel.h"
#include "ui/trace/filterbuttons.h"
#include "ui/trace/indentjson.h"
#include "ui/trace/textviewer.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// JSON in an attribute is easier to read with one member a line.
QString readable(const QString &value)
{
    const bool isJson =
        (value.startsWith(u'{') && value.endsWith(u'}')) || (value.startsWith(u'[') && value.endsWith(u']'));
    return isJson ? QString::fromStdString(indentJson(value.toStdString())) : value;
}

} // namespace

AttributesPanel::AttributesPanel(Theme &theme, QWidget *parent)
    : DetailPage(parent)
    , m_model(new AttributesModel(this))
    , m_filtered(new QSortFilterProxyModel(this))
    , m_filter(new QLineEdit(this))
    , m_table(new QTableView(this))
    , m_value(new TextViewer(theme, TextViewer::Face::Monospace, this))
    , m_filterBy(new FilterButtons(theme, this))
{
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filtered->setFilterKeyColumn(-1);
    m_filter->setPlaceholderText(tr("Filter keys and values"));
    m_filter->setAccessibleName(tr("Filter keys and values"));
    m_filter->setClearButtonEnabled(true);
    m_table->setModel(m_filtered);
    m_table->setAccessibleName(tr("Attributes"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setWordWrap(false);
    m_table->setTextElideMode(Qt::ElideMiddle); // the end of a key tells it from its neighbours
    m_table->setTabKeyNavigation(false);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(std::max(25, QFontMetrics(theme.body()).height() + 8));
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(AttributesModel::ValueColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(AttributesModel::KeyColumn, 190);
    m_table->setColumnWidth(AttributesModel::OriginColumn, 70);
    m_value->setAccessibleName(tr("The selected value"));

    auto *split = new QSplitter(Qt::Vertical, this);
    auto *below = new QWidget(this);
    auto *belowColumn = new QVBoxLayout(below);
    belowColumn->setContentsMargins(0, 0, 0, 0);
    belowColumn->setSpacing(0);
    belowColumn->addWidget(m_filterBy);
    belowColumn->addWidget(m_value, 1);
    split->addWidget(m_table);
    split->addWidget(below);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    split->setChildrenCollapsible(false);
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(8);
    auto *field = new QHBoxLayout;
    field->setContentsMargins(12, 0, 12, 0);
    field->addWidget(m_filter);
    column->addLayout(field);
    column->addWidget(split, 1);
    setContent(content);

    auto *copyBoth = new QAction(tr("Copy key and value"), m_table);
    copyBoth->setShortcut(QKeySequence::Copy);
    copyBoth->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(copyBoth);
    connect(m_filterBy, &FilterButtons::chosen, this, [this](bool has) { Q_EMIT searchRequested(term(has)); });
    connect(copyBoth, &QAction::triggered, this, [this] { copy(Part::Both); });
    connect(m_filter, &QLineEdit::textChanged, m_filtered, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_table, &QWidget::customContextMenuRequested, this, &AttributesPanel::openMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &AttributesPanel::showValue);
}

void AttributesPanel::forget()
{
    m_model->setSpan(nullptr, {});
}

void AttributesPanel::showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row)
{
    const QString before =
        m_table->currentIndex().siblingAtColumn(AttributesModel::KeyColumn).data().toString();
    m_model->setSpan(trace, row);
    // The same key of the next span: people compare values by walking through the spans.
    const auto same =
        before.isEmpty() || m_filtered->rowCount() == 0
            ? QModelIndexList()
            : m_filtered->match(m_filtered->index(0, 0), Qt::DisplayRole, before, 1, Qt::MatchExactly);
    if (!same.isEmpty())
        m_table->selectRow(same.front().row());
    else if (m_filtered->rowCount() > 0)
        m_table->selectRow(0);
    showValue();
    showContent();
}

void AttributesPanel::showValue()
{
    m_filterBy->setEnabled(!term(true).isEmpty());
    m_value->setWhole(readable(m_table->currentIndex().data(AttributesModel::WholeValueRole).toString()));
}

QString AttributesPanel::term(bool has) const
{
    return m_model->termOf(m_filtered->mapToSource(m_table->currentIndex()).row(), has);
}

void AttributesPanel::copy(Part part) const
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return;
    const QString key = current.siblingAtColumn(AttributesModel::KeyColumn).data().toString();
    const QString value = current.data(AttributesModel::WholeValueRole).toString();
    QGuiApplication::clipboard()->setText(part == Part::Key     ? key
                                          : part == Part::Value ? value
                                                                : QString(key % u": "_s % value));
}

void AttributesPanel::openMenu(QPoint at)
{
    const QModelIndex under = m_table->indexAt(at);
    if (!under.isValid())
        return;
    m_table->setCurrentIndex(under);
    QMenu menu(this);
    menu.addAction(tr("Copy key"), this, [this] { copy(Part::Key); });
    menu.addAction(tr("Copy value"), this, [this] { copy(Part::Value); });
    menu.addAction(tr("Copy key and value"), this, [this] { copy(Part::Both); });
    menu.addSeparator();
    m_filterBy->addTo(menu);
    menu.addSeparator();
    menu.addAction(tr("Show only this key here"), this, [this, under] {
        m_filter->setText(under.siblingAtColumn(AttributesModel::KeyColumn).data().toString());
    });
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

} // namespace spanwise
