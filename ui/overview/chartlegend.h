// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/chartdata.h"

#include <QWidget>

namespace spanwise {

/// The lines of a chart with their current values, right-aligned. What does not fit is counted ("+2") and
/// listed in the tooltip.
class ChartLegend final : public QWidget
{
    Q_OBJECT

public:
    struct Entry
    {
        QString name;
        QString value;
        ChartColor color;
    };

    /// squares: for layers; otherwise short lines.
    ChartLegend(const Theme &theme, bool squares, QWidget *parent = nullptr);

    void setEntries(std::vector<Entry> entries);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int widthOf(const Entry &entry) const;

    const Theme &m_theme;
    bool m_squares;
    std::vector<Entry> m_entries;
};

} // namespace spanwise
