// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/settings.h"
#include "tests/gui/shell/fakes.h"
#include "tests/support/suite.h"
#include "ui/models/live.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/infobar.h"
#include "ui/shell/keysdialog.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/progressitem.h"
#include "ui/shell/statusstrip.h"

#include <QDockWidget>
#include <QDropEvent>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolBar>
#include <QToolButton>
#include <QTreeWidget>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

namespace {

/// A window with three pages and one dock, in a folder of its own.
struct Fixture
{
    QTemporaryDir folder;
    Theme theme;
    Live live;
    std::unique_ptr<SettingsFile> settings;
    FakeDemo demo;
    int madePages = 0;
    MainWindow *shown = nullptr;
    bool dockHadItsPage = false;

    Fixture()
    {
        settings =
            std::make_unique<SettingsFile>(std::filesystem::path(folder.path().toStdString()) / "s.json");
    }

    std::unique_ptr<MainWindow> window()
    {
        std::vector<PageEntry> pages;
        for (const QString &name : {u"one"_s, u"two"_s, u"three"_s})
            pages.push_back({name, name, Glyph::Overview, [this, name] {
                                 ++madePages;
                                 return new PlainPage(name);
                             }});
        std::vector<DockEntry> docks;
        docks.push_back({u"side"_s,
                         u"Side"_s,
                         [this] {
                             // As the details do: a dock asks for its page.
                             dockHadItsPage = shown != nullptr && shown->page(u"two"_s) != nullptr;
                             return new QLabel(u"contents"_s);
                         },
                         Qt::RightDockWidgetArea,
                         {u"two"_s}});
        auto window = std::make_unique<MainWindow>(ShellParts{theme, live, *settings, nullptr,
                                                              folder.filePath(u"window.ini"_s),
                                                              std::move(pages), std::move(docks), &demo});
        shown = window.get();
        window->restore();
        window->show();
        return window;
    }
};

PlainPage *plain(MainWindow &window, const QString &id)
{
    return static_cast<PlainPage *>(window.page(id));
}

void press(MainWindow &window, const QString &keys)
{
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::keySequence(window.windowHandle(), QKeySequence(keys));
}

} // namespace

class TstMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersGoToPages();
    void onlyThePageInFrontIsActive();
    void pagesAreMadeWhenTheyAreShown();
    void thePaletteFindsAndTriggers();
    void thePaletteGivesTheFocusBack();
    void questionMarkListsTheKeysOfThePage();
    void docksAreRememberedForEachPage();
    void resetLayoutBringsTheDefaultsBack();
    void theThemeIsAppliedSavedAndRepaints();
    void theStripCountsEveryLoss();
    void droppedFilesAreAskedFor();
    void aMessageGoesWhenItIsAnswered();
    void progressCanBeCancelled();
    void theDemoIsStartedFromTheMenu();
    void everyNavigationButtonHasAName();
    void theNavigationIsTheSameBeforeAndAfterAThemeChange();
    void theFocusIsOnThePageAtStart();
    void aWindowOpensOnAPageWhoseDockNeedsTheWindow();
    void whatWasChosenOnAPageIsFoundAgain();
};

void TstMainWindow::theNavigationIsTheSameBeforeAndAfterAThemeChange()
{
    Fixture fixture;
    Settings light = fixture.settings->current();
    light.theme = ThemeChoice::Light;
    QVERIFY(fixture.settings->save(light));
    const auto window = fixture.window();
    const auto *rail = window->findChild<QToolBar *>(u"navigationRail"_s);
    const auto *first = qobject_cast<QToolButton *>(rail->widgetForAction(rail->actions().front()));
    QTRY_VERIFY2(first->x() > 2, "the button stands off the window's edge");
    const int atStart = rail->width();
    window->setThemeChoice(ThemeChoice::Dark);
    QTest::qWait(20);
    QCOMPARE(rail->width(), atStart);
}

void TstMainWindow::aWindowOpensOnAPageWhoseDockNeedsTheWindow()
{
    Fixture fixture;
    {
        const auto window = fixture.window();
        window->showPage(u"two"_s);
        window->close();
    }
    fixture.shown = nullptr;
    fixture.dockHadItsPage = false;
    const auto window = fixture.window();
    QCOMPARE(window->currentPage(), u"two"_s);
    QVERIFY(fixture.dockHadItsPage);
}

void TstMainWindow::theFocusIsOnThePageAtStart()
{
    Fixture fixture;
    const auto window = fixture.window();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    QTRY_COMPARE(window->focusWidget(), static_cast<QWidget *>(window->page(u"one"_s)));
}

void TstMainWindow::whatWasChosenOnAPageIsFoundAgain()
{
    Fixture fixture;
    {
        const auto window = fixture.window();
        plain(*window, u"two"_s)->choice = 7;
        window->close();
    }
    const auto window = fixture.window();
    QCOMPARE(plain(*window, u"two"_s)->choice, 7);
    QCOMPARE(plain(*window, u"one"_s)->choice, 0);
}

