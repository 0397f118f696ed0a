// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/suite.h"
#include "tests/unit/metrics/recorded.h"

#include <QTest>

#include <atomic>
#include <limits>
#include <random>
#include <thread>

using namespace spanwise;
using namespace spanwise::test;

namespace {

constexpr double hour = 3600;
constexpr double day = 24 * hour;

std::string textOf(const MetricRow &row)
{
    char text[200];
    std::snprintf(text, sizeof text, "%s%s %lld+%lld: %llu %g", row.name.c_str(),
                  spanwise::textOf(row.tags).c_str(),
                  static_cast<long long>(std::chrono::floor<std::chrono::seconds>(row.time - epoch).count()),
                  static_cast<long long>(std::chrono::floor<std::chrono::seconds>(row.resolution).count()),
                  static_cast<unsigned long long>(row.count), row.sum);
    return text;
}

std::string textOf(const std::vector<MetricRow> &rows)
{
    std::string text;
    for (const MetricRow &row : rows)
        text += (text.empty() ? "" : "; ") + textOf(row);
    return text;
}

} // namespace

class TstSeriesStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lateValuesGoIntoTheirOwnInterval();
    void totalsSurviveTheFoldingIntoLongerIntervals();
    void quantilesSurviveTheFoldingIntoLongerIntervals();
    void whatIsOlderThanTheHistoryIsCounted();
    void theFutureIsRecordedAsNowAndCounted();
    void whatIsNotFiniteIsCounted();
    void tooManySeriesShareOneThatSaysSo();
    void onlyWholeIntervalsThatChangedAreTaken();
    void aLateChangeTakesItsIntervalAgain();
    void oldDataIsTakenByTheMinute();
    void rowsThatCouldNotBeWrittenAreTakenAgain();
    void chartsAreTheSameAfterARestart();
    void aRestartMidIntervalLosesNothingAndRepeatsNothing();
    void restoredTotalsAreNotARate();
    void aMinuteIsRestoredFromItsPartsOrAsAWhole();
    void damagedRowsAreCounted();
    void recordingAndAskingFromManyThreadsAddsUp();
};

void TstSeriesStore::lateValuesGoIntoTheirOwnInterval()
{
    Recorded data(600, "counter queries_total - 0 600 1 1");
    data.record("counter queries_total - 100 110 1 4");
    QCOMPARE(data.ask("increase(queries_total[10s])", 110), "50");
    QCOMPARE(data.ask("increase(queries_total[10s])", 120), "10");
    data.record("counter queries_total - -20 -10 1 2"); // before everything
    QCOMPARE(data.ask("increase(queries_total[10s])", -10), "20");
}

void TstSeriesStore::totalsSurviveTheFoldingIntoLongerIntervals()
{
    Recorded data(0, "");
    for (double begin = 0; begin < 2 * day; begin += hour) {
        data.now = begin + hour;
        data.record("counter queries_total - " + std::to_string(begin) + " " + std::to_string(begin + hour) +
                    " 5 1");
    }
    QCOMPARE(data.ask("increase(queries_total[2d])", 2 * day), "34560");
    QCOMPARE(data.ask("increase(queries_total[1h])", 2 * day), "720");
    QCOMPARE(data.ask("increase(queries_total[1h])", 10 * hour), "720");
    QCOMPARE(data.ask("rate(queries_total[1m])", 30 * hour), "0.2");
    // A window shorter than the intervals of its time is as long as one of them.
    QCOMPARE(data.ask("rate(queries_total[2s])", 30 * hour), "0.2");
    QCOMPARE(data.ask("rate(queries_total[2s])", 3 * hour), "0.2");
    QCOMPARE(data.ask("queries_total", 2 * day), "34560");
}

void TstSeriesStore::quantilesSurviveTheFoldingIntoLongerIntervals()
{
    Recorded data(100, "histogram query_latency_ms - 0 100 1 1 1");
    const std::string fresh = data.ask("quantile(0.5, query_latency_ms[2m])", 120);
    data.now = 3 * hour;
    data.record("histogram query_latency_ms - 10800 10801 1 1"); // compacts
    QCOMPARE(data.ask("quantile(0.5, query_latency_ms[2m])", 120), fresh);
    data.now = 3 * day;
    data.record("histogram query_latency_ms - 259200 259201 1 1");
    QCOMPARE(data.ask("quantile(0.5, query_latency_ms[2m])", 120), fresh);
    QCOMPARE(data.ask("max(query_latency_ms[2m])", 120), "100");
    data.now = 40 * day;
    data.record("histogram query_latency_ms - 3456000 3456001 1 7");
    QCOMPARE(data.ask("max(query_latency_ms[2m])", 120), "");
    QCOMPARE(data.ask("max(query_latency_ms[2m])", 40 * day + 1), "7");
}

