// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/settings.h"
#include "tests/support/suite.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

class TstSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsSavedIsLoaded();
    void keysOfALaterVersionAreKept();
    void anUnreadableFileIsMovedAside_data();
    void anUnreadableFileIsMovedAside();
    void aRetentionThatMeansNothingKeepsEverything_data();
    void aRetentionThatMeansNothingKeepsEverything();
    void numbersBeyondTheirLimitsAreBroughtBack();
    void connectionsComeBackAsTheyWere();
    void aConnectionOfALaterVersionIsLeftOut();
    void aConnectionThatCannotBeUsedSaysWhy_data();
    void aConnectionThatCannotBeUsedSaysWhy();

private:
    QTemporaryDir m_folder;
    std::filesystem::path file(const char *name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
};

void TstSettings::whatIsSavedIsLoaded()
{
    Settings wanted;
    wanted.otlpHttp = "127.0.0.1:5000";
    wanted.otlpGrpc = "127.0.0.1:5001";
    wanted.otlpGrpcOn = false;
    wanted.zipkin = "[::1]:5002";
    wanted.zipkinOn = false;
    wanted.corsOrigins = {"http://localhost:3000"};
    wanted.tokenPlace = TokenPlace::SecretStore;
    wanted.store = "postgres://ann@db/team";
    wanted.replay.headers = {{"Authorization", "Bearer x"}};
    wanted.replay.timeout = std::chrono::milliseconds(1234);
    wanted.rules.front().hold = std::chrono::milliseconds(1500);
    wanted.rules.front().enabled = false;
    wanted.theme = ThemeChoice::Dark;
    SettingsFile writer(file("a.json"));
    QVERIFY(writer.save(wanted));
    SettingsFile reader(file("a.json"));
    QVERIFY(reader.load());
    QVERIFY(reader.current() == wanted);
}

void TstSettings::keysOfALaterVersionAreKept()
{
    QFile raw(QString::fromStdString(file("b.json").string()));
    QVERIFY(raw.open(QIODevice::WriteOnly));
    raw.write(R"({"otlp_http": "127.0.0.1:1", "from_the_future": 42})");
    raw.close();
    SettingsFile settings(file("b.json"));
    QVERIFY(settings.load());
    QCOMPARE(settings.current().otlpHttp, std::string("127.0.0.1:1"));
    QVERIFY(settings.save(settings.current()));
    QVERIFY(raw.open(QIODevice::ReadOnly));
    QVERIFY(raw.readAll().contains("from_the_future"));
}

void TstSettings::anUnreadableFileIsMovedAside_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("not JSON") << QByteArray("{ not json");
    QTest::newRow("a list") << QByteArray("[1, 2]");
    QTest::newRow("nothing") << QByteArray("null");
    QTest::newRow("a wrong type") << QByteArray(R"({"rules": [{"name": 7}]})");
}

void TstSettings::anUnreadableFileIsMovedAside()
{
    QFETCH(const QByteArray, content);
    QFile raw(QString::fromStdString(file("c.json").string()));
    QVERIFY(raw.open(QIODevice::WriteOnly));
    raw.write(content);
    raw.close();
    SettingsFile settings(file("c.json"));
    const Status loaded = settings.load();
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, Error::Code::Corrupt);
    QVERIFY(settings.current() == Settings{});
    QVERIFY(std::filesystem::exists(file("c.json.unreadable")));
    QVERIFY(settings.save(settings.current()));
    QVERIFY(std::filesystem::remove(file("c.json")));
}

void TstSettings::aRetentionThatMeansNothingKeepsEverything_data()
{
    QTest::addColumn<QByteArray>("days");
    QTest::addColumn<std::uint32_t>("kept");
    QTest::newRow("usual") << QByteArray("7") << 7U;
    QTest::newRow("none") << QByteArray("0") << maxRetentionDays;
    QTest::newRow("negative") << QByteArray("-1") << maxRetentionDays;
    QTest::newRow("beyond 32 bits") << QByteArray("4294967295") << maxRetentionDays;
    QTest::newRow("beyond any integer") << QByteArray("1e300") << maxRetentionDays;
}

