// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>

class QAbstractItemView;

namespace spanwise {

/// Ctrl+C and Return of a list whose rows are copied and opened by its owner. Lives as long as the list.
class RowKeys final : public QObject
{
    Q_OBJECT

public:
    RowKeys(QAbstractItemView *list, std::function<void()> copy, std::function<void()> open);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    std::function<void()> m_copy;
    std::function<void()> m_open;
};

} // namespace spanwise
