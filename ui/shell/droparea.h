// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;

namespace spanwise {

class Theme;

/// A place to drop files on; clicking it asks for them.
class DropArea final : public QFrame
{
    Q_OBJECT

public:
    DropArea(const Theme &theme, const QString &text, QWidget *parent = nullptr);

Q_SIGNALS:
    void filesDropped(const QStringList &files);
    void clicked();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
};

} // namespace spanwise
