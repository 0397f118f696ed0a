// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/axis.h"
#include "ui/overview/chartdata.h"

#include <QChartView>

#include <optional>

class QAreaSeries;
class QLineSeries;
class QValueAxis;

namespace spanwise {

/// The drawing of a TimeChart: curves by Qt Charts; grid, labels, thresholds and crosshair painted here, so
/// that labels are round numbers and round local times.
///
/// The mouse or the arrow keys move the crosshair; a click or Enter asks for the queries behind the point.
class ChartPlot final : public QChartView
{
    Q_OBJECT

public:
    enum class Form : std::uint8_t { Lines, Stacked };

    ChartPlot(const Theme &theme, Form form, ValueFormat format, QWidget *parent = nullptr);
    ~ChartPlot() override;

    void setData(ChartData data);
    const ChartData &data() const noexcept { return m_data; }
    /// Where a point is drawn, in widget coordinates; nothing where there is no value.
    std::optional<QPointF> positionOf(std::size_t line, std::size_t point) const;

Q_SIGNALS:
    void pointClicked(std::size_t line, std::size_t point);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Curve
    {
        std::vector<QLineSeries *> segments; ///< a line is broken where it has no values
        QAreaSeries *area = nullptr;
        QLineSeries *upper = nullptr;
        QLineSeries *lower = nullptr;
    };

    void fitCurves();
    void drawCurves();
    void drawSegments(Curve &curve, const ChartLine &line, std::size_t index);
    void drawLayer(Curve &curve, std::size_t index);
    QLineSeries *newSegment(Curve &curve);
    void layOut();
    double secondsAt(std::size_t point) const;
    double heightOf(std::size_t line, std::size_t point) const;
    double yOf(double value) const;
    std::optional<std::size_t> pointAt(double x) const;
    std::optional<std::size_t> lineAt(std::size_t point, double y) const;
    void paintThresholds(QPainter &painter) const;
    void paintCrosshair(QPainter &painter) const;
    void setHover(std::optional<std::size_t> point);

    const Theme &m_theme;
    Form m_form;
    ValueFormat m_format;
    ChartData m_data;
    ValueTicks m_ticks;
    QValueAxis *m_x;
    QValueAxis *m_y;
    QRectF m_plot;
    std::vector<Curve> m_curves;
    std::optional<std::size_t> m_hover;
    std::size_t m_hoverLine = 0;
};

} // namespace spanwise
