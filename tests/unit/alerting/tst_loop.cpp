// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerting/loop.h"
#include "tests/support/suite.h"
#include "tests/unit/metrics/recorded.h"

#include <QTest>

#include <atomic>
#include <semaphore>

using namespace spanwise;
using namespace spanwise::test;

class TstLoop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void evaluatesWithItsClockAndReportsChanges();
    void wakingDoesNotWaitForThePeriod();
    void endsWhileItWaits();
};

namespace {

const AlertRule anyQuery{
    .name = "any", .expression = "queries_total > 0", .hold = std::chrono::seconds(10), .summary = {}};

} // namespace

void TstLoop::evaluatesWithItsClockAndReportsChanges()
{
    Recorded data(5, "counter queries_total - 0 5 1 1");
    AlertMonitor monitor(data.engine, {anyQuery});
    std::atomic<int> second = 4;
    std::atomic<bool> fired = false;
    std::atomic<int> calls = 0;
    const auto evaluated = [&](const std::vector<AlertRecord> &changes) {
        ++calls;
        for (const AlertRecord &change : changes)
            fired = fired || change.to == AlertState::Firing;
    };
    const AlertLoop loop(
        monitor, evaluated, [&] { return at(second += 1); }, std::chrono::milliseconds(1));
    QTRY_VERIFY(fired);
    QVERIFY(calls >= 11); // pending at 5, firing at 15
}

void TstLoop::wakingDoesNotWaitForThePeriod()
{
    Recorded data(5, "");
    AlertMonitor monitor(data.engine, {anyQuery});
    std::counting_semaphore<> calls(0);
    AlertLoop loop(
        monitor, [&](const auto &) { calls.release(); }, {}, std::chrono::hours(1));
    calls.acquire(); // the first is at once
    loop.wake();
    calls.acquire();
}

void TstLoop::endsWhileItWaits()
{
    Recorded data(5, "");
    AlertMonitor monitor(data.engine, {anyQuery});
    std::binary_semaphore evaluated(0);
    const AlertLoop loop(
        monitor, [&](const auto &) { evaluated.release(); }, {}, std::chrono::hours(1));
    evaluated.acquire();
    // The destructor returns: otherwise this test does not.
}

static const Registered<TstLoop> registered;
#include "tst_loop.moc"
