// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/quality.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

namespace spanwise {

/// Hit rate, reciprocal rank and nDCG of each day with labelled queries, between 0 and 1. GUI thread.
class QualityChart final : public QWidget
{
    Q_OBJECT

public:
    explicit QualityChart(const Theme &theme, QWidget *parent = nullptr);

    void setDays(std::vector<QualityDay> days);
    QSize sizeHint() const override { return {400, 150}; }
    QSize minimumSizeHint() const override { return {200, 120}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    std::vector<QualityDay> m_days; // with a measure
};

} // namespace spanwise
