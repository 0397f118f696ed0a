// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icons.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

class QWidget;

namespace spanwise {

class DemoControl;
class Live;
class Page;
class SettingsFile;
class StoreReader;
class Theme;

/// The menus of the main window, left to right.
enum class ShellMenu : std::uint8_t { File, Edit, View, Query, Replay, Tools, Help };

/// One screen, as the main window lists it.
struct PageEntry
{
    QString id;    ///< stable: kept in window.ini
    QString title; ///< in menus, tooltips and the command palette
    Glyph glyph = Glyph::Overview;
    /// Called once: when the page is first shown, or when the program is idle after start.
    std::function<Page *()> make;
    bool atBottom = false;            ///< below the others in the navigation rail
    ShellMenu menu = ShellMenu::View; ///< where the page's actions go
};

/// One dock, as the main window lists it.
struct DockEntry
{
    QString id; ///< stable: kept in window.ini
    QString title;
    std::function<QWidget *()> make; ///< called once, when the dock is first shown
    Qt::DockWidgetArea area = Qt::BottomDockWidgetArea;
    QStringList shownOn; ///< ids of the pages on which it is open until the user decides otherwise
};

/// All that the main window needs; everything referred to outlives it.
struct ShellParts
{
    Theme &theme;
    Live &live;
    SettingsFile &settings;
    std::shared_ptr<const StoreReader> store; ///< may be null: the status bar then shows no history
    QString windowFile;                       ///< window.ini: geometry, docks and page are remembered here
    std::vector<PageEntry> pages;             ///< the first is shown on the first start
    std::vector<DockEntry> docks;
    DemoControl *demo = nullptr; ///< may be null: no demo in the menus
};

} // namespace spanwise
