// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/listenaddresses.h"
#include "app/spanwise/tokenvault.h"
#include "tests/support/suite.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

/// Tokens where there is no secret store: on the machines that run tests, and on servers.
class TstTokenVault : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void nothingIsAskedOfAnyoneAtFirst();
    void aTokenIsMadeKeptAndFoundAgain();
    void theOlderStaysValidUntilItIsRemoved();
    void removingAllForgetsThePlace();
    void aVaultMayGoWhileItsTokensAreWritten();
    void aFileThatOthersMayReadAdmitsNobody();
    void tokensComeFromAFileOrTheEnvironment();
    void namedListenersAreTheOnlyOnes();

private:
    bool admits(const TokenVault &vault, const QString &token) const
    {
        return vault.access()->admits("Bearer " + token.toStdString(), false);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SettingsFile> m_settings;
};

void TstTokenVault::initTestCase()
{
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // nobody's real tokens are touched
}

void TstTokenVault::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<SettingsFile>(m_folder->filePath(u"settings.json"_s).toStdString());
}

void TstTokenVault::nothingIsAskedOfAnyoneAtFirst()
{
    TokenVault vault(m_folder->path(), *m_settings);
    bool ready = false;
    vault.load([&] { ready = true; });
    QVERIFY(ready);
    QVERIFY(vault.tokens().isEmpty());
    QVERIFY(vault.access()->admits({}, false));
}

void TstTokenVault::aTokenIsMadeKeptAndFoundAgain()
{
    QString token;
    {
        TokenVault vault(m_folder->path(), *m_settings);
        vault.rotate();
        token = vault.tokens().value(0);
        QVERIFY(admits(vault, token)); // at once
        QVERIFY(!vault.access()->admits({}, false));
        QTRY_COMPARE(m_settings->current().tokenPlace, TokenPlace::File);
        QVERIFY(vault.place().contains(u"tokens.json"_s));
    }
    const QString file = m_folder->filePath(u"tokens.json"_s);
    QCOMPARE(QFile::permissions(file) &
                 (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
             QFile::Permissions());
    QFile settings(m_folder->filePath(u"settings.json"_s));
    QVERIFY(settings.open(QIODevice::ReadOnly));
    QVERIFY(!settings.readAll().contains(token.toUtf8()));

    TokenVault again(m_folder->path(), *m_settings);
    again.load([] {});
    QCOMPARE(again.tokens(), QStringList{token});
}

void TstTokenVault::theOlderStaysValidUntilItIsRemoved()
{
    TokenVault vault(m_folder->path(), *m_settings);
    vault.rotate();
    const QString first = vault.tokens()[0];
    vault.rotate();
    const QString second = vault.tokens()[0];
    QCOMPARE(vault.tokens(), (QStringList{second, first}));
    QVERIFY(admits(vault, first) && admits(vault, second));
    vault.removeOlder();
    QVERIFY(!admits(vault, first) && admits(vault, second));
    vault.rotate();
    vault.rotate();
    QVERIFY(!admits(vault, second)); // two at a time
    QTRY_COMPARE(m_settings->current().tokenPlace, TokenPlace::File);
}

void TstTokenVault::removingAllForgetsThePlace()
{
    TokenVault vault(m_folder->path(), *m_settings);
    vault.rotate();
    QTRY_COMPARE(m_settings->current().tokenPlace, TokenPlace::File);
    vault.removeAll();
    QVERIFY(vault.access()->admits({}, false));
    QTRY_COMPARE(m_settings->current().tokenPlace, TokenPlace::None);
}

void TstTokenVault::aVaultMayGoWhileItsTokensAreWritten()
{
    for (int i = 0; i < 10; ++i)
        TokenVault(m_folder->path(), *m_settings).rotate();
    TokenVault last(m_folder->path(),
                    *m_settings); // written after those: the secret store takes one at a time
    last.rotate();
    QTRY_COMPARE(m_settings->current().tokenPlace, TokenPlace::File);
}

void TstTokenVault::aFileThatOthersMayReadAdmitsNobody()
{
    TokenVault vault(m_folder->path(), *m_settings);
    vault.rotate();
    QTRY_COMPARE(m_settings->current().tokenPlace, TokenPlace::File);
    QFile::setPermissions(m_folder->filePath(u"tokens.json"_s), QFile::ReadOwner | QFile::ReadOther);
    TokenVault again(m_folder->path(), *m_settings);
    again.load([] {});
    QVERIFY(again.problem().contains(u"other users"_s));
    QVERIFY(!again.access()->admits({}, false));
}

void TstTokenVault::tokensComeFromAFileOrTheEnvironment()
{
    QVERIFY(givenTokens({})->empty());
    qputenv("SPANWISE_TOKEN", "token-of-the-environment,the-one-before-it-0");
    QCOMPARE(*givenTokens({}), (std::vector<std::string>{"token-of-the-environment", "the-one-before-it-0"}));
    const QString path = m_folder->filePath(u"token"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("token-of-the-file-1\n\n");
    file.close();
    QVERIFY(givenTokens(path).has_value() || (file.permissions() & QFile::ReadOther)); // as the umask has it
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    QCOMPARE(*givenTokens(path), std::vector<std::string>{"token-of-the-file-1"});
    file.setPermissions(QFile::ReadOwner | QFile::ReadOther);
    QVERIFY(givenTokens(path).error().message.find("chmod 600") != std::string::npos);
    qputenv("SPANWISE_TOKEN", "short");
    QVERIFY(!givenTokens({}));
    qunsetenv("SPANWISE_TOKEN");
    QVERIFY(!givenTokens(u"/no/such/file"_s));
}

void TstTokenVault::namedListenersAreTheOnlyOnes()
{
    Settings settings;
    settings.zipkinOn = false;
    settings.corsOrigins = {"http://localhost:3000"};
    const ListenAddresses all = addressesOf({}, settings);
    QCOMPARE(all.otlpHttp, settings.otlpHttp);
    QCOMPARE(all.otlpGrpc, settings.otlpGrpc);
    QCOMPARE(all.zipkin, std::string());
    QCOMPARE(all.cors.origins, settings.corsOrigins);
    Invocation invocation;
    invocation.zipkin = u"127.0.0.1:20000"_s;
    const ListenAddresses named = addressesOf(invocation, settings);
    QCOMPARE(named.zipkin, std::string("127.0.0.1:20000"));
    QVERIFY(named.otlpHttp.empty() && named.otlpGrpc.empty());
}

static const Registered<TstTokenVault> registered;
#include "tst_tokenvault.moc"
