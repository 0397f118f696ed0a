// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/alertsection.h"

#include "ui/models/format.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputMethodEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTextCharFormat>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

enum Column { OnColumn, NameColumn, ExpressionColumn, SeverityColumn, HoldColumn, ColumnCount };

QStringList severityWords()
{
    return {AlertSection::tr("info"), AlertSection::tr("warning"), AlertSection::tr("critical")};
}

/// Underlines one character of a line edit, or nothing: input-method attributes are its only way to have
/// formats.
void underline(QLineEdit &field, int position)
{
    QList<QInputMethodEvent::Attribute> attributes;
    if (position >= 0 && !field.text().isEmpty()) {
        const int at = std::min(position, static_cast<int>(field.text().size()) - 1);
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::SpellCheckUnderline);
        format.setUnderlineColor(QApplication::palette().color(QPalette::BrightText));
        attributes.append({QInputMethodEvent::TextFormat, at - field.cursorPosition(),
                           static_cast<int>(field.text().size()) - at, format});
    }
    QInputMethodEvent event({}, attributes);
    QCoreApplication::sendEvent(&field, &event);
}

} // namespace

AlertSection::AlertSection(ExpressionCheck check, QWidget *parent)
    : SettingsSection(
          tr("Alerts"),
          tr("A rule calls you when its expression has held for the given time. Charts, alerts and the "
             "command line use the same expressions."),
          parent)
    , m_check(std::move(check))
    , m_table(new QTableWidget(0, ColumnCount, this))
    , m_name(new QLineEdit(this))
    , m_expression(new QLineEdit(this))
    , m_severity(new QComboBox(this))
    , m_hold(new QDoubleSpinBox(this))
    , m_summary(new QLineEdit(this))
    , m_enabled(new QCheckBox(tr("Enabled"), this))
{
    form()->addRow(rulesTable());
    buildFields();
}

QWidget *AlertSection::rulesTable()
{
    auto *box = new QWidget(this);
    m_table->setObjectName(u"rulesTable"_s);
    m_table->setHorizontalHeaderLabels({tr("On"), tr("Name"), tr("Expression"), tr("Severity"), tr("For")});
    m_table->horizontalHeader()->setSectionResizeMode(ExpressionColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setMinimumSectionSize(40);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setColumnWidth(OnColumn, 44);
    m_table->setColumnWidth(NameColumn, 170);
    m_table->setColumnWidth(SeverityColumn, 90);
    m_table->setColumnWidth(HoldColumn, 80);
    m_table->verticalHeader()->hide();
    m_table->setProperty("framed", true);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setMinimumHeight(150);
    m_table->setAccessibleName(tr("Alert rules"));
    connect(m_table, &QTableWidget::currentCellChanged, this, [this](int row) {
        if (!m_filling)
            choose(row);
    });
    auto *add = new QPushButton(tr("Add rule"), box);
    m_remove = new QPushButton(tr("Remove"), box);
    auto *restore = new QPushButton(tr("Restore the first rules"), box);
    restore->setToolTip(tr("Brings back the rules that Spanwise starts with; yours stay"));
    connect(add, &QPushButton::clicked, this, &AlertSection::addRule);
    connect(m_remove, &QPushButton::clicked, this, &AlertSection::removeRule);
    connect(restore, &QPushButton::clicked, this, &AlertSection::restoreSeeds);
    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {add, m_remove, restore})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 8);
    layout->addWidget(m_table);
    layout->addLayout(buttons);
    return box;
}

