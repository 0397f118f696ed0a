// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerting/monitor.h"
#include "core/alerting/validate.h"
#include "tests/support/suite.h"
#include "tests/unit/metrics/recorded.h"

#include <QTest>

#include <set>

using namespace spanwise;
using namespace spanwise::test;

/// The rules that everyone starts with, over the real engine.
class TstSeedRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areValid();
    void fireOnBadTrafficAndResolveAfterIt();
    void areSilentOnGoodTraffic();
    void areSilentOnNothing();
    void anAlertEndsWhenTrafficEnds();
};

namespace {

/// The rules that fired in [begin, end), evaluated each second.
std::set<std::string> firedIn(Recorded &data, AlertMonitor &monitor, int begin, int end,
                              AlertState to = AlertState::Firing)
{
    std::set<std::string> names;
    for (int second = begin; second < end; ++second) {
        data.now = second;
        for (const AlertRecord &record : monitor.evaluate(at(second))) {
            if (record.to == to)
                names.insert(record.rule);
        }
    }
    return names;
}

std::string traffic(int begin, int end, int failing, int latency, int madeUp)
{
    const std::string when = " service=rag " + std::to_string(begin) + " " + std::to_string(end) + " 1 ";
    return "counter queries_total" + when + "10\ncounter errors_total" + when + std::to_string(failing) +
           "\nhistogram query_latency_ms" + when + std::to_string(latency) + "\ncounter verified_total" +
           when + "10\ncounter hallucinated_total" + when + std::to_string(madeUp);
}

const std::set<std::string> all{"hallucination_spike", "high_error_rate", "high_latency"};

} // namespace

void TstSeedRules::areValid()
{
    for (const AlertRule &rule : seedRules()) {
        const Status status = validate(rule);
        QVERIFY2(status.has_value(), rule.name.c_str());
    }
}

void TstSeedRules::fireOnBadTrafficAndResolveAfterIt()
{
    Recorded data(1000, traffic(0, 300, 3, 5000, 4) + "\n" + traffic(300, 600, 0, 50, 0));
    AlertMonitor monitor(data.engine, seedRules());
    QCOMPARE(firedIn(data, monitor, 0, 20), std::set<std::string>());
    QCOMPARE(firedIn(data, monitor, 20, 300), all);
    QCOMPARE(firedIn(data, monitor, 300, 600, AlertState::Resolved), all);
}

void TstSeedRules::areSilentOnGoodTraffic()
{
    Recorded data(1000, traffic(0, 300, 0, 900, 1));
    AlertMonitor monitor(data.engine, seedRules());
    QCOMPARE(firedIn(data, monitor, 0, 400), std::set<std::string>());
}

void TstSeedRules::areSilentOnNothing()
{
    Recorded data(0, "");
    AlertMonitor monitor(data.engine, seedRules());
    QCOMPARE(firedIn(data, monitor, 0, 100), std::set<std::string>());
    for (const AlertStatus &status : *monitor.status()) {
        QCOMPARE(status.state, AlertState::Inactive);
        QVERIFY(status.error.empty());
        QVERIFY(!status.value);
    }
}

void TstSeedRules::anAlertEndsWhenTrafficEnds()
{
    Recorded data(1000, traffic(0, 120, 3, 5000, 4));
    AlertMonitor monitor(data.engine, seedRules());
    QCOMPARE(firedIn(data, monitor, 0, 120), all);
    QCOMPARE(firedIn(data, monitor, 120, 200, AlertState::Resolved), all);
}

static const Registered<TstSeedRules> registered;
#include "tst_seedrules.moc"
