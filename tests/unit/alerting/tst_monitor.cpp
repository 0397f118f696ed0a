// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerting/monitor.h"
#include "core/alerting/validate.h"
#include "tests/support/suite.h"
#include "tests/unit/metrics/recorded.h"

#include <QTest>

#include <map>

using namespace spanwise;
using namespace spanwise::test;

namespace {

/// Answers what the test says. `x > 1` is compared here, so that the left side can be asked for, too.
class ScriptedEngine : public MetricEngine
{
public:
    std::map<std::string, double> values; ///< by tag a, "" for no tags
    std::string error;

    Result<std::vector<Sample>> evaluate(std::string_view expression, Timestamp) const override
    {
        if (!error.empty())
            return Error{Error::Code::InvalidInput, error};
        std::vector<Sample> samples;
        for (const auto &[tag, value] : values) {
            const bool isCompared = expression.find('>') != std::string_view::npos;
            if (!isCompared || value > 1)
                samples.push_back({tag.empty() ? MetricTags{} : MetricTags{{"a", tag}}, value});
        }
        return samples;
    }
    Result<std::vector<Series>> evaluateRange(std::string_view, TimeWindow, Duration) const override
    {
        return std::vector<Series>();
    }
};

AlertRule rule(int holdSeconds, const std::string &name = "slow")
{
    return {.name = name,
            .expression = "error_rate > 1",
            .severity = AlertSeverity::Critical,
            .hold = std::chrono::seconds(holdSeconds),
            .summary = "Slow."};
}

const char *nameOf(AlertState state)
{
    switch (state) {
    case AlertState::Inactive:
        return "inactive";
    case AlertState::Pending:
        return "pending";
    case AlertState::Firing:
        return "firing";
    case AlertState::Resolved:
        return "resolved";
    }
    return "";
}

QString textOf(const std::vector<AlertRecord> &records)
{
    QStringList words;
    for (const AlertRecord &record : records) {
        words << QStringLiteral("%1%2 %3>%4")
                     .arg(QString::fromStdString(record.rule), QString::fromStdString(record.tags),
                          QLatin1String(nameOf(record.from)), QLatin1String(nameOf(record.to)));
    }
    return words.join(QLatin1String("; "));
}

QString textOf(const AlertMonitor &monitor)
{
    QStringList words;
    for (const AlertStatus &status : *monitor.status()) {
        words << QStringLiteral("%1%2 %3%4")
                     .arg(QString::fromStdString(status.rule.name),
                          QString::fromStdString(spanwise::textOf(status.tags)),
                          QLatin1String(nameOf(status.state)),
                          QLatin1String(status.acknowledged ? " seen" : ""));
    }
    return words.join(QLatin1String("; "));
}

} // namespace

class TstMonitor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statesFollowTheExpression_data();
    void statesFollowTheExpression();
    void eachElementIsAnAlertOfItsOwn();
    void theValueIsShownAlsoWhileInactive();
    void anErrorIsShownAndChangesNothing();
    void removedAndDisabledRulesResolve();
    void aRuleWithAnotherThresholdStartsAnew();
    void aRuleWithAnotherSummaryKeepsItsAlerts();
    void acknowledgingLastsUntilItResolves();
    void aStatusOnceTakenDoesNotChange();
    void tooManyElementsAreCounted();
    void rulesAreValidatedWithPositions_data();
    void rulesAreValidatedWithPositions();
};

void TstMonitor::statesFollowTheExpression_data()
{
    // One evaluation for each second: + the expression holds, - it does not. After the blank, the changes.
    QTest::addColumn<int>("hold");
    QTest::addColumn<QString>("holds");
    QTest::addColumn<QString>("changes");
    QTest::newRow("nothing happens") << 5 << "----------"
                                     << "";
    QTest::newRow("held for its time it fires") << 5 << "--++++++--"
                                                << "2 inactive>pending, 7 pending>firing";
    QTest::newRow("a second less and it does not") << 5 << "--+++++---"
                                                   << "2 inactive>pending, 7 pending>inactive";
    QTest::newRow("without hold it fires at once") << 0 << "-+-"
                                                   << "1 inactive>firing";
    QTest::newRow("a short gap does not resolve")
        << 0 << QStringLiteral("+%1+").arg(QString(14, u'-')) << "0 inactive>firing";
    QTest::newRow("a long gap resolves")
        << 0 << QStringLiteral("+%1").arg(QString(15, u'-')) << "0 inactive>firing, 15 firing>resolved";
    QTest::newRow("it comes back from resolved")
        << 2 << QStringLiteral("+++%1+++").arg(QString(15, u'-'))
        << "0 inactive>pending, 2 pending>firing, 17 firing>resolved, "
           "18 resolved>pending, 20 pending>firing";
    QTest::newRow("flapping is one alert") << 0 << QStringLiteral("+-+--+---+-+-+-") << "0 inactive>firing";
    QTest::newRow("a resolved one is forgotten without a record")
        << 0 << QStringLiteral("+%1+").arg(QString(316, u'-'))
        << "0 inactive>firing, 15 firing>resolved, 317 inactive>firing";
}

