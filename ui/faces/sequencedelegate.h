// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace spanwise {

/// Cells of the sequence: the severity as a mark, the step with its colour, indented by depth, underlined on
/// the critical path.
class SequenceDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    SequenceDelegate(const Theme &theme, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintStep(QPainter &painter, const QRect &cell, const QModelIndex &index) const;

    const Theme &m_theme;
};

} // namespace spanwise
