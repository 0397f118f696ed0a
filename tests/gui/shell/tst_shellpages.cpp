// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/settings.h"
#include "tests/gui/overview/fakeengine.h"
#include "tests/gui/shell/fakes.h"
#include "tests/support/suite.h"
#include "ui/models/live.h"
#include "ui/shell/codeblock.h"
#include "ui/shell/connectpanel.h"
#include "ui/shell/settingspage.h"
#include "ui/shell/welcomepage.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

namespace {

struct Fixture
{
    QTemporaryDir folder;
    Theme theme;
    Live live;
    FakeDemo demo;
    FakeTokens tokens;
    std::shared_ptr<FakeStore> store = std::make_shared<FakeStore>();
    SettingsFile settings{std::filesystem::path(folder.path().toStdString()) / "s.json"};

    std::unique_ptr<SettingsPage> settingsPage(TargetTest test = {})
    {
        return std::make_unique<SettingsPage>(settings,
                                              SettingsHooks{checkOf(std::make_shared<FakeEngine>()),
                                                            std::move(test), store, folder.path(), &tokens});
    }
};

template<class Widget>
Widget *named(QWidget &page, const QString &name)
{
    return page.findChild<Widget *>(name);
}

} // namespace

class TstShellPages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLightTurnsWhenTheFirstSpanArrives();
    void aHiddenWelcomePageAsksNothing();
    void aPortThatIsTakenIsSaid();
    void linesToCopyAreCopied();
    void theDemoStartsAtTheChosenRate();
    void nothingIsWrittenBeforeSave();
    void aBadAddressCannotBeSaved();
    void aTokenOpensTheListenersToOtherMachines();
    void pagesOfOriginsAreSaved();
    void anUnknownMetricIsNamedAtItsPlace();
    void restoredRulesKeepTheUsersOwn();
    void aPasswordIsNotKeptInTheSettings();
    void aChoiceMadeElsewhereSurvivesASave();
    void theTargetIsTestedWithWhatIsWritten();
    void discardGoesBack();
    void noWordsOfTheSettingsAreClipped();
};

void TstShellPages::noWordsOfTheSettingsAreClipped()
{
    Fixture fixture;
    fixture.theme.apply();
    const auto page = fixture.settingsPage();
    auto *sections = named<QListWidget>(*page, u"settingsSections"_s);
    for (const QSize size : {QSize(700, 560), QSize(1180, 700), QSize(1840, 1000)}) {
        page->resize(size);
        page->show();
        for (int section = 0; section < sections->count(); ++section) {
            sections->setCurrentRow(section);
            QCoreApplication::processEvents();
            for (const QLabel *label : page->findChildren<QLabel *>()) {
                if (!label->isVisible() || !label->wordWrap())
                    continue;
                QTRY_VERIFY2(label->height() >= label->heightForWidth(label->width()),
                             qPrintable(label->text()));
            }
        }
    }
}

void TstShellPages::theLightTurnsWhenTheFirstSpanArrives()
{
    Fixture fixture;
    WelcomePage page(fixture.theme, fixture.live, fixture.store, fixture.settings, &fixture.demo);
    page.setListening(u"127.0.0.1:4999"_s);
    page.setActive(true);
    auto *panel = page.findChild<ConnectPanel *>();
    QCOMPARE(panel->stateText(), u"Waiting for the first span on 127.0.0.1:4999"_s);
    IntakeStatus status;
    status.storedSpans = 42;
    fixture.live.update(status);
    QTRY_COMPARE(panel->stateText(), u"Receiving: 42 spans from my-service"_s);
}

void TstShellPages::aHiddenWelcomePageAsksNothing()
{
    Fixture fixture;
    WelcomePage page(fixture.theme, fixture.live, fixture.store, fixture.settings, &fixture.demo);
    IntakeStatus status;
    status.storedSpans = 42;
    fixture.live.update(status);
    QVERIFY(page.findChild<ConnectPanel *>()->stateText().startsWith(u"Waiting"_s));
    page.setActive(true);
    QVERIFY(page.findChild<ConnectPanel *>()->stateText().startsWith(u"Receiving"_s));
}

void TstShellPages::aPortThatIsTakenIsSaid()
{
    Fixture fixture;
    WelcomePage page(fixture.theme, fixture.live, fixture.store, fixture.settings, &fixture.demo);
    page.setListenError(u"Port 4318 is used by another program."_s);
    QCOMPARE(page.findChild<ConnectPanel *>()->stateText(), u"Not listening"_s);
    page.setListening(u"127.0.0.1:4320"_s);
    QCOMPARE(page.findChild<ConnectPanel *>()->stateText(),
             u"Waiting for the first span on 127.0.0.1:4320"_s);
}

