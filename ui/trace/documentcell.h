// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace spanwise {

/// Paints a cell of the documents table in two lines: title over id, rank over score.
class DocumentCell final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit DocumentCell(Theme &theme, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    int rowHeight() const;
    QFont headFont() const { return m_theme.columnHead(); } ///< of the heads above the cells
    /// From the left edge of the first column: what of it is the star.
    int starWidth() const;

private:
    Theme &m_theme;
};

} // namespace spanwise
