// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace spanwise {

class BarsZoom;
class PairModel;
class StepCell;
class Theme;
struct DiffedStep;

/// Draws a row of PairModel: the name in its place of the tree, and both runs as bars of one waterfall that
/// begin at the same zero.
class PairDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    PairDelegate(const Theme &theme, const PairModel &model, const BarsZoom &zoom, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintBars(QPainter &painter, const QRect &cell, const DiffedStep &step) const;
    void paintText(const StepCell &cell, const QModelIndex &index, const DiffedStep &step) const;

    const Theme &m_theme;
    const PairModel &m_model;
    const BarsZoom &m_zoom;
};

} // namespace spanwise