void TstMainWindow::numbersGoToPages()
{
    Fixture fixture;
    const auto window = fixture.window();
    QCOMPARE(window->currentPage(), u"one"_s);
    QSignalSpy changed(window.get(), &MainWindow::pageChanged);
    press(*window, u"Ctrl+2"_s);
    QTRY_COMPARE(window->currentPage(), u"two"_s);
    QCOMPARE(changed.count(), 1);
    QVERIFY(!window->showPage(u"no such page"_s));
    QCOMPARE(window->currentPage(), u"two"_s);
}

void TstMainWindow::onlyThePageInFrontIsActive()
{
    Fixture fixture;
    const auto window = fixture.window();
    QVERIFY(plain(*window, u"one"_s)->active);
    window->showPage(u"two"_s);
    QVERIFY(!plain(*window, u"one"_s)->active);
    QVERIFY(plain(*window, u"two"_s)->active);
    window->showPage(u"two"_s);
    QCOMPARE(plain(*window, u"two"_s)->activations, 1);
}

void TstMainWindow::pagesAreMadeWhenTheyAreShown()
{
    Fixture fixture;
    const auto window = fixture.window();
    QCOMPARE(fixture.madePages, 1);
    // Once the window is up the others follow, so that the palette knows their actions.
    QTRY_COMPARE(fixture.madePages, 3);
    QVERIFY(window->allActions().contains(plain(*window, u"three"_s)->action));
}

void TstMainWindow::thePaletteFindsAndTriggers()
{
    Fixture fixture;
    const auto window = fixture.window();
    QSignalSpy triggered(plain(*window, u"one"_s)->action, &QAction::triggered);
    press(*window, u"Ctrl+Shift+P"_s);
    auto *palette = window->findChild<CommandPalette *>();
    QVERIFY(palette && palette->isVisible());
    auto *field = palette->findChild<QLineEdit *>();
    QTest::keyClicks(field, u"polone"_s);
    auto *list = palette->findChild<QListView *>();
    QCOMPARE(list->model()->rowCount(), 1);
    QCOMPARE(list->currentIndex().data().toString(), u"Polish the one"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(triggered.count(), 1);
    QVERIFY(!palette->isVisible());
}

void TstMainWindow::thePaletteGivesTheFocusBack()
{
    Fixture fixture;
    const auto window = fixture.window();
    window->page(u"one"_s)->setFocus();
    QWidget *const before = window->focusWidget();
    QVERIFY(before);
    press(*window, u"Ctrl+Shift+P"_s);
    auto *palette = window->findChild<CommandPalette *>();
    auto *field = palette->findChild<QLineEdit *>();
    QCOMPARE(window->focusWidget(), field);
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!palette->isVisible());
    QCOMPARE(window->focusWidget(), before);
    press(*window, u"Ctrl+Shift+P"_s);
    window->resize(window->size() + QSize(20, 0));
    QTRY_VERIFY(!palette->isVisible());
    QCOMPARE(window->focusWidget(), before);
}

void TstMainWindow::questionMarkListsTheKeysOfThePage()
{
    Fixture fixture;
    const auto window = fixture.window();
    window->showKeys();
    auto *dialog = window->findChild<KeysDialog *>();
    QVERIFY(dialog);
    auto *tree = dialog->findChild<QTreeWidget *>();
    QCOMPARE(tree->topLevelItem(0)->text(0), u"one"_s);
    QCOMPARE(tree->topLevelItem(0)->child(0)->text(1), u"Polish the one"_s);
    QCOMPARE(tree->topLevelItem(0)->child(0)->text(0), u"Ctrl+Alt+X"_s);
    QVERIFY(tree->topLevelItemCount() == 2 && tree->topLevelItem(1)->childCount() > 5);
}

void TstMainWindow::docksAreRememberedForEachPage()
{
    Fixture fixture;
    {
        const auto window = fixture.window();
        auto *dock = window->findChild<QDockWidget *>(u"side"_s);
        QVERIFY(dock->isHidden());
        window->showPage(u"two"_s);
        QVERIFY(!dock->isHidden());
        QCOMPARE(static_cast<QLabel *>(dock->widget())->text(), u"contents"_s);
        dock->close();
        window->showPage(u"one"_s);
        QVERIFY(window->showDock(u"side"_s));
        window->showPage(u"three"_s);
        QVERIFY(dock->isHidden());
        window->close();
    }
    const auto window = fixture.window();
    QCOMPARE(window->currentPage(), u"three"_s);
    auto *dock = window->findChild<QDockWidget *>(u"side"_s);
    window->showPage(u"two"_s);
    QVERIFY2(dock->isHidden(), "closed by the user on this page");
    window->showPage(u"one"_s);
    QVERIFY2(!dock->isHidden(), "opened by the user on this page");
}

