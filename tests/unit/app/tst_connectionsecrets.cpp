// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/connectionsecrets.h"
#include "app/spanwise/pullwish.h"
#include "tests/support/suite.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <future>
#include <optional>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

namespace {

RemoteConnection withToken()
{
    RemoteConnection connection;
    connection.id = "1";
    connection.auth = ConnectionAuth::Bearer;
    return connection;
}

} // namespace

/// Secrets of connections where the system has no store for them.
class TstConnectionSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aSecretIsKeptWhereNobodyElseReads();
    void otherThreadsWaitForIt();
    void whoWaitsIsToldWhenNobodyWillAnswer();
    void lengthsOfTimeAreRead();
};

void TstConnectionSecrets::initTestCase()
{
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // nobody's real passwords are touched
}

void TstConnectionSecrets::aSecretIsKeptWhereNobodyElseReads()
{
    const QTemporaryDir folder;
    ConnectionSecrets secrets(folder.path());
    std::optional<Status> kept;
    secrets.write(withToken().secretKey(), "tok3n", [&](const Status &status) { kept = status; });
    QTRY_VERIFY(kept.has_value());
    QVERIFY(*kept);
    const QFile file(folder.filePath(u"connections-secrets.json"_s));
    QVERIFY(file.exists());
    QVERIFY(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther)));
    ConnectionSecrets later(folder.path());
    QCOMPARE(*later.readNow(withToken()), std::string("tok3n"));
    QCOMPARE(*later.readNow(RemoteConnection{}), std::string()); // needs none
}

void TstConnectionSecrets::otherThreadsWaitForIt()
{
    const QTemporaryDir folder;
    ConnectionSecrets secrets(folder.path());
    std::optional<Status> kept;
    secrets.write(withToken().secretKey(), "tok3n", [&](const Status &status) { kept = status; });
    QTRY_VERIFY(kept.has_value());
    auto answer =
        std::async(std::launch::async, [read = secrets.waitingReader()] { return read(withToken()); });
    QTRY_VERIFY(answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready);
    QCOMPARE(*answer.get(), std::string("tok3n"));
}

void TstConnectionSecrets::whoWaitsIsToldWhenNobodyWillAnswer()
{
    const QTemporaryDir folder;
    auto secrets = std::make_unique<ConnectionSecrets>(folder.path());
    const auto read = secrets->waitingReader();
    auto answer = std::async(std::launch::async, [read] { return read(withToken()); });
    secrets.reset(); // its event loop never ran
    QVERIFY(!answer.get());
    QVERIFY(!read(withToken()));
}

void TstConnectionSecrets::lengthsOfTimeAreRead()
{
    QCOMPARE(*lengthOfTime(u"15m"_s), Duration(std::chrono::minutes(15)));
    QCOMPARE(*lengthOfTime(u"1.5h"_s), Duration(std::chrono::minutes(90)));
    QCOMPARE(*lengthOfTime(u"250ms"_s), Duration(std::chrono::milliseconds(250)));
    for (const QString &wrong : {u""_s, u"5"_s, u"-1h"_s, u"0s"_s, u"h"_s, u"9999999999999d"_s})
        QVERIFY2(!lengthOfTime(wrong), qPrintable(wrong));
}

static const Registered<TstConnectionSecrets> registered;
#include "tst_connectionsecrets.moc"
