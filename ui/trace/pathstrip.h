// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace spanwise {

class CriticalPath;

/// One line below the waterfall: which steps decided how long the query took, largest share first.
class PathStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit PathStrip(Theme &theme, QWidget *parent = nullptr);

    void show(const CriticalPath &path);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Share
    {
        StepKind step;
        double part;
    };

    Theme &m_theme;
    std::vector<Share> m_shares;
};

} // namespace spanwise
