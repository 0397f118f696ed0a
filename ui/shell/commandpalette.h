// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPointer>

class QAction;
class QLineEdit;
class QListView;

namespace spanwise {

class CommandModel;
class Theme;

/// Every action by name: type some of its letters, Enter does it, Escape leaves. Shows over its parent's top.
class CommandPalette final : public QFrame
{
    Q_OBJECT

public:
    CommandPalette(const Theme &theme, QWidget *parent);

    void open(const QList<QAction *> &actions);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search(const QString &pattern);
    void step(int rows);
    void run(const QModelIndex &index);
    /// Hides it and gives the focus back to where it was.
    void leave();

    CommandModel *m_model;
    QLineEdit *m_pattern;
    QListView *m_list;
    QPointer<QWidget> m_before; // had the focus when it opened
};

} // namespace spanwise
