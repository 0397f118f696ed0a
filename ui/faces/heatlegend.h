// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace spanwise {

/// What the colours of a flame graph mean when they mean a number: a strip from none to the largest value.
class HeatLegend final : public QWidget
{
    Q_OBJECT

public:
    explicit HeatLegend(const Theme &theme, QWidget *parent = nullptr);

    /// Empty hides the strip.
    void setLargest(const QString &words);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QString m_largest;
};

} // namespace spanwise
