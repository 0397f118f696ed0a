// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/storecontract.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

namespace spanwise::test {
namespace {

using namespace std::chrono_literals;

} // namespace

namespace {

ExemplarRow exemplar(std::int64_t milliseconds, std::uint32_t trace, double value)
{
    return {.metric = "latency",
            .tags = {{"route", "/ask"}},
            .time = Timestamp(std::chrono::milliseconds(milliseconds)),
            .value = value,
            .trace = traceId(trace),
            .span = spanId(7),
            .attributes = R"({"user.kind":"guest"})"};
}

} // namespace

void StoreContract::theSavedQueryIsWhole()
{
    append(
        queryBatch(1, 5, "why?",
                   {{"answer", Value::ofString("because")}, {"context", Value::ofString("{\"top_k\":3}")}}));
    const SavedQuery query = *m_store->savedQuery(traceId(1));
    QCOMPARE(query.traceId, traceId(1));
    QCOMPARE(query.asked, at(5));
    QCOMPARE(query.question, "why?");
    QCOMPARE(query.answer, "because");
    QCOMPARE(query.context, "{\"top_k\":3}");
    QCOMPARE(query.service, "shop");
    append(queryBatch(2, 5, ""));
    QCOMPARE(m_store->savedQuery(traceId(2)).error().code, Error::Code::NotFound);
}

void StoreContract::replaysAreReplacedByTheirTraceId()
{
    ReplayRecord replay;
    replay.original = traceId(1);
    replay.replay = traceId(2);
    replay.started = at(100);
    replay.target = "http://localhost/query";
    QVERIFY(m_store->record(replay));
    replay.outcome = ReplayRecord::Outcome::HttpError;
    replay.httpStatus = 500;
    replay.message = "HTTP 500";
    replay.answer = "no";
    replay.duration = 7ms;
    QVERIFY(m_store->record(replay));
    ReplayRecord later = replay;
    later.replay = traceId(3);
    later.original = traceId(9);
    later.started = at(200);
    QVERIFY(m_store->record(later));

    const auto replays = *m_store->replaysOf(traceId(1));
    QCOMPARE(replays.size(), std::size_t(1));
    QCOMPARE(replays[0].replay, traceId(2));
    QCOMPARE(replays[0].outcome, ReplayRecord::Outcome::HttpError);
    QCOMPARE(replays[0].httpStatus, 500);
    QCOMPARE(replays[0].message, "HTTP 500");
    QCOMPARE(replays[0].answer, "no");
    QCOMPARE(replays[0].duration, Duration(7ms));
    QCOMPARE(replays[0].started, at(100));
    QCOMPARE(replays[0].target, "http://localhost/query");
    QCOMPARE(m_store->recentReplays(10)->front().replay, traceId(3));
    QCOMPARE(m_store->recentReplays(1)->size(), std::size_t(1));
}

void StoreContract::alertsAreKeptNewestFirst()
{
    AlertRecord alert;
    alert.time = at(1);
    alert.rule = "errors";
    alert.tags = "{a=\"b\"}";
    alert.severity = AlertSeverity::Critical;
    alert.from = AlertState::Pending;
    alert.to = AlertState::Firing;
    alert.value = 0.5;
    alert.expression = "error_rate > 0.05";
    QVERIFY(m_store->record(alert));
    alert.time = at(2);
    alert.to = AlertState::Resolved;
    alert.value = std::numeric_limits<double>::quiet_NaN();
    QVERIFY(m_store->record(alert));
    const auto history = *m_store->alertHistory(10);
    QCOMPARE(history.size(), std::size_t(2));
    QCOMPARE(history[0].to, AlertState::Resolved);
    QVERIFY(std::isnan(history[0].value));
    QCOMPARE(history[1].rule, "errors");
    QCOMPARE(history[1].tags, "{a=\"b\"}");
    QCOMPARE(history[1].severity, AlertSeverity::Critical);
    QCOMPARE(history[1].from, AlertState::Pending);
    QCOMPARE(history[1].value, 0.5);
    QCOMPARE(history[1].expression, "error_rate > 0.05");
    QCOMPARE(m_store->alertHistory(1)->size(), std::size_t(1));
}

void StoreContract::metricRowsReplaceEachOther()
{
    MetricRow row{"queries_total",
                  {{"pipeline", "multi \xff hop"}},
                  at(10'000),
                  10s,
                  3,
                  4.5,
                  1,
                  2,
                  std::string("\0\1sketch", 8)};
    MetricRow other = row;
    other.tags = {};
    other.time = at(20'000);
    QVERIFY(m_store->record({.rows = std::vector{row, other}}));
    row.count = 5;
    QVERIFY(m_store->record({.rows = std::vector{row}}));
    const auto rows = *m_store->metrics({at(0), at(20'000)}, 10s);
    QCOMPARE(rows.size(), std::size_t(1));
    QCOMPARE(rows[0].name, "queries_total");
    QCOMPARE(rows[0].tags, row.tags);
    QCOMPARE(rows[0].time, at(10'000));
    QCOMPARE(rows[0].resolution, Duration(10s));
    QCOMPARE(rows[0].count, 5U);
    QCOMPARE(rows[0].sum, 4.5);
    QCOMPARE(rows[0].min, 1.0);
    QCOMPARE(rows[0].max, 2.0);
    QCOMPARE(rows[0].sketch, std::string("\0\1sketch", 8));
    QCOMPARE(m_store->metrics({at(0), at(30'000)}, 10s)->size(), std::size_t(2));
    QCOMPARE(m_store->metrics({at(0), at(30'000)}, 60s)->size(), std::size_t(0));
}

void StoreContract::exemplarsComeBackWhole()
{
    const ExemplarRow sent = exemplar(10, 1, 0.25);
    ExemplarRow odd{.metric = "cost \"usd\"",
                    .tags = {{"pipeline", "multi \xff hop"}},
                    .time = at(20),
                    .value = -1e300,
                    .trace = {},
                    .span = {},
                    .attributes = "{\"text\":\"" + std::string(100'000, 'x') + "\xc3\xa9\"}"};
    QVERIFY(m_store->record({.exemplars = std::vector{sent, odd}}));
    QCOMPARE(m_store->exemplars({.metric = sent.metric})->size(), std::size_t(1));
    QVERIFY(m_store->exemplars({.metric = sent.metric})->front() == sent);
    QVERIFY(m_store->exemplars({.metric = odd.metric})->front() == odd);
    const auto reopened = openAgain();
    QVERIFY(reopened->exemplars({.metric = odd.metric})->front() == odd);
    QCOMPARE(m_store->exemplars({.metric = "other"})->size(), std::size_t(0));
}

void StoreContract::anExemplarThatIsSentAgainIsStoredOnce()
{
    const std::vector first{exemplar(10, 1, 0.25), exemplar(10, 1, 0.5), exemplar(10, 1, 0.25)};
    QVERIFY(m_store->record({.exemplars = first}));
    QVERIFY(m_store->record(
        {.rows = std::vector{MetricRow{"latency", {}, at(0), 60s, 1, 1, 1, 1, {}}}, .exemplars = first}));
    QCOMPARE(m_store->exemplars({.metric = "latency"})->size(), std::size_t(2));
    QCOMPARE(m_store->metrics({at(0), at(9'000)}, 60s)->size(), std::size_t(1));
}

void StoreContract::exemplarsAreFoundByMetricTagsAndTime()
{
    std::vector<ExemplarRow> sent;
    for (const std::int64_t time : {10, 20, 30, 40}) {
        for (const char *const route : {"/ask", "/chat"}) {
            sent.push_back(exemplar(time, static_cast<std::uint32_t>(time), 1));
            sent.back().tags = {{"route", route}};
        }
    }
    QVERIFY(m_store->record({.exemplars = sent}));
    const auto times = [&](const ExemplarRequest &request) {
        std::string found;
        const auto rows = m_store->exemplars(request);
        for (const ExemplarRow &row : *rows)
            found += std::to_string((row.time - at(0)) / 1ms) + row.tags.front().second + " ";
        return found;
    };
    QCOMPARE(times({.metric = "latency", .window = {at(20), at(40)}, .limit = 3}), "30/ask 30/chat 20/ask ");
    const auto isChat = [](const MetricTags &tags) { return tags.front().second == "/chat"; };
    QCOMPARE(times({.metric = "latency", .matches = isChat}), "40/chat 30/chat 20/chat 10/chat ");
    QCOMPARE(times({.metric = "latency", .matches = isChat, .limit = 1}), "40/chat ");
    QCOMPARE(times({.metric = "latency", .matches = [](const MetricTags &) { return false; }}), "");

    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(m_store->exemplars({.metric = "latency"}, stop.get_token()).error().code,
             Error::Code::Cancelled);
}

void StoreContract::exemplarsOfATraceComeByTime()
{
    const std::vector sent{exemplar(30, 1, 3), exemplar(10, 1, 1), exemplar(20, 2, 9), exemplar(20, 1, 2)};
    QVERIFY(m_store->record({.exemplars = sent}));
    const auto found = *m_store->exemplarsOf(traceId(1), 2);
    QCOMPARE(found.size(), std::size_t(2));
    QVERIFY(found[0] == exemplar(10, 1, 1));
    QVERIFY(found[1] == exemplar(20, 1, 2));
    QCOMPARE(m_store->exemplarsOf(traceId(3), 2)->size(), std::size_t(0));
}

void StoreContract::pointsOfFilesAreKnownAgain()
{
    const std::vector first{RecordedPoint{at(10), 1}, RecordedPoint{at(10), UINT64_MAX}};
    QVERIFY(m_store->record({.recorded = first}));
    QVERIFY(m_store->record({.recorded = first}));
    const std::vector asked{RecordedPoint{at(20), 1}, first[1], RecordedPoint{at(10), 2}, first[0]};
    QCOMPARE(*m_store->knownPoints(asked), (std::vector{false, true, false, true}));
    QVERIFY(m_store->knownPoints({})->empty());
}

void StoreContract::statisticsCountWhatIsThere()
{
    QCOMPARE(m_store->statistics()->traceCount, 0U);
    QVERIFY(!m_store->statistics()->oldest);
    append(queryBatch(1, 10, "a"));
    append(queryBatch(2, 30, "b"));
    const StoreStatistics statistics = *m_store->statistics();
    QCOMPARE(statistics.traceCount, 2U);
    QCOMPARE(statistics.spanCount, 2U);
    QVERIFY(statistics.bytes > 0);
    QCOMPARE(statistics.oldest, std::optional(at(10)));
    QCOMPARE(statistics.newest, std::optional(at(30)));
}

void StoreContract::theGenerationChangesWithEveryCommit()
{
    const auto other = openAgain();
    auto before = *m_store->generation();
    QCOMPARE(*m_store->generation(), before);
    append(queryBatch(1, 10, "a"));
    QVERIFY(std::exchange(before, *m_store->generation()) != *m_store->generation());
    const AdmittedBatch batch = queryBatch(2, 10, "a");
    const AdmittedBatch *const group[] = {&batch};
    QVERIFY(other->append(group));
    QVERIFY(*m_store->generation() != before);
}

void StoreContract::pruningRemovesOldRecords()
{
    for (const std::int64_t time : {1'000, 2'000, 3'000}) {
        ReplayRecord replay;
        replay.original = traceId(1);
        replay.replay = traceId(static_cast<std::uint32_t>(time));
        replay.started = at(time);
        QVERIFY(m_store->record(replay));
        AlertRecord alert;
        alert.rule = "errors";
        alert.time = at(time);
        QVERIFY(m_store->record(alert));
        QVERIFY(m_store->record(
            {.rows = std::vector{MetricRow{"queries_total", {}, at(time), 60s, 1, 1, 1, 1, {}}},
             .exemplars = std::vector{exemplar(time, 1, 1)},
             .recorded = std::vector{RecordedPoint{at(time), 7}}}));
    }
    QCOMPARE(*m_store->prune(at(2'000)), 0U); // counts traces
    QCOMPARE(m_store->recentReplays(10)->size(), std::size_t(2));
    QCOMPARE(m_store->alertHistory(10)->size(), std::size_t(2));
    QCOMPARE(m_store->metrics({at(0), at(9'000)}, 60s)->size(), std::size_t(2));
    QCOMPARE(m_store->metrics({at(0), at(9'000)}, 60s)->front().time, at(2'000));
    QCOMPARE(m_store->exemplars({.metric = "latency"})->size(), std::size_t(2));
    QCOMPARE(m_store->exemplarsOf(traceId(1), 9)->front().time, at(2'000));
    const std::vector points{RecordedPoint{at(1'000), 7}, RecordedPoint{at(2'000), 7}};
    QCOMPARE(*m_store->knownPoints(points), (std::vector{false, true}));
}

void StoreContract::pruningRemovesOldTracesAndKeepsTheRest()
{
    for (std::uint32_t i = 1; i <= 50; ++i)
        append(queryBatch(i, i * 1000, "question number " + std::to_string(i)));
    const auto removed = m_store->prune(at(40'101)); // 40 ended at 40100
    QVERIFY(removed);
    QCOMPARE(*removed, 40U);
    QCOMPARE(m_store->statistics()->traceCount, 10U);
    QCOMPARE(m_store->statistics()->spanCount, 10U);
    QCOMPARE(m_store->load(traceId(40)).error().code, Error::Code::NotFound);
    QVERIFY(m_store->load(traceId(41)));
    QCOMPARE(listed({.text = "number"}), "50 49 48 47 46 45 44 43 42 41");
    QCOMPARE(*m_store->prune(at(0)), 0U);
    QCOMPARE(append(queryBatch(1, 1000, "question")).stored, 1U); // it may come again
    QCOMPARE((*m_store->load(traceId(1)))->size(), std::size_t(1));
    QCOMPARE(*m_store->prune(Timestamp::max()), 11U);
    QCOMPARE(m_store->statistics()->traceCount, 0U);
    append(queryBatch(77, 5, "after everything was removed"));
    QCOMPARE(listed({.text = "removed"}), "77");
}

void StoreContract::aTextThatIsStillUsedSurvivesPruning()
{
    const std::string document(1000, 'd');
    const BatchBuilder::Attributes shared{{"document", Value::ofString(document)},
                                          {"answer", Value::ofString(document)}};
    append(queryBatch(1, 0, std::string(400, 'q'), shared));
    append(queryBatch(2, 10'000, std::string(400, 'q'), shared));
    QCOMPARE(*m_store->prune(at(5000)), 1U);
    const auto trace = m_store->load(traceId(2));
    QVERIFY(trace);
    QVERIFY(find((**trace)[SpanRow{0}].attributes, "document")->string() == document);
    QCOMPARE(m_store->savedQuery(traceId(2))->answer, document);
    append(queryBatch(3, 20'000, "again", shared));
    QVERIFY(m_store->load(traceId(3)));
    QCOMPARE(*m_store->prune(at(15'000)), 1U);
    QCOMPARE(m_store->savedQuery(traceId(3))->answer, document);
}

void StoreContract::aReadThatIsCancelledSaysSo()
{
    for (std::uint32_t i = 1; i <= 20; ++i)
        append(queryBatch(i, i, "q"));
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(m_store->list({}, stop.get_token()).error().code, Error::Code::Cancelled);
    QCOMPARE(m_store->count({}, 5, stop.get_token()).error().code, Error::Code::Cancelled);
    QCOMPARE(m_store->load(traceId(1), stop.get_token()).error().code, Error::Code::Cancelled);
    QCOMPARE(m_store->prune(Timestamp::max(), stop.get_token()).error().code, Error::Code::Cancelled);
    QVERIFY(m_store->list({})); // the connection is usable again
}

void StoreContract::readersWorkWhileTheWriterWrites()
{
    constexpr std::uint32_t count = 100;
    std::atomic<bool> done = false;
    std::atomic<int> failures = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            while (!done) {
                const auto page = m_store->list({});
                failures += page ? 0 : 1;
                if (page && !page->traces.empty()) {
                    // What the list shows is there, as large as the list says or larger.
                    const auto trace = m_store->load(page->traces.front().id);
                    failures += trace && (*trace)->size() >= page->traces.front().spanCount ? 0 : 1;
                }
            }
        });
    }
    for (std::uint32_t i = 1; i <= count; ++i) {
        append(queryBatch(i, i, "q"));
        AlertRecord alert;
        alert.time = at(i);
        failures += m_store->record(alert) ? 0 : 1;
    }
    done = true;
    for (std::thread &reader : readers)
        reader.join();
    QCOMPARE(failures, 0);
    QCOMPARE(m_store->statistics()->traceCount, std::uint64_t(count));
}

} // namespace spanwise::test
