// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the frame, the overview, the welcome page and the settings with made-up data, light and dark, into
// PNG files: `gallery DIR [WIDTHxHEIGHT]`. To be looked at; CI runs it only to see that it draws.
#include "tests/gui/overview/fakeengine.h"
#include "tests/gui/shell/fakes.h"
#include "ui/models/live.h"
#include "ui/overview/overviewpage.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/infobar.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/settingspage.h"
#include "ui/shell/statusstrip.h"
#include "ui/shell/welcomepage.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace spanwise;
using namespace Qt::StringLiterals;

namespace {

QWidget *standInForAlerts()
{
    auto *frame = new QFrame;
    frame->setProperty("card", true);
    frame->setMinimumHeight(120);
    return frame;
}

std::vector<AlertStatus> someAlerts()
{
    const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    std::vector<AlertStatus> alerts;
    for (const AlertRule &rule : seedRules())
        alerts.push_back({rule, {}, AlertState::Inactive, now, 0.1, {}, false});
    alerts[1].state = AlertState::Pending;
    alerts[2].state = AlertState::Firing;
    return alerts;
}

IntakeStatus someCounts()
{
    IntakeStatus status;
    status.requests = 4812;
    status.bytes = 912'000'000;
    status.receivedSpans = 1'284'310;
    status.storedSpans = 1'284'302;
    status.rejectedSpans = 8;
    status.spansPerSecond = 812;
    return status;
}

ConnectionHooks someConnections()
{
    ConnectionHooks hooks;
    hooks.test = [](const RemoteConnection &, const std::optional<std::string> &,
                    const std::function<void(bool, const QString &)> &done) {
        done(true, u"Tempo 2.6.1, 12 services"_s);
        return std::function<void()>([] {});
    };
    hooks.secretPlace = u"in the system's keyring"_s;
    return hooks;
}

struct Frame
{
    QTemporaryDir folder;
    Theme theme;
    Live live;
    SettingsFile settings{std::filesystem::path(folder.path().toStdString()) / "settings.json"};
    std::shared_ptr<test::FakeStore> store = std::make_shared<test::FakeStore>();
    std::shared_ptr<test::FakeEngine> engine = std::make_shared<test::FakeEngine>();
    test::FakeDemo demo;
    OverviewPage *overview = nullptr;
    std::unique_ptr<MainWindow> window;

    Frame()
    {
        Settings made;
        made.connections.resize(2);
        RemoteConnection &tempo = made.connections[0];
        tempo.name = "Tempo of the fleet";
        tempo.kind = ConnectionKind::Tempo;
        tempo.url = "https://tempo.example.com";
        tempo.auth = ConnectionAuth::Bearer;
        tempo.headers = {{"X-Scope-OrgID", "team-a"}};
        made.connections[1].name = "Jaeger";
        made.connections[1].url = "http://localhost:16686";
        [[maybe_unused]] const Status saved = settings.save(made);
        std::vector<PageEntry> pages;
        pages.push_back({u"overview"_s, u"Overview"_s, Glyph::Overview, [this] {
                             overview = new OverviewPage(theme, live, engine, standInForAlerts());
                             overview->setRules(seedRules());
                             overview->setAlerts(someAlerts());
                             return overview;
                         }});
        const auto plain = [&](const QString &id, const QString &title, Glyph glyph) {
            pages.push_back({id, title, glyph, [title] { return new test::PlainPage(title); }});
        };
        plain(u"queries"_s, u"Queries"_s, Glyph::Queries);
        plain(u"replay"_s, u"Replay"_s, Glyph::Replay);
        pages.push_back({u"welcome"_s, u"Welcome"_s, Glyph::Welcome,
                         [this] { return new WelcomePage(theme, live, store, settings, &demo); }});
        pages.push_back({u"settings"_s, u"Settings"_s, Glyph::Settings,
                         [this] {
                             return new SettingsPage(
                                 settings, {checkOf(engine), [](const auto &, const auto &) {}, store,
                                            u"/home/me/.local/share/spanwise"_s, nullptr, someConnections()});
                         },
                         true});
        std::vector<DockEntry> docks;
        docks.push_back(
            {u"alerts"_s, u"Alerts"_s, [] { return new QWidget; }, Qt::BottomDockWidgetArea, {u"queries"_s}});
        docks.push_back({u"details"_s,
                         u"Details"_s,
                         [] { return new QWidget; },
                         Qt::RightDockWidgetArea,
                         {u"queries"_s}});
        window = std::make_unique<MainWindow>(ShellParts{theme, live, settings, store,
                                                         folder.filePath(u"window.ini"_s), std::move(pages),
                                                         std::move(docks), &demo});
        window->restore();
        theme.apply();
    }
};

void shoot(QWidget &widget, const QString &file)
{
    QTest::qWait(600);
    QCoreApplication::sendPostedEvents();
    widget.grab().save(file);
    std::printf("%s\n", qPrintable(file));
}

void shootAll(Frame &frame, const QString &prefix)
{
    MainWindow &window = *frame.window;
    frame.live.update(someCounts());
    for (const QString &page : {u"overview"_s, u"queries"_s, u"welcome"_s, u"settings"_s}) {
        window.showPage(page);
        shoot(window, prefix + page + u".png"_s);
    }
    auto *settings = static_cast<SettingsPage *>(window.page(u"settings"_s));
    for (int section = 1; section < 6; ++section) {
        settings->showSection(section);
        shoot(window, prefix + u"settings%1.png"_s.arg(section));
    }
    settings->showSection(0);
    window.showPage(u"overview"_s);
    frame.engine->empty = true;
    QTest::qWait(1500);
    frame.live.update({});
    shoot(window, prefix + u"empty.png"_s);
    frame.engine->empty = false;
    window.openPalette();
    window.findChild<CommandPalette *>()->findChild<QLineEdit *>()->setText(u"th"_s);
    InfoBar *bar = window.showMessage(
        u"Port 4318 on 127.0.0.1 is used by another program. Nothing is received until it is free or another port is set."_s,
        Token::Error);
    bar->addButton(u"Open settings"_s, {});
    bar->addButton(u"Try again"_s, {});
    shoot(window, prefix + u"palette.png"_s);
    Q_EMIT bar->closed();
    window.findChild<CommandPalette *>()->hide();
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2)
        return 2;
    const QStringList size = (arguments.size() > 2 ? arguments[2] : u"1280x800"_s).split(u'x');
    QDir().mkpath(arguments[1]);
    Frame frame;
    frame.window->resize(size[0].toInt(), size[1].toInt());
    frame.window->statusStrip().setListening(u"127.0.0.1:4318"_s);
    frame.demo.start();
    for (const ThemeChoice choice : {ThemeChoice::Dark, ThemeChoice::Light}) {
        frame.window->setThemeChoice(choice);
        frame.window->show();
        shootAll(frame, arguments[1] + (choice == ThemeChoice::Dark ? u"/dark-"_s : u"/light-"_s));
    }
    return 0;
}