void TstMainWindow::resetLayoutBringsTheDefaultsBack()
{
    Fixture fixture;
    const auto window = fixture.window();
    auto *dock = window->findChild<QDockWidget *>(u"side"_s);
    window->showPage(u"two"_s);
    window->addDockWidget(Qt::BottomDockWidgetArea, dock);
    dock->close();
    window->resetLayout();
    QVERIFY(!dock->isHidden());
    QCOMPARE(window->dockWidgetArea(dock), Qt::RightDockWidgetArea);
}

void TstMainWindow::theThemeIsAppliedSavedAndRepaints()
{
    Fixture fixture;
    const auto window = fixture.window();
    window->setThemeChoice(ThemeChoice::Light);
    const QColor light = window->grab().toImage().pixelColor(700, 400);
    window->setThemeChoice(ThemeChoice::Dark);
    QCOMPARE(fixture.theme.kind(), Theme::Kind::Dark);
    const QColor dark = window->grab().toImage().pixelColor(700, 400);
    QCOMPARE(dark, fixture.theme.color(Token::Window));
    QVERIFY(dark != light);
    QCOMPARE(fixture.settings->current().theme, ThemeChoice::Dark);
}

void TstMainWindow::theStripCountsEveryLoss()
{
    Fixture fixture;
    const auto window = fixture.window();
    IntakeStatus status;
    status.receivedSpans = 1234567;
    status.rejectedSpans = 3;
    status.refusedSpans = 4;
    status.badRequests = 5;
    fixture.live.update(status);
    QStringList texts;
    for (const auto *label : window->statusStrip().findChildren<QLabel *>())
        texts << label->text();
    for (const auto *button : window->statusStrip().findChildren<QToolButton *>())
        texts << button->text();
    QVERIFY(texts.contains(u"received 1\u202f234\u202f567"_s));
    QVERIFY(texts.contains(u"rejected 3"_s));
    QVERIFY(texts.contains(u"refused 4"_s));
    QVERIFY(texts.contains(u"bad requests 5"_s));
}

void TstMainWindow::droppedFilesAreAskedFor()
{
    Fixture fixture;
    const auto window = fixture.window();
    QSignalSpy files(window.get(), &MainWindow::filesRequested);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(u"/somewhere/trace.json"_s), QUrl(u"https://example.org/x"_s)});
    // Qt delivers a drop only where a drag was accepted before.
    QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window.get(), &drop);
    QCOMPARE(files.count(), 1);
    QCOMPARE(files[0][0].toStringList(), QStringList{u"/somewhere/trace.json"_s});
}

void TstMainWindow::aMessageGoesWhenItIsAnswered()
{
    Fixture fixture;
    const auto window = fixture.window();
    InfoBar *bar = window->showMessage(u"The port is used by another program."_s, Token::Error);
    QSignalSpy gone(bar, &QObject::destroyed);
    bool answered = false;
    auto *button = bar->addButton(u"Try again"_s, [&] { answered = true; });
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(answered);
    QTRY_COMPARE(gone.count(), 1);
}

void TstMainWindow::progressCanBeCancelled()
{
    Fixture fixture;
    const auto window = fixture.window();
    ProgressItem *item = window->startProgress(u"Importing trace.json"_s);
    QSignalSpy cancelled(item, &ProgressItem::cancelled);
    item->setProgress(500, 1000);
    auto *cancel = item->findChild<QToolButton *>();
    QTest::mouseClick(cancel, Qt::LeftButton);
    QCOMPARE(cancelled.count(), 1);
    QVERIFY2(!cancel->isEnabled(), "once is enough");
    QSignalSpy gone(item, &QObject::destroyed);
    item->finish();
    QTRY_COMPARE(gone.count(), 1);
}

void TstMainWindow::theDemoIsStartedFromTheMenu()
{
    Fixture fixture;
    const auto window = fixture.window();
    const auto actions = window->allActions();
    const auto demo =
        std::ranges::find_if(actions, [](QAction *a) { return a->text().contains(u"&demo"_s); });
    QVERIFY(demo != actions.end());
    (*demo)->trigger();
    QCOMPARE(fixture.demo.state(), DemoControl::State::Running);
    QVERIFY((*demo)->text().contains(u"Stop"_s));
    (*demo)->trigger();
    QCOMPARE(fixture.demo.state(), DemoControl::State::Stopped);
}

void TstMainWindow::everyNavigationButtonHasAName()
{
    Fixture fixture;
    const auto window = fixture.window();
    auto *rail = window->findChild<QToolBar *>(u"navigationRail"_s);
    int named = 0;
    for (const QAction *action : rail->actions()) {
        if (action->text().isEmpty())
            continue;
        ++named;
        QVERIFY(!rail->widgetForAction(const_cast<QAction *>(action))->accessibleName().isEmpty());
        QVERIFY(action->toolTip().contains(u"Ctrl+"_s));
    }
    QCOMPARE(named, 3);
}

static const Registered<TstMainWindow> registered;
#include "tst_mainwindow.moc"
