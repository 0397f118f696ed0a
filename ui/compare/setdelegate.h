// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace spanwise {

class SetModel;
class Theme;
struct SetStep;

/// Draws a row of SetModel: both histograms over one axis, each to its own share of queries, with whiskers
/// for the 95 % intervals of p50.
class SetDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    SetDelegate(const Theme &theme, const SetModel &model, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintHistograms(QPainter &painter, const QRect &cell, const SetStep &step) const;

    const Theme &m_theme;
    const SetModel &m_model;
};

} // namespace spanwise