void TstSeriesStore::whatIsOlderThanTheHistoryIsCounted()
{
    Recorded data(0, "counter queries_total - -2595600 -2595599 1 1"); // 30 days and an hour
    QCOMPARE(data.store.losses().tooOld, std::uint64_t(1));
    QCOMPARE(data.ask("queries_total", 0), "");
    data.record("counter queries_total - -2588400 -2588399 1 1"); // an hour less than 30 days
    QCOMPARE(data.ask("queries_total", 0), "1");
}

void TstSeriesStore::theFutureIsRecordedAsNowAndCounted()
{
    Recorded data(100, "counter queries_total - 150 151 1 1\ncounter queries_total - 5000 5001 1 2");
    QCOMPARE(data.store.losses().future, std::uint64_t(1));
    QCOMPARE(data.ask("increase(queries_total[1s])", 101), "2");
    QCOMPARE(data.ask("increase(queries_total[1s])", 151), "1");
}

void TstSeriesStore::whatIsNotFiniteIsCounted()
{
    Recorded data(10, "");
    SeriesStore::Writer writer(data.store);
    writer.add(writer.open("query_latency_ms", MetricKind::Histogram, {}), at(1),
               std::numeric_limits<double>::quiet_NaN());
    writer.add(writer.open("queries_total", MetricKind::Counter, {}), at(1),
               std::numeric_limits<double>::infinity());
    writer.add(writer.open("queries_total", MetricKind::Counter, {}), at(1), -1);
    {
        const SeriesStore::Writer done = std::move(writer);
    }
    QCOMPARE(data.store.losses().notFinite, std::uint64_t(3));
    QCOMPARE(data.ask("queries_total", 10), "");
}

void TstSeriesStore::tooManySeriesShareOneThatSaysSo()
{
    Recorded data(10, "");
    {
        SeriesStore::Writer writer(data.store);
        for (std::size_t i = 0; i < SeriesStore::maxSeries + 50; ++i) {
            const SeriesRef series =
                writer.open("queries_total", MetricKind::Counter, {{"service", std::to_string(i)}});
            writer.add(series, at(5), 1);
        }
        // What was there before keeps its own series.
        writer.add(writer.open("queries_total", MetricKind::Counter, {{"service", "7"}}), at(5), 1);
    }
    QCOMPARE(data.ask("queries_total{overflow=\"true\"}", 10), "{overflow=\"true\"} 50");
    QCOMPARE(data.ask("queries_total{service=\"7\"}", 10), "{service=\"7\"} 2");
    QCOMPARE(data.ask("count(queries_total)", 10), "2001");
    QCOMPARE(data.store.losses().overflowed, std::uint64_t(50));
}

void TstSeriesStore::onlyWholeIntervalsThatChangedAreTaken()
{
    Recorded data(25, "counter queries_total service=a 0 25 1 2");
    QCOMPARE(textOf(data.store.takeCompleted(at(25))),
             "queries_total{service=\"a\"} 0+10: 10 20; queries_total{service=\"a\"} 10+10: 10 20");
    QCOMPARE(textOf(data.store.takeCompleted(at(29.9))), "");
    QCOMPARE(textOf(data.store.takeCompleted(at(30))), "queries_total{service=\"a\"} 20+10: 5 10");
}

void TstSeriesStore::aLateChangeTakesItsIntervalAgain()
{
    Recorded data(60, "counter queries_total - 0 60 1 1");
    QCOMPARE(data.store.takeCompleted(at(60)).size(), std::size_t(7)); // and the minute
    data.record("counter queries_total - 15 17 1 1\ncounter queries_total - 3 4 1 1");
    QCOMPARE(textOf(data.store.takeCompleted(at(60))),
             "queries_total 0+10: 11 11; queries_total 10+10: 12 12; queries_total 0+60: 63 63");
}

void TstSeriesStore::oldDataIsTakenByTheMinute()
{
    Recorded data(2 * day, "counter queries_total - 0 120 10 1");
    QCOMPARE(textOf(data.store.takeCompleted(at(2 * day))),
             "queries_total 0+60: 6 6; queries_total 60+60: 6 6");
}

void TstSeriesStore::rowsThatCouldNotBeWrittenAreTakenAgain()
{
    Recorded data(20, "counter queries_total service=a 0 20 1 1");
    const auto rows = data.store.takeCompleted(at(20));
    data.store.takeBack(rows);
    data.record("counter queries_total service=a 5 6 1 1");
    QCOMPARE(textOf(data.store.takeCompleted(at(20))),
             "queries_total{service=\"a\"} 0+10: 11 11; queries_total{service=\"a\"} 10+10: 10 10");
}

void TstSeriesStore::chartsAreTheSameAfterARestart()
{
    Recorded before(600, "counter queries_total service=a 0 600 1 1\n"
                         "counter errors_total service=a 0 600 4 1\n"
                         "histogram query_latency_ms service=a 0 600 1 10 3\n");
    Recorded after(605, "");
    after.store.restore(before.store.takeCompleted(at(600)));
    for (const std::string expression :
         {"error_rate", "p95_latency_ms[2m]", "rate(queries_total[1m])", "queries_total",
          "avg(query_latency_ms[1m])", "max(query_latency_ms[1m])"}) {
        for (double t = 60; t <= 600; t += 10)
            QCOMPARE(after.ask(expression, t), before.ask(expression, t));
    }
    QCOMPARE(textOf(after.store.takeCompleted(at(700))), "");
    QCOMPARE(after.store.losses(), SeriesLosses{});
}

