// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/sequence.h"
#include "ui/faces/face.h"
#include "ui/jobs/latestjob.h"

#include <QTimer>

class QComboBox;
class QLabel;
class QLineEdit;
class QTableView;
class QToolButton;

namespace spanwise {

class SequenceModel;

/// Spans, their events and the log records of the trace in one list by time, narrowed by kind, severity and
/// text.
class SequenceFace final : public Face
{
    Q_OBJECT

public:
    explicit SequenceFace(Theme &theme, QWidget *parent = nullptr);

    void showTrace(std::shared_ptr<const Trace> trace) override;
    void updateTrace(std::shared_ptr<const Trace> trace) override;
    void selectSpan(std::optional<SpanRow> row) override;
    void setRange(std::optional<TimeWindow> range) override;
    void setLogs(std::shared_ptr<const TelemetryBatch> logs) override;
    QList<KeyHint> keyHints() const override;

    QTableView &table() const { return *m_table; }
    QLineEdit &textField() const { return *m_text; }
    QComboBox &severityField() const { return *m_severity; }

protected:
    void showMarks() override;

private:
    QWidget *buildBar();
    QTableView *buildTable();
    SequenceFilter filter() const;
    void compute();
    void say();
    void followSelection();
    void activate();
    void copy(bool all) const;
    void openMenu(QPoint at);

    SequenceModel *m_model;
    QTableView *m_table = nullptr;
    QLineEdit *m_text = nullptr;
    QComboBox *m_severity = nullptr;
    QToolButton *m_spans = nullptr;
    QToolButton *m_events = nullptr;
    QToolButton *m_logsButton = nullptr;
    QLabel *m_count = nullptr;
    QLabel *m_nothing = nullptr;
    QTimer m_typing;
    std::shared_ptr<const Trace> m_trace;
    std::shared_ptr<const TelemetryBatch> m_logs;
    std::optional<TimeWindow> m_range;
    std::optional<SpanRow> m_selected;
    bool m_isFollowing = false; // the selection comes from elsewhere
    LatestJob m_job{this};
};

} // namespace spanwise
