// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolBar>

namespace spanwise {

/// The column of icons at the left: one button per page, the rest below a gap.
///
/// It shows checkable actions; which one is checked is their group's business.
class NavigationRail final : public QToolBar
{
    Q_OBJECT

public:
    explicit NavigationRail(QWidget *parent = nullptr);

    /// atBottom puts it below the gap. The action's text and shortcut become the tooltip and accessible name.
    void addPage(QAction *action, bool atBottom);

protected:
    bool event(QEvent *event) override;

private:
    QAction *m_gap = nullptr;
};

} // namespace spanwise
