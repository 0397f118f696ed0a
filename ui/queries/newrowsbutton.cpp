// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/newrowsbutton.h"

#include "ui/models/format.h"

using namespace Qt::StringLiterals;

namespace spanwise {

NewRowsButton::NewRowsButton(QWidget *list)
    : QPushButton(list)
{
    setObjectName(u"newRows"_s);
    setFocusPolicy(Qt::NoFocus);
    setCursor(Qt::PointingHandCursor);
    setToolTip(tr("They came in above while you read. Click, or press Home in the list, to see them."));
    hide();
}

void NewRowsButton::setCount(int count)
{
    if (std::exchange(m_count, count) == count)
        return;
    setText(u"↑  "_s % counted(static_cast<std::uint64_t>(count), tr("1 new query"), tr("%1 new queries")));
    placeIn(m_area);
    setVisible(count > 0);
}

void NewRowsButton::placeIn(const QRect &area)
{
    constexpr int gap = 8;
    m_area = area;
    const QSize size = sizeHint();
    setGeometry(QRect(QPoint(area.center().x() - size.width() / 2, area.top() + gap), size));
}

} // namespace spanwise
