// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/tracesummary.h"
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace spanwise {

class LabelMarks;
class TraceListModel;

/// Paints the list of queries: one line and many columns, or two lines in one narrow column.
///
/// Takes rows straight from the model's snapshot; state is a shape and a colour, never a colour alone.
class TraceCells final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    TraceCells(Theme &theme, const TraceListModel &model, const LabelMarks &labels,
               QObject *parent = nullptr);

    void setCompact(bool compact) { m_compact = compact; }
    int rowHeight() const;
    /// The row under the mouse, -1 for none: a whole row lights up, not one cell of it.
    void setHoveredRow(int row) { m_hovered = row; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintQuestion(QPainter &painter, QRect area, const TraceSummary &row) const;
    void paintCompact(QPainter &painter, QRect area, const TraceSummary &row) const;
    void paintDuration(QPainter &painter, QRect area, const TraceSummary &row) const;
    void paintStatus(QPainter &painter, QRect area, const QModelIndex &index) const;
    void paintBar(QPainter &painter, QRect track, const TraceSummary &row) const;
    int paintLabel(QPainter &painter, QRect area, TraceId trace) const;
    int paintMark(QPainter &painter, QRect area, const TraceSummary &row) const;

    Theme &m_theme;
    const TraceListModel &m_model;
    const LabelMarks &m_labels;
    bool m_compact = false;
    int m_hovered = -1;
};

} // namespace spanwise