void TstSettings::aRetentionThatMeansNothingKeepsEverything()
{
    QFETCH(const QByteArray, days);
    QFETCH(const std::uint32_t, kept);
    QFile raw(QString::fromStdString(file("d.json").string()));
    QVERIFY(raw.open(QIODevice::WriteOnly | QIODevice::Truncate));
    raw.write("{\"retention_days\": " + days + "}");
    raw.close();
    SettingsFile settings(file("d.json"));
    QVERIFY(settings.load());
    QCOMPARE(settings.current().retentionDays, kept);
}

void TstSettings::numbersBeyondTheirLimitsAreBroughtBack()
{
    QFile raw(QString::fromStdString(file("e.json").string()));
    QVERIFY(raw.open(QIODevice::WriteOnly));
    raw.write(R"({"replay": {"timeout_ms": 1e18, "trace_timeout_ms": -5}, "demo_port": 70000,
                  "rules": [{"name": "n", "expression": "error_rate > 1", "for_s": 1e300}]})");
    raw.close();
    SettingsFile settings(file("e.json"));
    QVERIFY(settings.load());
    const Settings read = settings.current();
    QCOMPARE(read.replay.timeout.count(), 3'600'000);
    QCOMPARE(read.replay.traceTimeout.count(), 1);
    QCOMPARE(read.demoPort, std::uint16_t(65'535));
    QVERIFY(read.rules.front().hold == std::chrono::hours(24));
}

void TstSettings::connectionsComeBackAsTheyWere()
{
    RemoteConnection tempo;
    tempo.id = "1";
    tempo.name = "team";
    tempo.kind = ConnectionKind::Tempo;
    tempo.url = "https://tempo.example.com/base";
    tempo.auth = ConnectionAuth::Basic;
    tempo.user = "me";
    tempo.headers = {{"X-Scope-OrgID", "a"}};
    tempo.timeout = std::chrono::milliseconds(1500);
    RemoteConnection page;
    page.name = "page";
    page.kind = ConnectionKind::Metrics;
    page.url = "http://localhost:9464/metrics";
    page.interval = std::chrono::seconds(3);
    page.isActive = false;
    Settings wanted;
    wanted.connections = {tempo, page};
    SettingsFile writer(file("connections.json"));
    QVERIFY(writer.save(wanted));
    SettingsFile reader(file("connections.json"));
    QVERIFY(reader.load());
    QVERIFY(reader.current() == wanted);
}

void TstSettings::aConnectionOfALaterVersionIsLeftOut()
{
    QFile out(QString::fromStdString(file("later.json").string()));
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write(
        R"({"connections":[{"name":"x","kind":"zeppelin"},{"name":"a","kind":"jaeger","timeout_ms":0},{"name":"a","kind":"tempo"},{"kind":"tempo"}]})");
    out.close();
    SettingsFile settings(file("later.json"));
    QVERIFY(settings.load());
    QCOMPARE(settings.current().connections.size(), 1U);
    QCOMPARE(settings.current().connections[0].timeout.count(), 100);
}

void TstSettings::aConnectionThatCannotBeUsedSaysWhy_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isGood");
    const auto row = [](const char *url, bool good) {
        QTest::newRow(url) << QString::fromLatin1(url) << good;
    };
    row("http://localhost:16686", true);
    row("https://tools.example.com/jaeger/", true);
    row("http://[::1]:3200", true);
    row("localhost:16686", false);
    row("ftp://x", false);
    row("http://", false);
    row("http://:80", false);
    row("http://me:pass@x", false);
    row("http://x y", false);
    row("http://x/?a=b", false);
}

void TstSettings::aConnectionThatCannotBeUsedSaysWhy()
{
    RemoteConnection connection;
    connection.name = "team";
    QFETCH(const QString, url);
    connection.url = url.toStdString();
    QFETCH(const bool, isGood);
    QCOMPARE(problemOf(connection).empty(), isGood);
    connection.url = "http://x";
    connection.headers = {{"authorization", "Bearer x"}};
    QVERIFY(!problemOf(connection).empty());
    connection.headers = {{"X-A", "b\r\nEvil: c"}};
    QVERIFY(!problemOf(connection).empty());
}

static const Registered<TstSettings> registered;
#include "tst_settings.moc"
