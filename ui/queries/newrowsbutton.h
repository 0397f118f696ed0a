// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace spanwise {

/// "3 new queries", on top of a list that is scrolled down or held still: a click brings them in. Hidden
/// while there are none. Takes no keys from the list, where Home does the same.
class NewRowsButton final : public QPushButton
{
    Q_OBJECT

public:
    explicit NewRowsButton(QWidget *list);

    void setCount(int count);
    int count() const noexcept { return m_count; }
    /// In the middle of the upper edge of this area of the list.
    void placeIn(const QRect &area);

private:
    QRect m_area;
    int m_count = 0;
};

} // namespace spanwise
