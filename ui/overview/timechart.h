// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/chartplot.h"

#include <QFrame>

namespace spanwise {

class ChartLegend;

/// A chart on a card: title and unit, the legend with current values, the plot.
class TimeChart final : public QFrame
{
    Q_OBJECT

public:
    TimeChart(const Theme &theme, const QString &title, const QString &unit, ChartPlot::Form form,
              ValueFormat format, QWidget *parent = nullptr);

    void setData(ChartData shown);
    ChartPlot *plot() const noexcept { return m_plot; }

private:
    bool m_stacked;
    ValueFormat m_format;
    ChartLegend *m_legend;
    ChartPlot *m_plot;
};

} // namespace spanwise
