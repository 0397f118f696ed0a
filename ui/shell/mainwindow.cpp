// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"

#include "ui/models/live.h"
#include "ui/page/page.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/democontrol.h"
#include "ui/shell/dockhost.h"
#include "ui/shell/historywatch.h"
#include "ui/shell/infobar.h"
#include "ui/shell/keysdialog.h"
#include "ui/shell/manual.h"
#include "ui/shell/navigationrail.h"
#include "ui/shell/progressitem.h"
#include "ui/shell/statusstrip.h"
#include "ui/theme/systemtheme.h"

#include <QAction>
#include <QActionGroup>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QInputDialog>
#include <QMenu>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// Of saveState(): a later layout of tool bars and docks gets another number, so that an older file is not
/// applied.
constexpr int layoutVersion = 1;
/// No platform tells it before the window is shown; a little more than any of them has.
constexpr int titleBarHeight = 40;

QString groupOf(const QString &page)
{
    return "page-"_L1 % page;
}

QStringList localFiles(const QMimeData &data)
{
    QStringList files;
    for (const QUrl &url : data.urls()) {
        if (url.isLocalFile())
            files << url.toLocalFile();
    }
    return files;
}

} // namespace

MainWindow::MainWindow(ShellParts parts)
    : m_parts(std::move(parts))
    , m_system(new SystemTheme(this))
{
    setObjectName(u"mainWindow"_s);
    setWindowTitle(u"Spanwise"_s);
    setWindowIcon(applicationIcon());
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    setDockOptions(AllowNestedDocks | AllowTabbedDocks | AnimatedDocks);
    // The rail's column and the side docks reach the bottom; the bottom dock lies between them.
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    // The first start's size: what the drawings are made for, but with its frame on the screen.
    resize(QSize(1280, 800).boundedTo(screen()->availableGeometry().size() - QSize(2, titleBarHeight)));

    m_choice = m_parts.settings.current().theme;
    applyChoice();
    m_status = new StatusStrip(m_parts.theme, m_parts.live, this);
    setStatusBar(m_status);
    buildCentre();
    m_docks = new DockHost(m_parts.theme, std::move(m_parts.docks), this);
    buildMenus();
    new HistoryWatch(m_parts.store, m_parts.live, m_status);
    if (m_parts.demo)
        followDemo();
    connect(m_system, &SystemTheme::changed, this, [this](Theme::Kind kind) {
        if (m_choice == ThemeChoice::System)
            m_parts.theme.setKind(kind);
    });
    m_themeActions[static_cast<int>(m_choice)]->setChecked(true);
}

MainWindow::~MainWindow()
{
    // Pages and docks go before what they refer to through us.
    for (Slot &slot : m_slots) {
        if (slot.page && slot.entry.id == m_current)
            slot.page->setActive(false);
    }
}

void MainWindow::buildCentre()
{
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_messages = new QWidget(centre);
    auto *messages = new QVBoxLayout(m_messages);
    messages->setContentsMargins(0, 0, 0, 0);
    messages->setSpacing(0);
    m_stack = new QStackedWidget(centre);
    layout->addWidget(m_messages);
    layout->addWidget(m_stack, 1);
    setCentralWidget(centre);

    m_rail = new NavigationRail(this);
    addToolBar(Qt::LeftToolBarArea, m_rail);
    auto *group = new QActionGroup(this);
    int number = 0;
    for (PageEntry &entry : m_parts.pages) {
        auto *action = new QAction(themedIcon(m_parts.theme, entry.glyph), entry.title, this);
        action->setCheckable(true);
        action->setStatusTip(tr("Shows the page \"%1\"").arg(entry.title));
        if (++number <= 9)
            action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number)));
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, id = entry.id] { showPage(id); });
        m_rail->addPage(action, entry.atBottom);
        m_slots.push_back({std::move(entry), nullptr, action});
    }
}

MainWindow::Slot *MainWindow::slotOf(const QString &id)
{
    const auto found = std::ranges::find_if(m_slots, [&](const Slot &slot) { return slot.entry.id == id; });
    return found == m_slots.end() ? nullptr : &*found;
}

