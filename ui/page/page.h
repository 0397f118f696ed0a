// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/page/keyhint.h"

#include <QList>
#include <QWidget>

class QAction;
class QSettings;

namespace spanwise {

/// One screen of the main window.
///
/// A page that is not in front does no work: setActive(false) stops its refreshing, setActive(true) starts it
/// and brings it up to date. Its actions appear in the menus, in the command palette and in its list of keys.
class Page : public QWidget
{
    Q_OBJECT

public:
    /// A page takes the focus by itself: it belongs to what is in front, not to the frame around it.
    explicit Page(QWidget *parent = nullptr);

    virtual void setActive(bool active) = 0;
    /// Text, shortcut and status tip are set; the page stays their owner.
    virtual QList<QAction *> pageActions() const { return {}; }
    /// Keys and gestures of its parts that are no actions, for the list of keys alone.
    virtual QList<KeyHint> keyHints() const { return {}; }
    /// What the user chose on this page and finds again after a restart, in a group of the page's own.
    /// recall() comes once, before the page is first shown; what is missing or cannot be understood keeps its
    /// default.
    virtual void remember(QSettings &) const {}
    virtual void recall(const QSettings &) {}
};

} // namespace spanwise
