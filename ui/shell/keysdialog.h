// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page/keyhint.h"

#include <QDialog>

class QAction;

namespace spanwise {

/// The keys that work now: those of the page in front first, then those of the whole window.
class KeysDialog final : public QDialog
{
    Q_OBJECT

public:
    KeysDialog(const QString &pageTitle, const QList<QAction *> &pageActions, const QList<KeyHint> &pageHints,
               const QList<QAction *> &windowActions, QWidget *parent = nullptr);
};

} // namespace spanwise