Page *MainWindow::made(Slot &slot)
{
    if (slot.page || !slot.entry.make)
        return slot.page;
    slot.page = slot.entry.make();
    if (!m_parts.windowFile.isEmpty()) {
        QSettings settings(m_parts.windowFile, QSettings::IniFormat);
        settings.beginGroup(groupOf(slot.entry.id));
        slot.page->recall(settings);
    }
    m_stack->addWidget(slot.page);
    const QList<QAction *> actions = slot.page->pageActions();
    if (!actions.isEmpty() && !m_menus[static_cast<int>(slot.entry.menu)]->isEmpty())
        m_menus[static_cast<int>(slot.entry.menu)]->addSeparator();
    for (QAction *action : actions)
        m_menus[static_cast<int>(slot.entry.menu)]->addAction(action);
    return slot.page;
}

bool MainWindow::showPage(const QString &id)
{
    Slot *slot = slotOf(id);
    if (!slot || !made(*slot))
        return false;
    slot->action->setChecked(true);
    if (id == m_current)
        return true;
    if (Slot *before = slotOf(m_current); before && before->page)
        before->page->setActive(false);
    m_current = id;
    m_stack->setCurrentWidget(slot->page);
    m_docks->showPage(id);
    slot->page->setActive(true);
    slot->page->setFocus();
    Q_EMIT pageChanged(id);
    return true;
}

QString MainWindow::currentPage() const
{
    return m_current;
}

Page *MainWindow::page(const QString &id)
{
    Slot *slot = slotOf(id);
    return slot ? made(*slot) : nullptr;
}

bool MainWindow::showDock(const QString &id)
{
    return m_docks->open(id);
}

QWidget *MainWindow::dockWidget(const QString &id)
{
    return m_docks->contents(id);
}

QMenu *MainWindow::menu(ShellMenu menu) const
{
    return m_menus.value(static_cast<int>(menu));
}

void MainWindow::addShellAction(ShellMenu menu, QAction *action)
{
    this->menu(menu)->addAction(action);
}

QList<QAction *> MainWindow::allActions() const
{
    QList<QAction *> all;
    std::function<void(const QList<QAction *> &)> collect = [&](const QList<QAction *> &actions) {
        for (QAction *action : actions) {
            if (action->menu())
                collect(action->menu()->actions());
            else if (!action->isSeparator() && !all.contains(action))
                all << action;
        }
    };
    for (int index = 0; index < m_menus.size(); ++index)
        collect(m_menus[index]->actions());
    return all;
}

InfoBar *MainWindow::showMessage(const QString &text, Token severity)
{
    auto *bar = new InfoBar(m_parts.theme, text, severity, m_messages);
    m_messages->layout()->addWidget(bar);
    return bar;
}

ProgressItem *MainWindow::startProgress(const QString &text)
{
    auto *item = new ProgressItem(m_parts.theme, text, m_status);
    m_status->addProgress(item);
    return item;
}

void MainWindow::setThemeChoice(ThemeChoice choice)
{
    m_choice = choice;
    m_themeActions[static_cast<int>(choice)]->setChecked(true);
    applyChoice();
    Settings settings = m_parts.settings.current();
    if (settings.theme == choice)
        return;
    settings.theme = choice;
    if (const Status saved = m_parts.settings.save(settings); !saved)
        showMessage(QString::fromStdString(saved.error().message), Token::Error);
}

void MainWindow::applyChoice()
{
    switch (m_choice) {
    case ThemeChoice::System:
        m_system->watch();
        m_parts.theme.setKind(m_system->kind());
        break;
    case ThemeChoice::Light:
        m_parts.theme.setKind(Theme::Kind::Light);
        break;
    case ThemeChoice::Dark:
        m_parts.theme.setKind(Theme::Kind::Dark);
        break;
    case ThemeChoice::HighContrast:
        m_parts.theme.setKind(Theme::Kind::HighContrast);
        break;
    }
    m_parts.theme.apply();
}

void MainWindow::openPalette()
{
    auto *palette = findChild<CommandPalette *>(QString(), Qt::FindDirectChildrenOnly);
    if (!palette)
        palette = new CommandPalette(m_parts.theme, this);
    palette->open(allActions());
}

