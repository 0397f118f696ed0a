// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace spanwise {

/// A number of one query.
struct DatedValue
{
    Timestamp time; ///< of the query's begin
    double value = 0;
    TraceId trace;

    friend bool operator==(const DatedValue &, const DatedValue &) = default;
};

/// Numbers over time, a dot each, with their median as a line. The dot under the mouse, or the one that the
/// arrow keys chose, says what it is; a click or Enter opens its query. GUI thread.
class ValuePlot final : public QWidget
{
    Q_OBJECT

public:
    explicit ValuePlot(const Theme &theme, QWidget *parent = nullptr);

    /// By time, oldest first.
    void setValues(std::vector<DatedValue> values);
    const std::vector<DatedValue> &values() const noexcept { return m_values; }
    /// Where the dot of a value is drawn.
    QPointF positionOf(std::size_t index) const;
    QSize sizeHint() const override { return {640, 320}; }

Q_SIGNALS:
    void traceRequested(spanwise::TraceId id);
    /// The value that is pointed at; nullopt for none.
    void pointedAt(std::optional<std::size_t> index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QRectF plotArea() const;
    std::optional<std::size_t> valueAt(QPointF at) const;
    void pointAt(std::optional<std::size_t> index);

    const Theme &m_theme;
    std::vector<DatedValue> m_values;
    double m_low = 0;
    double m_high = 1;
    double m_step = 1;
    double m_median = 0;
    std::optional<std::size_t> m_pointed;
};

} // namespace spanwise
