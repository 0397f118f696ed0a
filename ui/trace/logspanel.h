// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/trace/textpages.h"

#include <memory>

class QTableView;

namespace spanwise {

class LogsModel;

/// The log records of the trace by time, those of the selected span emphasised; the selected record stands
/// below, whole.
class LogsPanel final : public DetailPage
{
    Q_OBJECT

public:
    explicit LogsPanel(Theme &theme, QWidget *parent = nullptr);

    /// nullptr while they are not known. Takes effect with the next showSpan().
    void setLogs(std::shared_ptr<const TelemetryBatch> logs);
    void showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row) override;

private:
    QTableView *buildTable(Theme &theme);
    void showRecord();
    void copy() const;

    LogsModel *m_model;
    QTableView *m_table;
    TextViewer *m_record;
    bool m_isNew = true; // other records than those that were shown
};

} // namespace spanwise
