// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace spanwise {

class BarsZoom;
class Theme;

/// The header of the aligned steps: over the waterfalls it is their ruler. GUI thread.
class BarsHeader final : public QHeaderView
{
    Q_OBJECT

public:
    BarsHeader(const Theme &theme, int column, QWidget *parent = nullptr);

    void setZoom(const BarsZoom *zoom);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const override;

private:
    const Theme &m_theme;
    const int m_column;
    const BarsZoom *m_zoom = nullptr;
};

} // namespace spanwise
