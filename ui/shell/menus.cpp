// SPDX-License-Identifier: GPL-3.0-or-later
// The menus of MainWindow.
#include "ui/models/live.h"
#include "ui/shell/democontrol.h"
#include "ui/shell/dockhost.h"
#include "ui/shell/mainwindow.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// Copies what is selected in the widget in front, whatever it is: text fields do it by themselves, views by
/// their own Ctrl+C.
void copyFromFocus()
{
    QWidget *focus = QApplication::focusWidget();
    if (focus && focus->metaObject()->indexOfMethod("copy()") >= 0)
        QMetaObject::invokeMethod(focus, "copy");
}

} // namespace

QAction *MainWindow::command(ShellMenu menu, const QString &text, const QKeySequence &keys,
                             const QString &tip)
{
    auto *action = new QAction(text, this);
    action->setShortcut(keys);
    action->setStatusTip(tip);
    this->menu(menu)->addAction(action);
    return action;
}

void MainWindow::buildMenus()
{
    const QStringList titles{tr("&File"),   tr("&Edit"),  tr("&View"), tr("&Query"),
                             tr("&Replay"), tr("&Tools"), tr("&Help")};
    for (int index = 0; index < titles.size(); ++index)
        m_menus[index] = menuBar()->addMenu(titles[index]);
    buildFileMenu();
    buildEditMenu();
    buildViewMenu();
    QAction *jump = command(ShellMenu::Query, tr("&Jump to trace…"), QKeySequence(u"Ctrl+K"_s),
                            tr("Opens a trace by its id, its first digits, or a traceparent header"));
    connect(jump, &QAction::triggered, this, &MainWindow::askForTrace);
    buildToolsMenu();
    buildHelpMenu();
    buildCorners();
    // A menu that has no command yet says so instead of opening as an empty box.
    connect(menu(ShellMenu::Replay), &QMenu::aboutToShow, this, [this] {
        for (Slot &slot : m_slots) {
            if (slot.entry.menu == ShellMenu::Replay || slot.entry.menu == ShellMenu::Query)
                made(slot);
        }
    });
}

void MainWindow::buildFileMenu()
{
    QAction *open = command(ShellMenu::File, tr("&Open trace files…"), QKeySequence::Open,
                            tr("Adds the traces of files to the history"));
    connect(open, &QAction::triggered, this, &MainWindow::askForFiles);
    menu(ShellMenu::File)->addSeparator();
    QAction *quit = command(ShellMenu::File, tr("&Quit"), QKeySequence(u"Ctrl+Q"_s), tr("Ends Spanwise"));
    quit->setMenuRole(QAction::QuitRole);
    connect(quit, &QAction::triggered, this, &MainWindow::close);
}

void MainWindow::buildEditMenu()
{
    QAction *copy = command(ShellMenu::Edit, tr("&Copy"), {}, tr("Copies what is selected (Ctrl+C)"));
    connect(copy, &QAction::triggered, this, copyFromFocus);
    QAction *find = command(ShellMenu::Edit, tr("&Find"), QKeySequence::Find, tr("Goes to the search field"));
    connect(find, &QAction::triggered, this, &MainWindow::findRequested);
}

void MainWindow::buildViewMenu()
{
    QMenu *view = menu(ShellMenu::View);
    for (const Slot &slot : m_slots)
        view->addAction(slot.action);
    const QList<QAction *> docks = m_docks->toggleActions();
    if (!docks.isEmpty())
        view->addMenu(tr("&Docks"))->addActions(docks);
    QMenu *themes = view->addMenu(tr("&Theme"));
    auto *group = new QActionGroup(this);
    const QStringList names{tr("As the &system"), tr("&Light"), tr("&Dark"), tr("&High contrast")};
    for (int index = 0; index < names.size(); ++index) {
        QAction *action = themes->addAction(names[index]);
        action->setCheckable(true);
        action->setStatusTip(tr("Changes the colours"));
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, index] { setThemeChoice(static_cast<ThemeChoice>(index)); });
        m_themeActions << action;
    }
    QAction *full = command(ShellMenu::View, tr("&Full screen"), QKeySequence(u"F11"_s),
                            tr("The whole screen, and back"));
    full->setCheckable(true);
    connect(full, &QAction::triggered, this, [this](bool on) { on ? showFullScreen() : showNormal(); });
    QAction *reset =
        command(ShellMenu::View, tr("&Reset layout"), {}, tr("Puts the docks back where they were at first"));
    connect(reset, &QAction::triggered, this, &MainWindow::resetLayout);
}

void MainWindow::buildToolsMenu()
{
    QAction *palette = command(ShellMenu::Tools, tr("Command &palette"), QKeySequence(u"Ctrl+Shift+P"_s),
                               tr("Every command by its name"));
    connect(palette, &QAction::triggered, this, &MainWindow::openPalette);
    m_demoAction = command(ShellMenu::Tools, tr("Start the &demo pipeline"), {},
                           tr("A small RAG service that asks itself questions and reports to Spanwise"));
    m_demoAction->setVisible(m_parts.demo != nullptr);
    connect(m_demoAction, &QAction::triggered, this, [this] {
        const auto state = m_parts.demo->state();
        if (state == DemoControl::State::Stopped || state == DemoControl::State::Failed)
            m_parts.demo->start();
        else
            m_parts.demo->stop();
    });
    if (!slotOf(u"settings"_s))
        return;
    QAction *settings = command(ShellMenu::Tools, tr("&Settings"), QKeySequence(u"Ctrl+,"_s),
                                tr("Everything that can be chosen"));
    connect(settings, &QAction::triggered, this, [this] { showPage(u"settings"_s); });
}

void MainWindow::buildHelpMenu()
{
    QAction *manual =
        command(ShellMenu::Help, tr("&Manual"), QKeySequence(u"F1"_s), tr("How everything works"));
    connect(manual, &QAction::triggered, this, [this] { showManual(); });
    QAction *keys =
        command(ShellMenu::Help, tr("&Keys"), QKeySequence(u"?"_s), tr("The keys of the page in front"));
    connect(keys, &QAction::triggered, this, &MainWindow::showKeys);
    menu(ShellMenu::Help)->addSeparator();
    QAction *about = command(ShellMenu::Help, tr("&About Spanwise"), {}, tr("Version and licence"));
    about->setMenuRole(QAction::AboutRole);
    connect(about, &QAction::triggered, this, [this] {
        QMessageBox::about(
            this, tr("About Spanwise"),
            tr("<p><b>Spanwise %1</b></p><p>The desktop workbench for query pipelines: it receives what "
               "they report, keeps it, shows it live and asks a saved query again.</p>"
               "<p>Free software under the GNU General Public License, version 3 or later. "
               "It comes with no warranty.</p>")
                .arg(QString::fromLatin1(SPANWISE_VERSION)));
    });
}

void MainWindow::buildCorners()
{
    auto *brand = new QLabel(u"Spanwise"_s, this);
    brand->setObjectName(u"brand"_s);
    menuBar()->setCornerWidget(brand, Qt::TopLeftCorner);
    auto *hint = new QToolButton(this);
    hint->setObjectName(u"paletteHint"_s);
    hint->setText(QKeySequence(u"Ctrl+Shift+P"_s).toString(QKeySequence::NativeText));
    hint->setToolTip(tr("Every command by its name"));
    hint->setAccessibleName(tr("Command palette"));
    hint->setFocusPolicy(Qt::NoFocus);
    connect(hint, &QToolButton::clicked, this, &MainWindow::openPalette);
    menuBar()->setCornerWidget(hint, Qt::TopRightCorner);
}

} // namespace spanwise