void TstMonitor::statesFollowTheExpression()
{
    QFETCH(int, hold);
    QFETCH(QString, holds);
    QFETCH(QString, changes);
    ScriptedEngine engine;
    AlertMonitor monitor(engine, {rule(hold)});
    QStringList found;
    for (int second = 0; second < holds.size(); ++second) {
        engine.values[""] = holds[second] == u'+' ? 2 : 0;
        for (const AlertRecord &record : monitor.evaluate(at(second))) {
            QCOMPARE(record.time, at(second));
            found << QStringLiteral("%1 %2>%3")
                         .arg(second)
                         .arg(QLatin1String(nameOf(record.from)), QLatin1String(nameOf(record.to)));
        }
    }
    QCOMPARE(found.join(QLatin1String(", ")), changes);
}

void TstMonitor::eachElementIsAnAlertOfItsOwn()
{
    ScriptedEngine engine;
    engine.values = {{"x", 2}, {"y", 0}};
    AlertMonitor monitor(engine, {rule(0)});
    QCOMPARE(textOf(monitor.evaluate(at(0))), "slow{a=\"x\"} inactive>firing");
    engine.values = {{"x", 2}, {"y", 3}};
    const auto records = monitor.evaluate(at(1));
    QCOMPARE(textOf(records), "slow{a=\"y\"} inactive>firing");
    QCOMPARE(records[0].value, 3.0);
    QCOMPARE(records[0].severity, AlertSeverity::Critical);
    QCOMPARE(records[0].expression, "error_rate > 1");
    engine.values = {{"y", 3}};
    QCOMPARE(textOf(monitor.evaluate(at(16))), "slow{a=\"x\"} firing>resolved");
    QCOMPARE(textOf(monitor), "slow{a=\"x\"} resolved; slow{a=\"y\"} firing");
}

void TstMonitor::theValueIsShownAlsoWhileInactive()
{
    ScriptedEngine engine;
    AlertMonitor monitor(engine, {rule(10)});
    QVERIFY(!monitor.status()->front().value);
    engine.values[""] = 0.5;
    monitor.evaluate(at(0));
    QCOMPARE(monitor.status()->front().value.value(), 0.5);
    QCOMPARE(monitor.status()->front().state, AlertState::Inactive);
    engine.values[""] = 7;
    monitor.evaluate(at(1));
    QCOMPARE(monitor.status()->front().value.value(), 7.0);
    QCOMPARE(monitor.status()->front().state, AlertState::Pending);
    QCOMPARE(monitor.status()->front().since, at(1));
    engine.values.clear();
    monitor.evaluate(at(2));
    QVERIFY(!monitor.status()->front().value);
}

void TstMonitor::anErrorIsShownAndChangesNothing()
{
    ScriptedEngine engine;
    engine.values[""] = 2;
    AlertMonitor monitor(engine, {rule(0)});
    monitor.evaluate(at(0));
    engine.error = "at 1: unknown metric";
    QVERIFY(monitor.evaluate(at(100)).empty());
    QCOMPARE(textOf(monitor), "slow firing");
    QCOMPARE(monitor.status()->front().error, "at 1: unknown metric");
    engine.error.clear();
    QVERIFY(monitor.evaluate(at(101)).empty());
    QVERIFY(monitor.status()->front().error.empty());
}

void TstMonitor::removedAndDisabledRulesResolve()
{
    ScriptedEngine engine;
    engine.values[""] = 2;
    AlertMonitor monitor(engine, {rule(0, "one"), rule(0, "two"), rule(100, "three")});
    monitor.evaluate(at(0));
    AlertRule disabled = rule(0, "two");
    disabled.enabled = false;
    monitor.setRules({disabled});
    QCOMPARE(textOf(monitor), "two inactive");
    QCOMPARE(textOf(monitor.evaluate(at(1))),
             "one firing>resolved; two firing>resolved; three pending>inactive");
    QVERIFY(monitor.evaluate(at(2)).empty());
}

