// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/tracediff.h"
#include "ui/theme/theme.h"

#include <QFrame>

class QGridLayout;
class QLabel;

namespace spanwise {

/// What two traces took as a whole, in one strip: each figure with A, B and what changed.
class PairTotals final : public QFrame
{
    Q_OBJECT

public:
    explicit PairTotals(const Theme &theme, QWidget *parent = nullptr);

    void setDiff(const TraceDiff &diff);

private:
    void add(const QString &name, const QString &left, const QString &right, const QString &change,
             Token token);

    const Theme &m_theme;
    QGridLayout *m_grid;
    int m_column = 0;
};

} // namespace spanwise
