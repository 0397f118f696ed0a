// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/connectionsecrets.h"
#include "app/spanwise/tokenvault.h"
#include "tests/integration/secrets/keyring.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

/// Tokens and passwords in a real secret store: GNOME's keyring, through QtKeychain.
class TstKeyring : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void whatWasNeverWrittenIsEmpty();
    void whatIsWrittenIsReadBackAndTakenAway();
    void foldersDoNotSeeEachOthersSecrets();
    void aListenersTokenIsKeptThereRotatedAndFoundAgain();
    void removingAllTokensEmptiesTheKeyring();
    void aConnectionsPasswordIsKeptThere();

private:
    QString read(SecretStore &store, const QString &name);
    bool write(SecretStore &store, const QString &name, const QString &text);
    QStringList load(TokenVault &vault);

    std::unique_ptr<Keyring> m_keyring;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SettingsFile> m_settings;
};

void TstKeyring::initTestCase()
{
    m_keyring = std::make_unique<Keyring>();
    if (!m_keyring->problem().isEmpty())
        QSKIP(qPrintable(m_keyring->problem()));
}

void TstKeyring::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<SettingsFile>(m_folder->filePath(u"settings.json"_s).toStdString());
}

QString TstKeyring::read(SecretStore &store, const QString &name)
{
    std::optional<QString> answer;
    store.read(name, [&](const Result<QString> &text) {
        answer = text ? *text : u"FAILED: "_s + QString::fromStdString(text.error().message);
    });
    (void)QTest::qWaitFor([&] { return answer.has_value(); }, 20'000);
    return answer.value_or(u"no answer"_s);
}

bool TstKeyring::write(SecretStore &store, const QString &name, const QString &text)
{
    std::optional<bool> done;
    store.write(name, text, [&](const Status &status) {
        done = static_cast<bool>(status);
        if (!status)
            qWarning("%s", status.error().message.c_str());
    });
    (void)QTest::qWaitFor([&] { return done.has_value(); }, 20'000);
    return done.value_or(false);
}

QStringList TstKeyring::load(TokenVault &vault)
{
    bool ready = false;
    vault.load([&] { ready = true; });
    (void)QTest::qWaitFor([&] { return ready; }, 20'000);
    return ready ? vault.tokens() : QStringList{u"not ready"_s};
}

void TstKeyring::whatWasNeverWrittenIsEmpty()
{
    KeychainSecrets secrets(m_folder->path());
    QCOMPARE(read(secrets, u"nothing"_s), QString());
}

void TstKeyring::whatIsWrittenIsReadBackAndTakenAway()
{
    const QString secret = u"pässwörd 文档 with \"quotes\"\nand lines"_s;
    {
        KeychainSecrets secrets(m_folder->path());
        QVERIFY(write(secrets, u"one"_s, secret));
    }
    KeychainSecrets again(m_folder->path());
    QCOMPARE(read(again, u"one"_s), secret);
    QVERIFY(write(again, u"one"_s, u"another"_s));
    QCOMPARE(read(again, u"one"_s), u"another"_s);
    QVERIFY(write(again, u"one"_s, {}));
    QCOMPARE(read(again, u"one"_s), QString());
    QVERIFY(write(again, u"one"_s, {})); // what is not there is removed, too
}

void TstKeyring::foldersDoNotSeeEachOthersSecrets()
{
    KeychainSecrets one(m_folder->path());
    KeychainSecrets other(m_folder->path() + u"-other"_s);
    QVERIFY(write(one, u"name"_s, u"mine"_s));
    QCOMPARE(read(other, u"name"_s), QString());
}

void TstKeyring::aListenersTokenIsKeptThereRotatedAndFoundAgain()
{
    const auto admits = [](const TokenVault &vault, const QString &token) {
        return vault.access()->admits("Bearer " + token.toStdString(), false);
    };
    QString first;
    QString second;
    {
        TokenVault vault(m_folder->path(), *m_settings);
        vault.rotate();
        first = vault.tokens().value(0);
        QTRY_COMPARE(m_settings->current().tokenPlace, TokenPlace::SecretStore);
        QVERIFY(vault.problem().isEmpty());
    }
    QVERIFY(!QFile::exists(m_folder->filePath(u"tokens.json"_s)));
    QFile settings(m_folder->filePath(u"settings.json"_s));
    QVERIFY(settings.open(QIODevice::ReadOnly));
    QVERIFY(!settings.readAll().contains(first.toUtf8()));
    QVERIFY(!m_keyring->files().contains(first.toUtf8())); // encrypted

    SettingsFile reopened(m_settings->path());
    QVERIFY(reopened.load());
    TokenVault vault(m_folder->path(), reopened);
    QCOMPARE(load(vault), QStringList{first});
    QVERIFY(admits(vault, first));
    vault.rotate();
    second = vault.tokens().value(0);
    QVERIFY(second != first && admits(vault, first) && admits(vault, second));
    const auto kept = [&] {
        TokenVault fresh(m_folder->path(), reopened);
        return load(fresh);
    };
    QTRY_COMPARE(kept(), (QStringList{second, first}));
    vault.removeOlder();
    QVERIFY(!admits(vault, first) && admits(vault, second));
    QTRY_COMPARE(kept(), QStringList{second});
}

void TstKeyring::removingAllTokensEmptiesTheKeyring()
{
    TokenVault vault(m_folder->path(), *m_settings);
    vault.rotate();
    QTRY_COMPARE(m_settings->current().tokenPlace, TokenPlace::SecretStore);
    vault.removeAll();
    QTRY_COMPARE(m_settings->current().tokenPlace, TokenPlace::None);
    KeychainSecrets secrets(QDir(m_folder->path()).absolutePath());
    QCOMPARE(read(secrets, u"listener tokens"_s), QString());
}

void TstKeyring::aConnectionsPasswordIsKeptThere()
{
    RemoteConnection connection;
    connection.name = "team";
    connection.auth = ConnectionAuth::Basic;
    connection.user = "ann";
    connection.url = "http://127.0.0.1:1";
    std::optional<bool> written;
    ConnectionSecrets secrets(m_folder->path());
    secrets.write(connection.secretKey(), "s3cret",
                  [&](const Status &status) { written = static_cast<bool>(status); });
    QTRY_VERIFY_WITH_TIMEOUT(written.has_value(), 20'000);
    QVERIFY(*written);
    QVERIFY(!QFile::exists(m_folder->filePath(u"connections-secrets.json"_s)));
    ConnectionSecrets again(m_folder->path());
    const auto secret = again.readNow(connection);
    QVERIFY2(secret, secret ? "" : secret.error().message.c_str());
    QCOMPARE(*secret, std::string("s3cret"));
}

static const Registered<TstKeyring> registered;
#include "tst_keyring.moc"
