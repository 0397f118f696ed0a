// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace spanwise {

/// Cells of the table of steps: the colour and state of a step before its name, a bar below a share.
class StepsDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    StepsDelegate(const Theme &theme, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintName(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintPart(QPainter &painter, const QRect &cell, const QModelIndex &index) const;

    const Theme &m_theme;
};

} // namespace spanwise
