// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace spanwise {

class StepModel;
class Theme;

/// Draws a row of StepModel: name with the colour of its kind, the two durations as paired bars, numbers.
class StepDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    StepDelegate(const Theme &theme, const StepModel &model, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintName(QPainter &painter, const QRect &cell, int row) const;
    void paintBars(QPainter &painter, const QRect &cell, int row) const;
    void paintNumber(QPainter &painter, const QRect &cell, const QModelIndex &index) const;

    const Theme &m_theme;
    const StepModel &m_model;
};

} // namespace spanwise
