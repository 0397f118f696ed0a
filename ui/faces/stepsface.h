// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/faces/face.h"
#include "ui/jobs/latestjob.h"

class QPoint;
class QTableView;

namespace spanwise {

class StepsModel;

/// The table of steps: count, total, self, p50, p95, share of the query and of its critical path; sorted by
/// any column, copied as text.
///
/// Selecting a row selects the longest span of the step everywhere.
class StepsFace final : public Face
{
    Q_OBJECT

public:
    explicit StepsFace(Theme &theme, QWidget *parent = nullptr);

    void showTrace(std::shared_ptr<const Trace> trace) override;
    void updateTrace(std::shared_ptr<const Trace> trace) override;
    void selectSpan(std::optional<SpanRow> row) override;
    void setRange(std::optional<TimeWindow> range) override;
    QList<KeyHint> keyHints() const override;

    QTableView &table() const { return *m_table; }

protected:
    void showMarks() override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void compute();
    void followSelection();
    void fitColumns();
    void openMenu(QPoint at);
    void copy(bool all) const;
    void activate();

    StepsModel *m_model;
    QTableView *m_table;
    std::shared_ptr<const Trace> m_trace;
    std::optional<TimeWindow> m_range;
    std::optional<SpanRow> m_selected;
    bool m_isFollowing = false; // the selection comes from elsewhere
    LatestJob m_job{this};
};

} // namespace spanwise
