// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/trace/colorrules.h"

#include <QDialog>

class QDialogButtonBox;
class QLabel;
class QPushButton;
class QTableWidget;

namespace spanwise {

/// Edits the colour rules of the trace view: conditions of the search language, a colour each, in the order
/// in which they count. OK is off while a condition cannot be read; the reason names the character.
class ColorRulesDialog final : public QDialog
{
    Q_OBJECT

public:
    ColorRulesDialog(Theme &theme, const ColorRules &rules, QWidget *parent = nullptr);

    ColorRules rules() const;

private:
    void addRow(const ColorRule &rule);
    void moveRow(int by);
    void removeRow();
    void check();

    Theme &m_theme;
    QTableWidget *m_table;
    QLabel *m_problem;
    QDialogButtonBox *m_buttons;
};

} // namespace spanwise
