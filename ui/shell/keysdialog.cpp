// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/keysdialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString keysOf(const QAction &action)
{
    QStringList keys;
    for (const QKeySequence &sequence : action.shortcuts())
        keys << sequence.toString(QKeySequence::NativeText);
    return keys.join(u"  "_s);
}

QList<QTreeWidgetItem *> rowsOf(const QList<QAction *> &actions)
{
    QList<QTreeWidgetItem *> rows;
    for (const QAction *action : actions) {
        if (action->shortcut().isEmpty())
            continue;
        QString text = action->text();
        rows << new QTreeWidgetItem({keysOf(*action), text.remove(u'&'), action->statusTip()});
        rows.back()->setToolTip(2, action->statusTip()); // which a small window cuts
    }
    return rows;
}

QList<QTreeWidgetItem *> rowsOf(const QList<KeyHint> &hints)
{
    QList<QTreeWidgetItem *> rows;
    for (const KeyHint &hint : hints)
        rows << new QTreeWidgetItem({hint.keys, hint.does});
    return rows;
}

void addGroup(QTreeWidget &tree, const QString &title, const QList<QTreeWidgetItem *> &rows)
{
    if (rows.isEmpty())
        return;
    auto *group = new QTreeWidgetItem(&tree, {title});
    QFont font = tree.font();
    font.setWeight(QFont::DemiBold);
    group->setFont(0, font);
    group->setFirstColumnSpanned(true);
    group->addChildren(rows);
    group->setExpanded(true);
}

} // namespace

KeysDialog::KeysDialog(const QString &pageTitle, const QList<QAction *> &pageActions,
                       const QList<KeyHint> &pageHints, const QList<QAction *> &windowActions,
                       QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Keys"));
    resize(1000, 620);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    auto *tree = new QTreeWidget(this);
    tree->setColumnCount(3);
    tree->setHeaderLabels({tr("Keys"), tr("Does"), tr("In words")});
    tree->setProperty("framed", true);
    tree->setRootIsDecorated(false);
    tree->setIndentation(12);
    tree->setSelectionMode(QAbstractItemView::NoSelection);
    tree->setAccessibleName(tr("Keys and what they do"));
    addGroup(*tree, pageTitle, rowsOf(pageActions) + rowsOf(pageHints));
    QList<QAction *> others = windowActions;
    // The actions of the other pages are in the menus too, but their keys work on their page alone.
    others.removeIf([&](const QAction *action) {
        return pageActions.contains(action) || action->shortcutContext() == Qt::WidgetWithChildrenShortcut;
    });
    addGroup(*tree, tr("Everywhere"), rowsOf(others));
    tree->resizeColumnToContents(0);
    tree->setColumnWidth(0, std::max(150, tree->columnWidth(0) + 16));
    tree->resizeColumnToContents(1);
    layout->addWidget(tree);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    layout->addWidget(buttons);
}

} // namespace spanwise
