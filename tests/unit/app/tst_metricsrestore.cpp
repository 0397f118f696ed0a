// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/history.h"
#include "app/spanwise/metricsrestore.h"
#include "core/metrics/seriesstore.h"
#include "tests/support/suite.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace spanwise;
using namespace spanwise::test;
using namespace std::chrono_literals;

class TstMetricsRestore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyMinuteOfTheMonthComesBackOnce();
};

/// A row a minute holds the whole minute; in the last day six rows of ten seconds hold the same.
void TstMetricsRestore::everyMinuteOfTheMonthComesBackOnce()
{
    const QTemporaryDir folder;
    auto history = openHistory(folder.path());
    QVERIFY(history);
    const Timestamp now = std::chrono::sys_days(std::chrono::days(20'000)) + 10h + 30min + 5s;
    const Timestamp minute = std::chrono::floor<std::chrono::minutes>(now);
    std::vector<MetricRow> rows;
    double expected = 0;
    for (const Duration age : {Duration(0min), Duration(1min), Duration(45min), Duration(3h), Duration(23h),
                               Duration(25h), Duration(29 * 24h)}) {
        rows.push_back({"queries_total", {}, minute - age, 60s, 6, 6, 1, 1, {}});
        expected += 6;
        for (int i = 0; i < 6 && age < 24h; ++i)
            rows.push_back({"queries_total", {}, minute - age + i * 10s, 10s, 1, 1, 1, 1, {}});
    }
    QVERIFY(history->store->record({.rows = rows}));

    SeriesStore series([now] { return now; });
    {
        SeriesStore::Writer writer(series); // what arrives meanwhile is added
        writer.add(writer.open("queries_total", MetricKind::Counter, {}), now - 5h, 1);
    }
    MetricsRestore restore(*history->store, series, [](const std::string &reason) { QFAIL(reason.c_str()); });
    restore.wait();
    QVERIFY(restore.isDone());

    const SeriesSelection all{.name = "queries_total",
                              .matches = [](const MetricTags &) { return true; },
                              .from = std::chrono::floor<SeriesHistory::Seconds>(now - 31 * 24h),
                              .to = std::chrono::floor<SeriesHistory::Seconds>(now + 1h)};
    const MetricSnapshot snapshot = series.snapshot({&all, 1});
    QCOMPARE(snapshot.selections.front().size(), std::size_t(1));
    double sum = 0;
    for (const SeriesSnapshot::Part &part : snapshot.selections.front().front().parts)
        sum += part.sum;
    QCOMPARE(sum, expected + 1);
    QVERIFY(series.losses() == SeriesLosses{});
}

static const Registered<TstMetricsRestore> registered;
#include "tst_metricsrestore.moc"