void AlertSection::buildFields()
{
    m_name->setObjectName(u"ruleName"_s);
    m_expression->setObjectName(u"ruleExpression"_s);
    m_expression->setProperty("mono", true);
    m_expression->setPlaceholderText(u"error_rate > 0.05"_s);
    m_severity->addItems(severityWords());
    m_severity->setMaximumWidth(140);
    m_hold->setRange(0, 86'400);
    m_hold->setDecimals(0);
    m_hold->setSuffix(tr(" s"));
    m_hold->setMaximumWidth(140);
    addRow(tr("Name"), m_name);
    addRow(tr("Expression"), m_expression);
    m_expressionProblem = addProblemLine();
    addRow(tr("Severity"), m_severity);
    addRow(tr("For"), m_hold, tr("How long the expression must hold before the alert fires"));
    addRow(tr("Message"), m_summary, tr("One sentence for the notification"));
    addRow({}, m_enabled);
    for (QLineEdit *field : {m_name, m_expression, m_summary})
        connect(field, &QLineEdit::textEdited, this, &AlertSection::takeFields);
    connect(m_severity, &QComboBox::activated, this, &AlertSection::takeFields);
    connect(m_hold, &QDoubleSpinBox::valueChanged, this, &AlertSection::takeFields);
    connect(m_enabled, &QCheckBox::clicked, this, &AlertSection::takeFields);
}

void AlertSection::show(const Settings &settings)
{
    m_rules = settings.rules;
    fillTable();
    choose(m_rules.empty() ? -1 : 0);
}

void AlertSection::store(Settings &settings) const
{
    settings.rules = m_rules;
}

void AlertSection::fillTable()
{
    m_filling = true;
    m_table->setRowCount(static_cast<int>(m_rules.size()));
    for (int row = 0; row < m_table->rowCount(); ++row)
        fillRow(row);
    m_filling = false;
}

void AlertSection::fillRow(int row)
{
    const AlertRule &rule = m_rules[static_cast<std::size_t>(row)];
    const QStringList texts{rule.enabled ? tr("yes") : tr("no"), QString::fromStdString(rule.name),
                            QString::fromStdString(rule.expression),
                            severityWords()[static_cast<int>(rule.severity)], formatDuration(rule.hold)};
    const bool bad = !problemOf(rule).isEmpty();
    for (int column = 0; column < ColumnCount; ++column) {
        auto *item = m_table->item(row, column);
        if (!item) {
            item = new QTableWidgetItem;
            m_table->setItem(row, column, item);
        }
        // A shape as well as words: what cannot be saved is seen without choosing it.
        item->setText(bad && column == NameColumn ? u"▲ "_s + texts[column] : texts[column]);
        item->setToolTip(bad ? problemOf(rule) : texts[column]);
    }
}

void AlertSection::choose(int row)
{
    m_current = row;
    const bool any = row >= 0 && row < static_cast<int>(m_rules.size());
    for (QWidget *field : std::initializer_list<QWidget *>{m_name, m_expression, m_severity, m_hold,
                                                           m_summary, m_enabled, m_remove})
        field->setEnabled(any);
    m_filling = true;
    const AlertRule rule = any ? m_rules[static_cast<std::size_t>(row)] : AlertRule{};
    m_name->setText(QString::fromStdString(rule.name));
    m_expression->setText(QString::fromStdString(rule.expression));
    m_severity->setCurrentIndex(static_cast<int>(rule.severity));
    m_hold->setValue(std::chrono::duration<double>(rule.hold).count());
    m_summary->setText(QString::fromStdString(rule.summary));
    m_enabled->setChecked(rule.enabled);
    if (any)
        m_table->setCurrentCell(row, NameColumn);
    m_filling = false;
    checkExpression();
}

void AlertSection::takeFields()
{
    if (m_filling || m_current < 0)
        return;
    AlertRule &rule = m_rules[static_cast<std::size_t>(m_current)];
    rule.name = m_name->text().trimmed().toStdString();
    rule.expression = m_expression->text().trimmed().toStdString();
    rule.severity = static_cast<AlertSeverity>(m_severity->currentIndex());
    // The field shows whole seconds; a finer hold from the file stays while it is not touched.
    if (static_cast<std::int64_t>(m_hold->value()) !=
        std::chrono::round<std::chrono::seconds>(rule.hold).count())
        rule.hold = std::chrono::seconds(static_cast<std::int64_t>(m_hold->value()));
    rule.summary = m_summary->text().trimmed().toStdString();
    rule.enabled = m_enabled->isChecked();
    fillRow(m_current);
    checkExpression();
    Q_EMIT edited();
}

void AlertSection::checkExpression()
{
    const bool any = m_current >= 0;
    const auto problem = any && m_check ? m_check(m_expression->text()) : std::nullopt;
    underline(*m_expression, problem ? problem->position : -1);
    QString text;
    if (any && m_expression->text().trimmed().isEmpty())
        text = tr("Write when the alert holds, for example error_rate > 0.05.");
    else if (problem)
        text = problem->position >= 0
                   ? tr("At character %1: %2").arg(problem->position + 1).arg(problem->message)
                   : problem->message;
    else if (any)
        text = problemOf(m_rules[static_cast<std::size_t>(m_current)]);
    showProblem(m_expressionProblem, m_expression, text);
}

QString AlertSection::problemOf(const AlertRule &rule) const
{
    const QString name = QString::fromStdString(rule.name);
    if (name.isEmpty())
        return tr("A rule has no name.");
    if (std::ranges::count(m_rules, rule.name, &AlertRule::name) > 1)
        return tr("Two rules are called \"%1\".").arg(name);
    if (rule.expression.empty())
        return tr("The rule \"%1\" has no expression.").arg(name);
    if (const auto problem = m_check ? m_check(QString::fromStdString(rule.expression)) : std::nullopt)
        return tr("The rule \"%1\": %2").arg(name, problem->message);
    return {};
}

QString AlertSection::problem() const
{
    for (const AlertRule &rule : m_rules) {
        if (const QString problem = problemOf(rule); !problem.isEmpty())
            return problem;
    }
    return {};
}

void AlertSection::addRule()
{
    AlertRule rule{.name = "new_rule", .expression = "error_rate > 0.05", .summary = {}};
    for (int number = 2; std::ranges::count(m_rules, rule.name, &AlertRule::name) > 0; ++number)
        rule.name = "new_rule_" + std::to_string(number);
    m_rules.push_back(std::move(rule));
    fillTable();
    choose(static_cast<int>(m_rules.size()) - 1);
    m_name->setFocus();
    m_name->selectAll();
    Q_EMIT edited();
}

void AlertSection::removeRule()
{
    if (m_current < 0)
        return;
    m_rules.erase(m_rules.begin() + m_current);
    fillTable();
    choose(std::min(m_current, static_cast<int>(m_rules.size()) - 1));
    Q_EMIT edited();
}

void AlertSection::restoreSeeds()
{
    for (AlertRule &seed : seedRules()) {
        const auto same = std::ranges::find(m_rules, seed.name, &AlertRule::name);
        if (same == m_rules.end())
            m_rules.push_back(std::move(seed));
        else
            *same = std::move(seed);
    }
    fillTable();
    choose(0);
    Q_EMIT edited();
}

} // namespace spanwise
