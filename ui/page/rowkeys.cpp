// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page/rowkeys.h"

#include <QAbstractItemView>
#include <QKeyEvent>

namespace spanwise {

RowKeys::RowKeys(QAbstractItemView *list, std::function<void()> copy, std::function<void()> open)
    : QObject(list)
    , m_copy(std::move(copy))
    , m_open(std::move(open))
{
    list->installEventFilter(this);
}

bool RowKeys::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QObject::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->matches(QKeySequence::Copy))
        m_copy();
    else if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)
        m_open();
    else
        return QObject::eventFilter(watched, event);
    return true;
}

} // namespace spanwise
