// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/timeline/viewport.h"

#include <QObject>

#include <functional>
#include <optional>

class QKeyEvent;
class QTableView;
class QWheelEvent;

namespace spanwise {

/// Which part of the time both waterfalls show in their column of a table: all of it, or what Ctrl+wheel, W
/// and S (zoom), Shift+wheel, A and D (pan), F or a double click (the step), and Escape (all) made of it.
/// Time is counted from the beginning of either run. GUI thread.
class BarsZoom final : public QObject
{
    Q_OBJECT

public:
    /// When the step of a row ran in either trace; nullopt when in none.
    using RowTime = std::function<std::optional<TimeWindow>(int row)>;

    BarsZoom(QTableView *table, int column, RowTime rowTime);

    /// Shows all of it.
    void setExtent(Duration extent);
    /// Spread over the pixels between the column's paddings.
    Viewport view() const;
    void fitRow(int row);
    void showAll();

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool wheel(const QWheelEvent &event);
    bool key(const QKeyEvent &event);
    bool isOverBars(int x) const;
    void set(const Viewport &view);

    QTableView *m_table;
    const int m_column;
    const RowTime m_rowTime;
    Viewport m_view{{Timestamp(), Timestamp(Duration(1))}, 1};
};

} // namespace spanwise