void TstMonitor::aRuleWithAnotherThresholdStartsAnew()
{
    ScriptedEngine engine;
    engine.values[""] = 2;
    AlertMonitor monitor(engine, {rule(0)});
    monitor.evaluate(at(0));
    AlertRule changed = rule(30);
    changed.expression = "error_rate > 1.5";
    monitor.setRules({changed});
    QCOMPARE(textOf(monitor.evaluate(at(1))), "slow firing>resolved; slow inactive>pending");
}

void TstMonitor::aRuleWithAnotherSummaryKeepsItsAlerts()
{
    ScriptedEngine engine;
    engine.values[""] = 2;
    AlertMonitor monitor(engine, {rule(0)});
    monitor.evaluate(at(0));
    AlertRule changed = rule(0);
    changed.summary = "Slower.";
    monitor.setRules({changed, rule(0)}); // the second of the same name does not count
    QCOMPARE(textOf(monitor), "slow firing");
    QCOMPARE(monitor.status()->front().rule.summary, "Slower.");
    QVERIFY(monitor.evaluate(at(1)).empty());
}

void TstMonitor::acknowledgingLastsUntilItResolves()
{
    ScriptedEngine engine;
    engine.values["x"] = 2;
    AlertMonitor monitor(engine, {rule(0)});
    QVERIFY(!monitor.acknowledge("slow", {{"a", "x"}}));
    monitor.evaluate(at(0));
    QVERIFY(!monitor.acknowledge("slow", {{"a", "y"}}));
    QVERIFY(!monitor.acknowledge("other", {{"a", "x"}}));
    QVERIFY(monitor.acknowledge("slow", {{"a", "x"}}));
    QCOMPARE(textOf(monitor), "slow{a=\"x\"} firing seen");
    engine.values.clear();
    monitor.evaluate(at(60));
    QCOMPARE(textOf(monitor), "slow{a=\"x\"} resolved");
    QVERIFY(!monitor.acknowledge("slow", {{"a", "x"}}));
}

void TstMonitor::aStatusOnceTakenDoesNotChange()
{
    ScriptedEngine engine;
    AlertMonitor monitor(engine, {rule(0)});
    const AlertMonitor::Snapshot before = monitor.status();
    engine.values[""] = 2;
    monitor.evaluate(at(0));
    QCOMPARE(before->front().state, AlertState::Inactive);
    QCOMPARE(monitor.status()->front().state, AlertState::Firing);
}

void TstMonitor::tooManyElementsAreCounted()
{
    ScriptedEngine engine;
    for (std::size_t i = 0; i < AlertMonitor::maxElements + 5; ++i)
        engine.values[std::to_string(i)] = 2;
    AlertMonitor monitor(engine, {rule(0)});
    QCOMPARE(monitor.evaluate(at(0)).size(), AlertMonitor::maxElements);
    QCOMPARE(monitor.ignoredElements(), std::uint64_t(5));
}

void TstMonitor::rulesAreValidatedWithPositions_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("error");
    QTest::newRow("right") << "error_rate > 0.05"
                           << "";
    QTest::newRow("absent") << "absent(queries_total)"
                            << "";
    QTest::newRow("both") << "error_rate > 0.05 and queries_per_second > 1"
                          << "";
    QTest::newRow("inner filter") << "sum(queries_total > 5)"
                                  << "";
    QTest::newRow("misspelt") << "error_rate > "
                              << "at 14: a metric, a number or a function is missing";
    QTest::newRow("unknown") << "1 < eror_rate"
                             << "at 5: unknown metric 'eror_rate', did you mean 'error_rate'?";
    QTest::newRow("no comparison") << "error_rate"
                                   << "at 1: this holds whenever there is data";
    QTest::newRow("0 or 1") << "error_rate > bool 1"
                            << "at 1: this holds whenever there is data";
    QTest::newRow("or without") << "error_rate > 1 or error_rate"
                                << "at 1: this holds whenever there is data";
}

void TstMonitor::rulesAreValidatedWithPositions()
{
    QFETCH(QString, expression);
    QFETCH(QString, error);
    AlertRule checked = rule(0);
    checked.expression = expression.toStdString();
    const Status status = validate(checked);
    const QString found = status ? QString() : QString::fromStdString(status.error().message);
    QVERIFY2(error.isEmpty() ? found.isEmpty() : found.startsWith(error), qPrintable(found));
    checked.name.clear();
    QVERIFY(!validate(checked));
    QVERIFY(!validate(rule(-1)));
}

static const Registered<TstMonitor> registered;
#include "tst_monitor.moc"
