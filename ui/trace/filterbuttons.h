// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

class QAction;
class QMenu;

namespace spanwise {

/// "Filter by this" and "Not this" for the value above or below them, as buttons and for its context menu.
class FilterButtons final : public QWidget
{
    Q_OBJECT

public:
    explicit FilterButtons(Theme &theme, QWidget *parent = nullptr);

    /// Greyed with the buttons while there is no value that can be searched for.
    void addTo(QMenu &menu);

Q_SIGNALS:
    void chosen(bool has);

protected:
    void changeEvent(QEvent *event) override;

private:
    QAction *m_with;
    QAction *m_without;
};

} // namespace spanwise
