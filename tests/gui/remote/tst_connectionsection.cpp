// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/suite.h"
#include "ui/shell/connectionsection.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

namespace {

/// The section with hooks that write down what they are asked.
struct Asked
{
    std::vector<std::pair<RemoteConnection, std::optional<std::string>>> tests;
    std::function<void(bool, const QString &)> done;
    int cancelled = 0;
    std::map<std::string, std::string> kept;
    std::unique_ptr<ConnectionSection> section;

    Asked()
    {
        ConnectionHooks hooks;
        hooks.test = [this](const RemoteConnection &connection, const std::optional<std::string> &secret,
                            auto callback) {
            tests.emplace_back(connection, secret);
            done = callback;
            return [this] { ++cancelled; };
        };
        hooks.keepSecret = [this](const std::string &key, const std::string &secret, const auto &) {
            kept[key] = secret;
        };
        section = std::make_unique<ConnectionSection>(std::move(hooks));
        section->load({});
    }

    template<class Widget>
    Widget *named(const QString &name) const
    {
        return section->findChild<Widget *>(name);
    }
    void click(const QString &name) const { named<QPushButton>(name)->click(); }
    void write(const QString &name, const QString &text) const
    {
        auto *const field = named<QLineEdit>(name);
        field->clear();
        QTest::keyClicks(field, text);
    }
    Settings stored() const
    {
        Settings settings;
        section->store(settings);
        return settings;
    }
};

} // namespace

class TstConnectionSection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aConnectionIsAddedNamedAndRemoved();
    void theAddressFollowsTheKindUntilOneIsWritten();
    void whatCannotBeUsedCannotBeSaved();
    void theTestUsesWhatIsWritten();
    void aTestCanBeCancelledAndEndsWithAnotherChoice();
    void aSecretIsKeptWhenItIsSavedAndNotShownAgain();
};

void TstConnectionSection::aConnectionIsAddedNamedAndRemoved()
{
    Asked asked;
    QVERIFY(!asked.section->isEdited());
    asked.click(u"addConnection"_s);
    asked.write(u"connectionName"_s, u"team"_s);
    asked.write(u"connectionHeaders"_s, u"X-Scope-OrgID: a; X-B: c"_s);
    QVERIFY(asked.section->isEdited());
    const auto stored = asked.stored().connections;
    QCOMPARE(stored.size(), 1U);
    QCOMPARE(stored[0].name, std::string("team"));
    QVERIFY(!stored[0].id.empty());
    QCOMPARE(stored[0].headers,
             (std::vector<std::pair<std::string, std::string>>{{"X-Scope-OrgID", "a"}, {"X-B", "c"}}));
    asked.click(u"removeConnection"_s);
    QVERIFY(asked.stored().connections.empty());
}

void TstConnectionSection::theAddressFollowsTheKindUntilOneIsWritten()
{
    Asked asked;
    asked.click(u"addConnection"_s);
    auto *const kind = asked.named<QComboBox>(u"connectionKind"_s);
    kind->setCurrentIndex(static_cast<int>(ConnectionKind::Tempo));
    Q_EMIT kind->activated(kind->currentIndex());
    QCOMPARE(asked.stored().connections[0].url, std::string("http://localhost:3200"));
    asked.write(u"connectionUrl"_s, u"http://tempo:80"_s);
    kind->setCurrentIndex(static_cast<int>(ConnectionKind::Jaeger));
    Q_EMIT kind->activated(kind->currentIndex());
    QCOMPARE(asked.stored().connections[0].url, std::string("http://tempo:80"));
    QCOMPARE(asked.stored().connections[0].kind, ConnectionKind::Jaeger);
}

void TstConnectionSection::whatCannotBeUsedCannotBeSaved()
{
    Asked asked;
    asked.click(u"addConnection"_s);
    QVERIFY(asked.section->problem().isEmpty());
    asked.write(u"connectionUrl"_s, u"tempo:80"_s);
    QVERIFY(!asked.section->problem().isEmpty());
    QVERIFY(!asked.named<QPushButton>(u"connectionTest"_s)->isEnabled());
    QVERIFY(asked.named<QTableWidget>(u"connectionsTable"_s)->item(0, 0)->text().startsWith(u"▲"_s));
}

void TstConnectionSection::theTestUsesWhatIsWritten()
{
    Asked asked;
    asked.click(u"addConnection"_s);
    asked.write(u"connectionUrl"_s, u"http://jaeger:1"_s);
    asked.click(u"connectionTest"_s);
    QCOMPARE(asked.tests.size(), 1U);
    QCOMPARE(asked.tests[0].first.url, std::string("http://jaeger:1"));
    QVERIFY(!asked.tests[0].second);
    asked.done(false, u"Nothing listens there."_s);
    QCOMPARE(asked.named<QLabel>(u"connectionResult"_s)->text(), u"▲ Nothing listens there."_s);
    asked.click(u"connectionTest"_s);
    asked.done(true, u"Jaeger v1"_s);
    QCOMPARE(asked.named<QLabel>(u"connectionResult"_s)->text(), u"✓ Jaeger v1"_s);
    QCOMPARE(asked.cancelled, 0);
}

void TstConnectionSection::aTestCanBeCancelledAndEndsWithAnotherChoice()
{
    Asked asked;
    asked.click(u"addConnection"_s);
    asked.click(u"connectionTest"_s);
    QCOMPARE(asked.named<QPushButton>(u"connectionTest"_s)->text(), u"Cancel"_s);
    asked.click(u"connectionTest"_s);
    QCOMPARE(asked.cancelled, 1);
    asked.click(u"connectionTest"_s);
    asked.click(u"addConnection"_s);
    QCOMPARE(asked.cancelled, 2);
    QCOMPARE(asked.named<QPushButton>(u"connectionTest"_s)->text(), u"Test"_s);
}

void TstConnectionSection::aSecretIsKeptWhenItIsSavedAndNotShownAgain()
{
    Asked asked;
    asked.click(u"addConnection"_s);
    auto *const auth = asked.named<QComboBox>(u"connectionAuth"_s);
    auth->setCurrentIndex(static_cast<int>(ConnectionAuth::Bearer));
    Q_EMIT auth->activated(auth->currentIndex());
    asked.write(u"connectionSecret"_s, u"tok3n"_s);
    asked.click(u"connectionTest"_s);
    QCOMPARE(asked.tests[0].second, std::optional<std::string>("tok3n"));
    asked.done(true, {});
    const Settings stored = asked.stored();
    asked.section->saved();
    QCOMPARE(asked.kept, (std::map<std::string, std::string>{{stored.connections[0].secretKey(), "tok3n"}}));
    asked.section->load(stored);
    QVERIFY(!asked.section->isEdited());
    QVERIFY(asked.named<QLineEdit>(u"connectionSecret"_s)->text().isEmpty());
    asked.click(u"removeConnection"_s);
    asked.section->saved();
    QCOMPARE(asked.kept[stored.connections[0].secretKey()], std::string());
}

static const Registered<TstConnectionSection> registered;
#include "tst_connectionsection.moc"