void TstShellPages::linesToCopyAreCopied()
{
    CodeBlock block(u"Environment"_s, u"export A=1\nexport B=2"_s);
    QTest::mouseClick(block.findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(QApplication::clipboard()->text(), u"export A=1\nexport B=2"_s);
}

void TstShellPages::theDemoStartsAtTheChosenRate()
{
    Fixture fixture;
    WelcomePage page(fixture.theme, fixture.live, fixture.store, fixture.settings, &fixture.demo);
    page.findChild<QDoubleSpinBox *>()->setValue(7.5);
    auto *button = named<QPushButton>(page, u"demoButton"_s);
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(fixture.demo.state(), DemoControl::State::Running);
    QCOMPARE(fixture.settings.current().demoRate, 7.5);
    QCOMPARE(button->text(), u"Stop the demo"_s);
    fixture.demo.become(DemoControl::State::Failed, u"spanwise-demo is not there"_s);
    QCOMPARE(button->text(), u"Start the demo"_s);
}

void TstShellPages::nothingIsWrittenBeforeSave()
{
    Fixture fixture;
    const auto page = fixture.settingsPage();
    page->setActive(true);
    QSignalSpy changed(page.get(), &SettingsPage::settingsChanged);
    QVERIFY(!named<QPushButton>(*page, u"saveSettings"_s)->isEnabled());
    named<QSpinBox>(*page, u"retentionDays"_s)->setValue(7);
    QVERIFY(page->isEdited());
    QCOMPARE(fixture.settings.current().retentionDays, 30U);
    QVERIFY(page->save());
    QCOMPARE(fixture.settings.current().retentionDays, 7U);
    QCOMPARE(changed.count(), 1);
    QVERIFY(!page->isEdited());
}

void TstShellPages::aBadAddressCannotBeSaved()
{
    Fixture fixture;
    const auto page = fixture.settingsPage();
    auto *address = named<QLineEdit>(*page, u"otlpAddress"_s);
    address->setText(u"0.0.0.0:4318"_s);
    QVERIFY(address->property("invalid").toBool());
    QVERIFY(!named<QPushButton>(*page, u"saveSettings"_s)->isEnabled());
    QVERIFY(!page->save());
    QCOMPARE(fixture.settings.current().otlpHttp, std::string("127.0.0.1:4318"));
    address->setText(u"127.0.0.1:5000"_s);
    QVERIFY(page->save());
    QCOMPARE(fixture.settings.current().otlpHttp, std::string("127.0.0.1:5000"));
}

void TstShellPages::aTokenOpensTheListenersToOtherMachines()
{
    Fixture fixture;
    const auto page = fixture.settingsPage();
    auto *grpc = named<QLineEdit>(*page, u"otlpGrpcAddress"_s);
    grpc->setText(u"0.0.0.0:4317"_s);
    QVERIFY(grpc->property("invalid").toBool());
    named<QPushButton>(*page, u"makeToken"_s)->click();
    QVERIFY(!grpc->property("invalid").toBool());
    const QString state = named<QLabel>(*page, u"tokenState"_s)->text();
    QVERIFY2(state.contains(u"…0001"_s) && !state.contains(u"secret"_s),
             qPrintable(state)); // never shown whole
    named<QPushButton>(*page, u"makeToken"_s)->click();
    QCOMPARE(fixture.tokens.tokens().size(), 2);
    QVERIFY(named<QLabel>(*page, u"tokenState"_s)->text().contains(u"…0002"_s));
    named<QPushButton>(*page, u"removeOlderToken"_s)->click();
    QCOMPARE(fixture.tokens.tokens(), QStringList{u"secret-number-0002"_s});
    named<QPushButton>(*page, u"removeTokens"_s)->click();
    QVERIFY(grpc->property("invalid").toBool());
    named<QCheckBox>(*page, u"otlpGrpcAddressOn"_s)
        ->setChecked(false); // what does not listen cannot be reached
    QVERIFY(page->save());
    QVERIFY(!fixture.settings.current().otlpGrpcOn);
}

void TstShellPages::pagesOfOriginsAreSaved()
{
    Fixture fixture;
    const auto page = fixture.settingsPage();
    auto *origins = named<QLineEdit>(*page, u"corsOrigins"_s);
    origins->setText(u"localhost:3000"_s);
    QVERIFY(!page->save());
    origins->setText(u"http://localhost:3000, https://app.example.org"_s);
    QVERIFY(page->save());
    QCOMPARE(fixture.settings.current().corsOrigins,
             (std::vector<std::string>{"http://localhost:3000", "https://app.example.org"}));
}

void TstShellPages::anUnknownMetricIsNamedAtItsPlace()
{
    Fixture fixture;
    const auto page = fixture.settingsPage();
    auto *expression = named<QLineEdit>(*page, u"ruleExpression"_s);
    expression->clear();
    QTest::keyClicks(expression, u"wrong > 1"_s);
    QVERIFY(expression->property("invalid").toBool());
    QStringList texts;
    for (const QLabel *label : page->findChildren<QLabel *>())
        texts << label->text();
    QVERIFY(texts.contains(u"At character 1: unknown metric 'wrong', did you mean 'error_rate'?"_s));
    QVERIFY(!page->save());
    expression->clear();
    QTest::keyClicks(expression, u"error_rate > 0.2"_s);
    QVERIFY(page->save());
    QCOMPARE(fixture.settings.current().rules.front().expression, std::string("error_rate > 0.2"));
}

void TstShellPages::restoredRulesKeepTheUsersOwn()
{
    Fixture fixture;
    Settings own = fixture.settings.current();
    own.rules = {AlertRule{.name = "mine", .expression = "queries_per_second > 100", .summary = {}}};
    QVERIFY(fixture.settings.save(own));
    const auto page = fixture.settingsPage();
    const auto buttons = page->findChildren<QPushButton *>();
    const auto restore = std::ranges::find(buttons, u"Restore the first rules"_s, &QPushButton::text);
    (*restore)->click();
    QVERIFY(page->save());
    const auto rules = fixture.settings.current().rules;
    QCOMPARE(rules.size(), seedRules().size() + 1);
    QCOMPARE(rules.front().name, std::string("mine"));
}

void TstShellPages::aPasswordIsNotKeptInTheSettings()
{
    Fixture fixture;
    const auto page = fixture.settingsPage();
    auto *store = named<QLineEdit>(*page, u"historyStore"_s);
    for (const QString &wrong :
         {u"postgres://ann:secret@db/team"_s, u"mysql://db/team"_s, u"postgres://db"_s}) {
        store->setText(wrong);
        QVERIFY2(store->property("invalid").toBool(), qPrintable(wrong));
        QVERIFY(!page->save());
    }
    store->setText(u" postgres://ann@db/team "_s);
    QVERIFY(page->save());
    QCOMPARE(fixture.settings.current().store, std::string("postgres://ann@db/team"));
    store->clear();
    QVERIFY(page->save());
    QCOMPARE(fixture.settings.current().store, std::string());
}

void TstShellPages::aChoiceMadeElsewhereSurvivesASave()
{
    Fixture fixture;
    const auto page = fixture.settingsPage();
    named<QSpinBox>(*page, u"retentionDays"_s)->setValue(7);
    Settings elsewhere = fixture.settings.current();
    elsewhere.theme = ThemeChoice::Dark;
    QVERIFY(fixture.settings.save(elsewhere));
    QVERIFY(page->save());
    QCOMPARE(fixture.settings.current().theme, ThemeChoice::Dark);
    QCOMPARE(fixture.settings.current().retentionDays, 7U);
}

void TstShellPages::theTargetIsTestedWithWhatIsWritten()
{
    Fixture fixture;
    std::string tested;
    const auto page = fixture.settingsPage([&](const ReplayTarget &target, const auto &done) {
        tested = target.url;
        done(false, u"The connection was refused."_s);
    });
    named<QLineEdit>(*page, u"replayUrl"_s)->setText(u"http://127.0.0.1:1/ask"_s);
    named<QPushButton>(*page, u"replayTest"_s)->click();
    QCOMPARE(tested, std::string("http://127.0.0.1:1/ask"));
    named<QPlainTextEdit>(*page, u"replayBody"_s)->setPlainText(u"no json"_s);
    QVERIFY(!named<QPushButton>(*page, u"replayTest"_s)->isEnabled());
}

void TstShellPages::discardGoesBack()
{
    Fixture fixture;
    const auto page = fixture.settingsPage();
    auto *url = named<QLineEdit>(*page, u"replayUrl"_s);
    const QString before = url->text();
    url->setText(u"http://elsewhere/"_s);
    page->discard();
    QCOMPARE(url->text(), before);
    QVERIFY(!page->isEdited());
}

static const Registered<TstShellPages> registered;
#include "tst_shellpages.moc"
