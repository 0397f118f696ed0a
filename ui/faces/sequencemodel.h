// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/sequence.h"
#include "core/timeline/criticalpath.h"
#include "ui/theme/theme.h"
#include "ui/trace/spanmarks.h"

#include <QAbstractTableModel>

#include <memory>

namespace spanwise {

/// What the sequence shows: all of it, and which of it is wanted. Computed elsewhere.
struct SequenceSnapshot
{
    std::shared_ptr<const Trace> trace;
    std::shared_ptr<const TelemetryBatch> logs; ///< may be null
    CriticalPath path;
    std::vector<SequenceItem> items;
    std::vector<std::uint32_t> wanted; ///< positions in items
};

/// Spans, events and logs by time, one a row. Texts are made when a cell is asked for.
class SequenceModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column : std::uint8_t { TimeColumn, TypeColumn, StepColumn, MessageColumn, ColumnCount };
    /// ColorRole: of the step or of a rule. DimmedRole: its span was not found by a search.
    enum Role { MarkRole = Qt::UserRole, ColorRole, DepthRole, DecisiveRole, WholeRole, DimmedRole };

    explicit SequenceModel(const Theme &theme, QObject *parent = nullptr);

    void setSnapshot(std::shared_ptr<const SequenceSnapshot> snapshot);
    const SequenceSnapshot *snapshot() const noexcept { return m_snapshot.get(); }
    /// By rows of the snapshot's trace; none after another snapshot was set.
    void setMarks(SpanMarks marks);
    const SequenceItem &item(int row) const
    {
        return m_snapshot->items[m_snapshot->wanted[static_cast<std::size_t>(row)]];
    }
    /// The first row that is no earlier than an instant, or the last one.
    int firstFrom(Timestamp time) const;
    /// The first row of a span, -1 when it has none.
    int rowOfSpan(SpanRow row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString cell(const SequenceItem &item, Column column) const;
    QString type(const SequenceItem &item) const;
    QString message(const SequenceItem &item, qsizetype longest) const;
    QString whole(const SequenceItem &item) const;
    QVariant color(const SequenceItem &item) const;

    const Theme &m_theme;
    std::shared_ptr<const SequenceSnapshot> m_snapshot;
    SpanMarks m_marks;
};

} // namespace spanwise
