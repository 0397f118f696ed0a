// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/colorrulesdialog.h"

#include "core/search/searchquery.h"
#include "ui/theme/restyle.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

enum Column { On, Condition, Color, ColumnCount };

QIcon swatch(const QColor &color)
{
    QPixmap picture(14, 14);
    picture.fill(color);
    return QIcon(picture);
}

} // namespace

ColorRulesDialog::ColorRulesDialog(Theme &theme, const ColorRules &rules, QWidget *parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_table(new QTableWidget(0, ColumnCount, this))
    , m_problem(new QLabel(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    setWindowTitle(tr("Colour rules"));
    resize(640, 380);
    auto *const about = new QLabel(
        tr("Spans are drawn in the colour of the first rule that matches them; the others keep the colour of "
           "their step. A condition is written as in searches: { duration > 2s }, { status = error }, "
           "{ span.llm.model_name = \"x\" }."),
        this);
    about->setWordWrap(true);
    about->setProperty("tone", u"secondary"_s);
    m_table->setHorizontalHeaderLabels({tr("On"), tr("Condition"), tr("Colour")});
    m_table->horizontalHeader()->setSectionResizeMode(On, QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(Condition, QHeaderView::Stretch);
    m_table->setColumnWidth(Color, 170);
    m_table->verticalHeader()->setDefaultSectionSize(32);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAccessibleName(tr("Colour rules, the first that matches counts"));
    m_problem->setWordWrap(true);
    m_problem->setProperty("tone", u"error"_s);

    auto *const tools = new QVBoxLayout;
    const auto button = [&](const QString &words, auto run) {
        auto *const made = new QPushButton(words, this);
        connect(made, &QPushButton::clicked, this, run);
        tools->addWidget(made);
    };
    button(tr("Add"), [this] {
        addRow({u"{ status = error }"_s, 0, true});
        m_table->selectRow(m_table->rowCount() - 1);
        m_table->editItem(m_table->item(m_table->rowCount() - 1, Condition));
    });
    button(tr("Remove"), [this] { removeRow(); });
    button(tr("Up"), [this] { moveRow(-1); });
    button(tr("Down"), [this] { moveRow(1); });
    tools->addStretch();
    auto *const middle = new QHBoxLayout;
    middle->addWidget(m_table, 1);
    middle->addLayout(tools);
    auto *const column = new QVBoxLayout(this);
    column->addWidget(about);
    column->addLayout(middle, 1);
    column->addWidget(m_problem);
    column->addWidget(m_buttons);
    for (const ColorRule &rule : rules.rules)
        addRow(rule);
    connect(m_table, &QTableWidget::itemChanged, this, &ColorRulesDialog::check);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    check();
}

void ColorRulesDialog::addRow(const ColorRule &rule)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    auto *const on = new QTableWidgetItem;
    on->setFlags(Qt::ItemIsUserCheckable | Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    on->setCheckState(rule.enabled ? Qt::Checked : Qt::Unchecked);
    m_table->setItem(row, On, on);
    auto *const condition = new QTableWidgetItem(rule.condition);
    condition->setFont(m_theme.monospace());
    m_table->setItem(row, Condition, condition);
    auto *const color = new QComboBox(m_table);
    for (const RuleColor &one : ruleColors(m_theme))
        color->addItem(swatch(one.color), one.name);
    color->setCurrentIndex(rule.color);
    m_table->setCellWidget(row, Color, color);
}

void ColorRulesDialog::moveRow(int by)
{
    const int row = m_table->currentRow();
    ColorRules all = rules();
    if (row < 0 || row + by < 0 || row + by >= all.rules.size())
        return;
    all.rules.swapItemsAt(row, row + by);
    m_table->setRowCount(0);
    for (const ColorRule &rule : all.rules)
        addRow(rule);
    m_table->selectRow(row + by);
}

void ColorRulesDialog::removeRow()
{
    if (m_table->currentRow() >= 0)
        m_table->removeRow(m_table->currentRow());
    check();
}

void ColorRulesDialog::check()
{
    QString problem;
    for (int row = 0; row < m_table->rowCount() && problem.isEmpty(); ++row) {
        const QTableWidgetItem *const item = m_table->item(row, Condition);
        const std::string condition = item == nullptr ? std::string() : item->text().toStdString();
        if (const SearchParse parsed = SearchQuery::parse(condition); parsed.error)
            problem = tr("Rule %1: %2")
                          .arg(row + 1)
                          .arg(QString::fromStdString(parsed.error->asError(condition).message));
    }
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(problem.isEmpty());
}

ColorRules ColorRulesDialog::rules() const
{
    ColorRules all;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const auto *const color = qobject_cast<const QComboBox *>(m_table->cellWidget(row, Color));
        all.rules.append({m_table->item(row, Condition)->text().trimmed(),
                          color == nullptr ? 0 : color->currentIndex(),
                          m_table->item(row, On)->checkState() == Qt::Checked});
    }
    return all;
}

} // namespace spanwise