void TstSeriesStore::aRestartMidIntervalLosesNothingAndRepeatsNothing()
{
    Recorded before(95, "counter queries_total - 60 95 1 1");
    const auto rows = before.store.takeCompleted(at(1000)); // the end of the program: everything
    Recorded after(100, "");
    after.store.restore(rows);
    after.record("counter queries_total - 96 110 1 1\ncounter queries_total - 72 73 1 1");
    QCOMPARE(after.ask("increase(queries_total[60s])", 120), "50");
    QCOMPARE(textOf(after.store.takeCompleted(at(120))),
             "queries_total 70+10: 11 11; queries_total 90+10: 9 9; queries_total 100+10: 10 10; "
             "queries_total 60+60: 50 50");
}

void TstSeriesStore::restoredTotalsAreNotARate()
{
    Recorded before(600, "counter queries_total - 0 600 1 1000");
    Recorded after(4000, "");
    after.store.restore(before.store.takeCompleted(at(600)));
    QCOMPARE(after.ask("rate(queries_total[1m])", 4000), "0");
    after.record("counter queries_total - 4000 4001 1 6");
    QCOMPARE(after.ask("increase(queries_total[1m])", 4001), "6");
    QCOMPARE(after.ask("queries_total", 4001), "600006");
}

void TstSeriesStore::aMinuteIsRestoredFromItsPartsOrAsAWhole()
{
    const auto row = [](double begin, int seconds, double sum) {
        return MetricRow{.name = "queries_total",
                         .tags = {},
                         .time = at(begin),
                         .resolution = std::chrono::seconds(seconds),
                         .count = 1,
                         .sum = sum,
                         .min = 1,
                         .max = 1,
                         .sketch = {}};
    };
    const std::vector rows{row(0, 10, 1), row(0, 60, 9), row(30, 10, 2), row(60, 10, 5), row(120, 60, 7)};
    Recorded old(2 * day, "");
    old.store.restore(rows);
    QCOMPARE(old.ask("increase(queries_total[1m])", 60), "9");
    QCOMPARE(old.ask("increase(queries_total[1m])", 120), "5");
    QCOMPARE(old.ask("increase(queries_total[1m])", 180), "7");
    Recorded recent(200, "");
    recent.store.restore(rows);
    QCOMPARE(recent.ask("queries_total", 200), "15"); // 1 + 2, 5, 7
    // The finer rows are read from some second within this minute on.
    Recorded between(day + 20, "");
    between.store.restore(rows);
    QCOMPARE(between.ask("queries_total", 200), "21"); // 9, 5, 7
}

void TstSeriesStore::damagedRowsAreCounted()
{
    MetricRow row{.name = "query_latency_ms",
                  .tags = {},
                  .time = at(0),
                  .resolution = std::chrono::seconds(10),
                  .count = 1,
                  .sum = 5,
                  .min = 5,
                  .max = 5,
                  .sketch = "rubbish"};
    Recorded data(100, "");
    data.store.restore(std::span(&row, 1));
    row.sketch.clear();
    row.time = at(3);
    data.store.restore(std::span(&row, 1));
    row.time = at(0);
    row.count = 0;
    data.store.restore(std::span(&row, 1));
    row.resolution = Duration::zero();
    data.store.restore(std::span(&row, 1));
    QCOMPARE(data.store.losses().unreadable, std::uint64_t(4));
    QCOMPARE(data.ask("count(query_latency_ms[1m])", 60), "");
}

void TstSeriesStore::recordingAndAskingFromManyThreadsAddsUp()
{
    Recorded data(100, "");
    std::atomic<bool> done = false;
    std::jthread asking([&] {
        double last = 0;
        while (!done) {
            const auto samples = data.engine.evaluate("sum(queries_total)", at(100));
            if (samples && !samples->empty()) {
                QVERIFY(samples->front().value >= last);
                last = samples->front().value;
            }
        }
    });
    {
        std::vector<std::jthread> recording;
        for (int thread = 0; thread < 3; ++thread) {
            recording.emplace_back([&data, thread] {
                for (int i = 0; i < 2000; ++i) {
                    SeriesStore::Writer writer(data.store);
                    writer.add(writer.open("queries_total", MetricKind::Counter,
                                           {{"service", std::to_string(thread)}}),
                               at(i % 100), 1);
                }
            });
        }
    }
    done = true;
    asking.join();
    QCOMPARE(data.ask("sum(queries_total)", 100), "6000");
}

static const Registered<TstSeriesStore> registered;
#include "tst_seriesstore.moc"
