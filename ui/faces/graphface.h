// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/stepgroups.h"
#include "ui/faces/face.h"
#include "ui/jobs/latestjob.h"

class QComboBox;

namespace spanwise {

class GraphCanvas;

/// Who calls whom: the steps of the query, or its services, with counts and times.
///
/// Selecting a node selects the longest span of the step everywhere.
class GraphFace final : public Face
{
    Q_OBJECT

public:
    explicit GraphFace(Theme &theme, QWidget *parent = nullptr);

    void showTrace(std::shared_ptr<const Trace> trace) override;
    void updateTrace(std::shared_ptr<const Trace> trace) override;
    void selectSpan(std::optional<SpanRow> row) override;
    void setRange(std::optional<TimeWindow> range) override;
    QList<KeyHint> keyHints() const override;

    GraphCanvas &canvas() const { return *m_canvas; }
    void setBy(StepGroups::By by);

protected:
    void showMarks() override;

private:
    void compute(bool keepPlace);
    bool isCurrent() const;
    void copy() const;
    void openMenu(QPoint globalPosition);
    std::optional<SpanRow> longestOf(std::uint32_t node) const;

    GraphCanvas *m_canvas;
    QComboBox *m_by;
    std::shared_ptr<const Trace> m_trace;
    std::optional<TimeWindow> m_range;
    std::optional<SpanRow> m_selected;
    LatestJob m_job{this};
};

} // namespace spanwise
