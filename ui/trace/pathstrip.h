// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace spanwise {

struct PathShares;
struct RangeSums;

/// One line below the waterfall: which steps decided how long the query took, largest share first, and what
/// it all came to. While a range of time is selected it speaks of that range alone, and says so.
class PathStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit PathStrip(Theme &theme, QWidget *parent = nullptr);

    /// range: how the selected range reads, "1.2 s – 1.8 s"; empty for the whole trace.
    void show(const PathShares &shares, const RangeSums &sums, const QString &range);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Share
    {
        QString name;
        QColor color;
        double part;
    };

    Theme &m_theme;
    std::vector<Share> m_shares;
    QString m_range;
    QStringList m_sums;
};

} // namespace spanwise
