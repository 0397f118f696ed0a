// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;

namespace spanwise {

/// The price list as text, a line for each family of models. It is accepted only when every line can be read.
class PricesDialog final : public QDialog
{
    Q_OBJECT

public:
    PricesDialog(Theme &theme, const QString &list, QWidget *parent = nullptr);

    QString list() const;
    void accept() override;

private:
    QPlainTextEdit *m_edit;
    QLabel *m_problem;
};

} // namespace spanwise
