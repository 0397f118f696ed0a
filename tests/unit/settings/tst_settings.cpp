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
    void anUnreadableFileIsMovedAside();

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

void TstSettings::anUnreadableFileIsMovedAside()
{
    QFile raw(QString::fromStdString(file("c.json").string()));
    QVERIFY(raw.open(QIODevice::WriteOnly));
    raw.write("{ not json");
    raw.close();
    SettingsFile settings(file("c.json"));
    const Status loaded = settings.load();
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, Error::Code::Corrupt);
    QVERIFY(settings.current() == Settings{});
    QVERIFY(std::filesystem::exists(file("c.json.unreadable")));
}

static const Registered<TstSettings> registered;
#include "tst_settings.moc"
