// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "ui/theme/theme.h"

#include <QTableView>
#include <QTimer>

#include <optional>
#include <vector>

class QHelpEvent;

namespace spanwise {

class LabelMarks;
class NewRowsButton;
class TraceCells;
class TraceListModel;

/// The list of queries: a table of columns while it has the screen for itself, two lines a query beside a
/// trace.
///
/// Rows that come in above what is being read do not move it: what is scrolled to, what the pointer is on,
/// what the keys are on. A button says how many there are. At the top of a list that nobody touches the
/// newest stay in view, also when it is left alone again. Tells the model which rows are on the screen and
/// asks it for older ones before the end is reached.
class TraceTable final : public QTableView
{
    Q_OBJECT

public:
    TraceTable(Theme &theme, TraceListModel &model, const LabelMarks &labels, QWidget *parent = nullptr);

    void setCompact(bool compact);
    bool isCompact() const noexcept { return m_compact; }
    std::optional<TraceId> currentTrace() const;
    /// All that are selected, newest first.
    std::vector<TraceId> selectedTraces() const;
    /// Selects and shows its row when it is among the loaded ones.
    void setCurrentTrace(TraceId id);

Q_SIGNALS:
    void openRequested(spanwise::TraceId id);
    void copyRequested();

protected:
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent *event) override;

private:
    void restyle();
    void showLabel(const QHelpEvent &event);
    void arrangeColumns();
    void keepPlace(int first, int count);
    bool isTouched() const;
    void showNewest();
    void tellModel();
    void select(TraceId id);
    void setHoveredRow(int row);

    Theme &m_theme;
    TraceListModel &m_traces;
    const LabelMarks &m_labels;
    TraceCells *m_cells;
    std::optional<TraceId> m_wanted; // stays selected through a reload
    NewRowsButton *m_newRows;
    QTimer m_rest; // until a list that is left alone shows the newest again
    bool m_compact = false;
    bool m_isHeld = false;    // scrolled by keepPlace() alone: at the top, but for what came in
    bool m_isKeeping = false; // keepPlace() scrolls
    int m_hovered = -1;
};

} // namespace spanwise
