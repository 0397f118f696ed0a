// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/postgresstore.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

class TstPostgresUrl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addressesAreRead_data();
    void addressesAreRead();
    void aPasswordIsNeverShown();
};

void TstPostgresUrl::addressesAreRead_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("shown"); // empty: refused
    const auto row = [](const char *name, const QString &address, const QString &shown) {
        QTest::newRow(name) << address << shown;
    };
    row("all", u"postgres://ann@db.example:5433/team?schema=rag&sslmode=require"_s,
        u"postgres://ann@db.example:5433/team?schema=rag&sslmode=require"_s);
    row("the least", u"postgresql:///team"_s, u"postgres:///team"_s);
    row("a socket", u"postgres:///team?host=/run/postgresql"_s, u"postgres:///team?host=/run/postgresql"_s);
    row("a password", u"postgres://ann:s%40crt@db/team"_s, u"postgres://ann@db/team"_s);
    row("another scheme", u"mysql://db/team"_s, QString());
    row("an unknown option", u"postgres://db/team?color=red"_s, QString());
    row("a schema that would need quotes", u"postgres://db/team?schema=a\"b"_s, QString());
    row("a system's schema", u"postgres://db/team?schema=pg_catalog"_s, QString());
    row("an option with a quote", u"postgres://db/team?sslrootcert=a'b"_s, QString());
    row("a password as an option", u"postgres://db/team?password=x"_s, QString());
    row("two databases", u"postgres://db/a/b"_s, QString());
}

void TstPostgresUrl::addressesAreRead()
{
    QFETCH(QString, address);
    QFETCH(QString, shown);
    const auto url = PostgresUrl::parse(address.toStdString());
    QCOMPARE(url.has_value(), !shown.isEmpty());
    if (url)
        QCOMPARE(QString::fromStdString(url->shown()), shown);
}

void TstPostgresUrl::aPasswordIsNeverShown()
{
    const auto url = *PostgresUrl::parse("postgres://ann:topsecret@127.0.0.1:1/team");
    QCOMPARE(url.password, "topsecret");
    const auto store = PostgresStore::open(url);
    QCOMPARE(store.error().code, Error::Code::Unreachable);
    QVERIFY(store.error().message.find("topsecret") == std::string::npos);
    const auto broken = PostgresUrl::parse("postgres://ann:topsecret%@db/team");
    QVERIFY(!broken && broken.error().message.find("topsecret") == std::string::npos);
}

static const Registered<TstPostgresUrl> registered;
#include "tst_postgresurl.moc"
