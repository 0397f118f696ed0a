// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/faces/face.h"
#include "ui/faces/flamesnapshot.h"
#include "ui/jobs/latestjob.h"

class QComboBox;

namespace spanwise {

class FlameCanvas;
class HeatLegend;

/// The flame graph of a trace: by time, or merged by step path; coloured by step, self time, tokens or cost.
class FlameFace final : public Face
{
    Q_OBJECT

public:
    explicit FlameFace(Theme &theme, QWidget *parent = nullptr);

    void showTrace(std::shared_ptr<const Trace> trace) override;
    void updateTrace(std::shared_ptr<const Trace> trace) override;
    void selectSpan(std::optional<SpanRow> row) override;
    void setRange(std::optional<TimeWindow> range) override;
    QList<KeyHint> keyHints() const override;

    FlameCanvas &canvas() const { return *m_canvas; }
    void setShape(FlameSnapshot::Shape shape);
    void setColour(FlameSnapshot::Colour colour);

protected:
    void showMarks() override;

private:
    QWidget *buildBar();
    void compute(bool keepPlace);
    void openMenu(QPoint globalPosition);
    void copy() const;

    FlameCanvas *m_canvas;
    QComboBox *m_shape;
    QComboBox *m_colour;
    HeatLegend *m_legend;
    std::shared_ptr<const Trace> m_trace;
    std::optional<TimeWindow> m_range;
    std::optional<SpanRow> m_selected;
    LatestJob m_job{this};
};

} // namespace spanwise