void MainWindow::showKeys()
{
    const Slot *slot = slotOf(m_current);
    const Page *page = slot ? slot->page : nullptr;
    auto *dialog =
        new KeysDialog(slot ? slot->entry.title : QString(), page ? page->pageActions() : QList<QAction *>(),
                       page ? page->keyHints() : QList<KeyHint>(), allActions(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::showManual(const QString &topic)
{
    auto *manual = findChild<Manual *>();
    if (!manual)
        manual = new Manual(this);
    manual->showTopic(topic);
    manual->show();
    manual->raise();
    manual->activateWindow();
}

void MainWindow::resetLayout()
{
    m_docks->reset();
    QSettings(m_parts.windowFile, QSettings::IniFormat).clear();
}

void MainWindow::followDemo()
{
    const auto follow = [this](DemoControl::State state, const QString &message) {
        using State = DemoControl::State;
        m_status->setDemo(state, message);
        const bool stopped = state == State::Stopped || state == State::Failed;
        m_demoAction->setText(stopped ? tr("Start the &demo pipeline") : tr("Stop the &demo pipeline"));
        m_demoAction->setEnabled(state != State::Stopping);
    };
    connect(m_parts.demo, &DemoControl::stateChanged, this, follow);
    follow(m_parts.demo->state(), m_parts.demo->message());
}

void MainWindow::makeNextPage()
{
    const auto next =
        std::ranges::find_if(m_slots, [](const Slot &slot) { return !slot.page && slot.entry.make; });
    if (next == m_slots.end())
        return;
    made(*next);
    QTimer::singleShot(30, this, &MainWindow::makeNextPage);
}

void MainWindow::askForFiles()
{
    const QStringList files =
        QFileDialog::getOpenFileNames(this, tr("Open trace files"), {},
                                      tr("Traces and logs (*.json *.jsonl *.ndjson *.log *.pb *.bin *.gz "
                                         "*.zst);;All files, known by content (*)"));
    if (!files.isEmpty())
        Q_EMIT filesRequested(files);
}

void MainWindow::askForTrace()
{
    QInputDialog dialog(this);
    dialog.setWindowTitle(tr("Jump to a trace"));
    dialog.setLabelText(tr("A trace id, its first digits (at least 4), or a traceparent header:"));
    dialog.resize(460, dialog.height());
    if (dialog.exec() == QDialog::Accepted && !dialog.textValue().trimmed().isEmpty())
        Q_EMIT jumpRequested(dialog.textValue().trimmed());
}

void MainWindow::remember() const
{
    if (m_parts.windowFile.isEmpty())
        return;
    QSettings settings(m_parts.windowFile, QSettings::IniFormat);
    settings.setValue(u"geometry"_s, saveGeometry());
    settings.setValue(u"state"_s, saveState(layoutVersion));
    settings.setValue(u"page"_s, m_current);
    m_docks->save(settings);
    for (const Slot &slot : m_slots) {
        if (!slot.page)
            continue;
        settings.beginGroup(groupOf(slot.entry.id));
        slot.page->remember(settings);
        settings.endGroup();
    }
}

void MainWindow::restore()
{
    QString first = m_slots.empty() ? QString() : m_slots.front().entry.id;
    if (!m_parts.windowFile.isEmpty()) {
        const QSettings settings(m_parts.windowFile, QSettings::IniFormat);
        restoreGeometry(settings.value(u"geometry"_s).toByteArray());
        restoreState(settings.value(u"state"_s).toByteArray(), layoutVersion);
        m_docks->load(settings);
        const QString page = settings.value(u"page"_s).toString();
        if (slotOf(page))
            first = page;
    }
    showPage(first);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    remember();
    QMainWindow::closeEvent(event);
}

bool MainWindow::event(QEvent *event)
{
    // Status tips would cover the counters; the palette and the list of keys show them instead.
    if (event->type() == QEvent::StatusTip)
        return true;
    return QMainWindow::event(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!localFiles(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QStringList files = localFiles(*event->mimeData());
    if (files.isEmpty())
        return;
    event->acceptProposedAction();
    Q_EMIT filesRequested(files);
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    if (std::exchange(m_shown, true))
        return;
    // The window comes first; the other pages are made when it has been drawn.
    QTimer::singleShot(200, this, &MainWindow::makeNextPage);
}

} // namespace spanwise
