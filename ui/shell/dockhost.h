// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/shellparts.h"

#include <QHash>
#include <QObject>
#include <QSet>

class QAction;
class QDockWidget;
class QMainWindow;
class QSettings;

namespace spanwise {

/// The docks of the main window: where they are is the same for all pages, whether they are open is kept per
/// page.
///
/// A dock's contents are made when it is first open. GUI thread.
class DockHost final : public QObject
{
    Q_OBJECT

public:
    DockHost(const Theme &theme, std::vector<DockEntry> entries, QMainWindow *window);

    /// Keeps what is open on the page that is left, and opens what belongs to this one.
    void showPage(const QString &page);
    /// False when there is none of this id.
    bool open(const QString &id);
    QWidget *contents(const QString &id);
    /// One checkable action per dock, for the View menu.
    QList<QAction *> toggleActions() const;
    /// As the entries say, on every page.
    void reset();

    void save(QSettings &settings) const;
    void load(const QSettings &settings);

private:
    struct Dock
    {
        DockEntry entry;
        QDockWidget *widget = nullptr;
        bool filled = false;
    };

    Dock *dockOf(const QString &id);
    void fill(Dock &dock);
    QSet<QString> openNow() const;
    QSet<QString> defaultsOf(const QString &page) const;

    QMainWindow *m_window;
    std::vector<Dock> m_docks;
    QString m_page;
    QHash<QString, QSet<QString>> m_open; ///< by page id: ids of its open docks
};

} // namespace spanwise
