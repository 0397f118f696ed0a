// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/settingshooks.h"
#include "ui/shell/settingssection.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace spanwise {

/// The alert rules: a table of them, and below it the fields of the chosen one. Expressions are checked while
/// they are typed; what is wrong is underlined at its place.
class AlertSection final : public SettingsSection
{
    Q_OBJECT

public:
    explicit AlertSection(ExpressionCheck check, QWidget *parent = nullptr);

    void store(Settings &settings) const override;
    QString problem() const override;

protected:
    void show(const Settings &settings) override;

private:
    QWidget *rulesTable();
    void buildFields();
    void choose(int row);
    void takeFields();
    void fillRow(int row);
    void fillTable();
    void checkExpression();
    QString problemOf(const AlertRule &rule) const;
    void addRule();
    void removeRule();
    void restoreSeeds();

    ExpressionCheck m_check;
    std::vector<AlertRule> m_rules;
    int m_current = -1;
    bool m_filling = false;
    QTableWidget *m_table;
    QPushButton *m_remove;
    QLineEdit *m_name;
    QLineEdit *m_expression;
    QLabel *m_expressionProblem;
    QComboBox *m_severity;
    QDoubleSpinBox *m_hold;
    QLineEdit *m_summary;
    QCheckBox *m_enabled;
};

} // namespace spanwise
