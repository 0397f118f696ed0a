// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/settings.h"
#include "ui/shell/shellparts.h"

#include <QHash>
#include <QMainWindow>

class QAction;
class QMenu;
class QStackedWidget;

namespace spanwise {

class DockHost;
class InfoBar;
class NavigationRail;
class ProgressItem;
class StatusStrip;
class SystemTheme;

/// The frame around the pages: menus, navigation rail, docks, message bar and status strip.
///
/// Pages are made when first shown and, once the window is up, one by one while the program is idle; the page
/// in front is the only active one. Geometry, docks (per page) and the page are kept in
/// ShellParts::windowFile. It knows no concrete page: what leads out of the frame is a signal for app. GUI
/// thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(ShellParts parts);
    ~MainWindow() override;

    /// Opens what was open when the window was last closed, or the first page. Call it once, when whoever
    /// makes pages and docks knows this window: they ask it for each other.
    void restore();
    /// Brings a page to the front, making it if need be; false when there is none of this id.
    bool showPage(const QString &id);
    QString currentPage() const;
    /// The page of this id, made if need be; null when there is none.
    Page *page(const QString &id);
    /// Opens a dock on the page in front and raises it; false when there is none of this id.
    bool showDock(const QString &id);
    /// The dock's widget, made if need be; null when there is none.
    QWidget *dockWidget(const QString &id);

    QMenu *menu(ShellMenu menu) const;
    /// Adds an action of app's to a menu and so to the command palette. The caller stays its owner.
    void addShellAction(ShellMenu menu, QAction *action);
    /// Every action there is: menus, pages that are made, the window's own.
    QList<QAction *> allActions() const;

    StatusStrip &statusStrip() const { return *m_status; }
    /// A message above the pages; see InfoBar. It deletes itself when it is closed.
    InfoBar *showMessage(const QString &text, Token severity = Token::Accent);
    /// A line of progress in the status bar for long work; it removes itself when finish() is called.
    ProgressItem *startProgress(const QString &text);

public Q_SLOTS:
    /// Applies and follows the choice; saves it when it differs from the settings.
    void setThemeChoice(spanwise::ThemeChoice choice);
    void openPalette();
    /// The dialog for trace files; what is chosen comes with filesRequested().
    void askForFiles();
    void showKeys();
    /// The manual at a page of it ("alerts"), or at its beginning.
    void showManual(const QString &topic = {});
    void resetLayout();

Q_SIGNALS:
    /// From the File menu, the welcome page or a drop: open these trace files.
    void filesRequested(const QStringList &files);
    /// Ctrl+K: a trace id, the beginning of one, or a traceparent header, as typed.
    void jumpRequested(const QString &text);
    void findRequested();
    void pageChanged(const QString &id);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void showEvent(QShowEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Slot
    {
        PageEntry entry;
        Page *page = nullptr;
        QAction *action = nullptr;
    };

    void applyChoice();
    void buildCentre();
    void buildMenus();
    void buildFileMenu();
    void buildEditMenu();
    void buildViewMenu();
    void buildToolsMenu();
    void buildHelpMenu();
    void buildCorners();
    void followDemo();
    void makeNextPage();
    Slot *slotOf(const QString &id);
    Page *made(Slot &slot);
    void askForTrace();
    void remember() const;
    QAction *command(ShellMenu menu, const QString &text, const QKeySequence &keys, const QString &tip);

    ShellParts m_parts;
    std::vector<Slot> m_slots;
    QString m_current;
    QHash<int, QMenu *> m_menus;
    QStackedWidget *m_stack = nullptr;
    QWidget *m_messages = nullptr;
    NavigationRail *m_rail = nullptr;
    StatusStrip *m_status = nullptr;
    DockHost *m_docks = nullptr;
    SystemTheme *m_system = nullptr;
    ThemeChoice m_choice = ThemeChoice::System;
    QList<QAction *> m_themeActions;
    QAction *m_demoAction = nullptr;
    bool m_shown = false;
};

} // namespace spanwise
