// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/suite.h"
#include "ui/alerts/alertwords.h"
#include "ui/alerts/notification.h"

#include <QTest>

using namespace spanwise;
using namespace std::chrono_literals;

class TstAlertWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theValueStandsInTheComparison_data();
    void theValueStandsInTheComparison();
    void whatDoesNotHoldIsSaidAsALimit();
    void agesAreOneUnit_data();
    void agesAreOneUnit();
    void standingsSaySinceWhen();
    void notificationsCarryWhatMatters();
};

namespace {

QString plain(QString text)
{
    return text.replace(QChar(0x202F), QLatin1Char(' '));
}

} // namespace

void TstAlertWords::theValueStandsInTheComparison_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *expression, double value, const char *expected) {
        QTest::newRow(name) << QString::fromUtf8(expression) << value << QString::fromUtf8(expected);
    };
    row("plain", "error_rate > 0.05", 0.08, "error_rate = 0.08 > 0.05");
    row("two-character operators", "x>=3", 4, "x = 4 >=3");
    row("an equals sign in braces is no comparison", "rate(q{service=\"a>b\"}[1m]) < 2", 1.5,
        "rate(q{service=\"a>b\"}[1m]) = 1.5 < 2");
    row("two comparisons stay as they are", "a > 1 and b > 2", 3, "a > 1 and b > 2");
    row("no comparison stays as it is", "up", 1, "up");
    row("an escaped quote", R"(q{a="\">"} > 1)", 2, R"(q{a="\">"} = 2 > 1)");
}

void TstAlertWords::theValueStandsInTheComparison()
{
    QFETCH(QString, expression);
    QFETCH(double, value);
    AlertStatus alert;
    alert.rule.expression = expression.toStdString();
    alert.value = value;
    alert.state = AlertState::Firing;
    QTEST(plain(comparisonWords(alert)), "expected");
}

void TstAlertWords::whatDoesNotHoldIsSaidAsALimit()
{
    AlertStatus alert;
    alert.rule.expression = "error_rate > 0.05";
    alert.value = 0.02;
    for (const AlertState state : {AlertState::Inactive, AlertState::Resolved}) {
        alert.state = state;
        QCOMPARE(plain(comparisonWords(alert)), QStringLiteral("error_rate = 0.02 (limit > 0.05)"));
    }
}

void TstAlertWords::agesAreOneUnit_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("expected");
    QTest::newRow("just now") << qint64{0} << QStringLiteral("0 s");
    QTest::newRow("seconds") << qint64{40} << QStringLiteral("40 s");
    QTest::newRow("minutes") << qint64{360} << QStringLiteral("6 min");
    QTest::newRow("hours") << qint64{3 * 3600} << QStringLiteral("3 h");
    QTest::newRow("days") << qint64{5 * 86400} << QStringLiteral("5 d");
}

void TstAlertWords::agesAreOneUnit()
{
    QFETCH(qint64, seconds);
    QTEST(plain(roughDuration(std::chrono::seconds(seconds))), "expected");
}

void TstAlertWords::standingsSaySinceWhen()
{
    AlertStatus alert;
    alert.since = Timestamp(1000s);
    alert.state = AlertState::Firing;
    QCOMPARE(plain(standingWords(alert, Timestamp(1360s))), QStringLiteral("firing 6 min"));
    alert.acknowledged = true;
    QCOMPARE(plain(standingWords(alert, Timestamp(1360s))), QStringLiteral("firing 6 min, seen"));
    // A clock that was set back must not give a negative age.
    QCOMPARE(plain(standingWords(alert, Timestamp(900s))), QStringLiteral("firing 0 s, seen"));
    alert.rule.enabled = false;
    QCOMPARE(standingWords(alert, Timestamp(1360s)), QStringLiteral("off"));
}

void TstAlertWords::notificationsCarryWhatMatters()
{
    AlertRecord record;
    record.rule = "high_latency";
    record.tags = "{pipeline=\"multi_hop\"}";
    record.severity = AlertSeverity::Critical;
    record.from = AlertState::Pending;
    record.to = AlertState::Firing;
    record.value = 3480;
    record.expression = "p95_latency_ms > 3000";
    const Notification fires = Notification::of(record, QStringLiteral("Queries are slow."));
    QCOMPARE(fires.title, QStringLiteral("high_latency"));
    QCOMPARE(fires.urgency, Notification::Urgency::Critical);
    QVERIFY(fires.body.startsWith(QStringLiteral("Queries are slow.\n")));
    QVERIFY(fires.body.contains(QStringLiteral("p95_latency_ms > 3000")));
    QCOMPARE(fires.rule(), QStringLiteral("high_latency"));
    QCOMPARE(fires.tags(), QStringLiteral("{pipeline=\"multi_hop\"}"));

    record.from = AlertState::Firing;
    record.to = AlertState::Resolved;
    const Notification ends = Notification::of(record, {});
    QCOMPARE(ends.key, fires.key);
    QCOMPARE(ends.urgency, Notification::Urgency::Low);
    QVERIFY(ends.onlyReplaces);
}

static const spanwise::test::Registered<TstAlertWords> registered;
#include "tst_alertwords.moc"
