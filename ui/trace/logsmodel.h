// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/severity.h"
#include "core/model/trace.h"
#include "ui/theme/statemark.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>

namespace spanwise {

/// How a severity is marked: errors and warnings by shape and colour, the rest quietly.
Mark markOf(Severity severity);

/// The log records of one trace by time. Those of the selected span are set in bold.
///
/// Views into the snapshots that it holds; text is made when a cell is asked for.
class LogsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column : std::uint8_t { TimeColumn, SeverityColumn, MessageColumn, ColumnCount };
    enum Role { WholeRole = Qt::UserRole, OfSelectedSpanRole, MarkRole };

    explicit LogsModel(const Theme &theme, QObject *parent = nullptr);

    /// nullptr for none.
    void setLogs(std::shared_ptr<const TelemetryBatch> logs);
    /// Whose records are meant, and where the trace begins: times count from there.
    void setSpan(const std::shared_ptr<const Trace> &trace, SpanRow row);
    /// The first row of the selected span, -1 when it has none.
    int firstOfSpan() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    bool isOfSpan(const LogRecord &record) const;
    QString cell(const LogRecord &record, Column column) const;
    QString whole(const LogRecord &record) const;

    const Theme &m_theme;
    std::shared_ptr<const TelemetryBatch> m_logs;
    std::optional<Timestamp> m_begin; // of the trace: times are told from there
    SpanId m_span;
};

} // namespace spanwise
