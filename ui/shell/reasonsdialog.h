// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace spanwise {

/// The last reasons why something sent to Spanwise was not taken, to read and to copy.
class ReasonsDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit ReasonsDialog(const QStringList &reasons, QWidget *parent = nullptr);
};

} // namespace spanwise
