// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/storecontract.h"

#include <QTest>

#include <cmath>

namespace spanwise::test {
namespace {

/// A query whose only step saw the documents, best first.
AdmittedBatch queryThatSaw(std::uint32_t number, std::initializer_list<std::uint64_t> documents)
{
    AdmittedBatch admitted = queryBatch(number, number * 10, "question " + std::to_string(number));
    std::vector<SeenDocument> seen;
    for (const std::uint64_t key : documents)
        seen.push_back(
            {key, static_cast<std::uint32_t>(seen.size() + 1), 1.0 / static_cast<double>(seen.size() + 1)});
    admitted.facts.front().documents = admitted.batch.arena.copy(std::span<const SeenDocument>(seen));
    return admitted;
}

/// Text that compression does not shrink by much.
std::string noise(std::uint32_t seed, std::size_t size)
{
    std::string text;
    for (std::uint32_t state = seed; text.size() < size;) {
        state = state * 1'664'525U + 1'013'904'223U;
        text += static_cast<char>('!' + (state >> 24U) % 90);
    }
    return text;
}

/// One record that compression does not shrink by much.
AdmittedBatch logged(std::uint32_t seed, std::int64_t milliseconds)
{
    BatchBuilder builder;
    LogRecord &record = builder.batch().logs.emplace_back();
    record.time = Timestamp(std::chrono::milliseconds(milliseconds));
    record.body = Value::ofString(builder.batch().arena.copy(noise(seed, 20'000)));
    return builder.take();
}

} // namespace

void StoreContract::aPinnedTraceOutlivesItsAge()
{
    for (std::uint32_t i = 1; i <= 5; ++i)
        append(queryBatch(i, i * 1000, "q"));
    QVERIFY(store().pin(traceId(2), true));
    QVERIFY(store().summary(traceId(2))->pinned);
    QCOMPARE(listed({.pinned = true}), "2");
    QCOMPARE(listed({.pinned = false}), "5 4 3 1");
    QCOMPARE(store().statistics()->pinnedTraces, 1U);
    QCOMPARE(*store().prune(at(10'000)), 4U);
    QCOMPARE(listed({}), "2");
    QVERIFY(store().load(traceId(2)));

    QVERIFY(store().pin(traceId(2), false));
    QCOMPARE(*store().prune(at(10'000)), 1U);
    QCOMPARE(store().pin(traceId(2), true).error().code, Error::Code::NotFound);
}

void StoreContract::aPinStaysWhileItsTraceGrows()
{
    append(queryBatch(1, 0, "q"));
    QVERIFY(store().pin(traceId(1), true));
    BatchBuilder late;
    late.add(traceId(1), spanId(2), spanId(1), "late", 5, 6);
    append(late.take());
    QVERIFY(store().summary(traceId(1))->pinned);
    QCOMPARE(*store().prune(at(10'000)), 0U);
}

void StoreContract::theOldestGoUntilTheStoreIsSmallEnough()
{
    for (std::uint32_t i = 1; i <= 300; ++i)
        append(queryBatch(i, i * 1000, "q", {{"document", Value::ofString(noise(i, 20'000))}}));
    QVERIFY(store().pin(traceId(1), true));
    const auto removed = store().pruneToBytes(3'000'000);
    QVERIFY(removed);
    QVERIFY2(*removed > 100 && *removed < 280, std::to_string(*removed).c_str());
    QVERIFY(store().load(traceId(1)));
    QVERIFY(store().load(traceId(300)));
    QCOMPARE(store().load(traceId(2)).error().code, Error::Code::NotFound);
    QCOMPARE(*store().pruneToBytes(3'000'000), 0U);
    QCOMPARE(*store().pruneToBytes(1), 299U - *removed); // no less than nothing
    QCOMPARE(listed({}), "1");
}

void StoreContract::whatFitsStaysHoweverOldItIs()
{
    append(logged(1, 1000));
    const std::vector old{ExemplarRow{.metric = "latency", .time = at(1000)}};
    QVERIFY(store().record({.exemplars = old}));
    QCOMPARE(*store().pruneToBytes(100'000'000), 0U);
    QCOMPARE(store().statistics()->logCount, 1U);
    QCOMPARE(store().exemplars({.metric = "latency"})->size(), std::size_t(1));
    append(queryBatch(1, 100'000, "q")); // a younger trace changes nothing
    QCOMPARE(*store().pruneToBytes(100'000'000), 0U);
    QCOMPARE(store().statistics()->logCount, 1U);
    QCOMPARE(store().exemplars({.metric = "latency"})->size(), std::size_t(1));
}

void StoreContract::bySizeTheOldestGoesWhateverItIs()
{
    append(queryBatch(1000, 0, "pinned", {{"document", Value::ofString(noise(1000, 20'000))}}));
    QVERIFY(store().pin(traceId(1000), true)); // is not what the others are measured by
    for (std::uint32_t i = 1; i <= 100; ++i) {
        append(queryBatch(i, i * 10'000, "q", {{"document", Value::ofString(noise(i, 20'000))}}));
        append(logged(1000 + i, i * 10'000 + 5'000));
        const std::vector measured{ExemplarRow{.metric = "latency", .time = at(i * 10'000 + 5'000)}};
        QVERIFY(store().record({.exemplars = measured}));
    }
    QVERIFY(store().pruneToBytes(store().statistics()->bytes / 2));
    const auto left = static_cast<double>(store().statistics()->traceCount);
    const auto logs = static_cast<double>(store().statistics()->logCount);
    const auto exemplars = static_cast<double>(store().exemplars({.metric = "latency"})->size());
    QVERIFY2(left > 20 && left < 80, std::to_string(left).c_str());
    QVERIFY2(std::abs(logs - left) < 20, (std::to_string(logs) + " " + std::to_string(left)).c_str());
    QVERIFY2(std::abs(exemplars - left) < 20, std::to_string(exemplars).c_str());
    QVERIFY(store().load(traceId(100)));
    QVERIFY(store().load(traceId(1000)));
    QVERIFY(store().pruneToBytes(0));
    QCOMPARE(store().statistics()->logCount, 0U);
    QCOMPARE(store().exemplars({.metric = "latency"})->size(), std::size_t(0));
    QCOMPARE(listed({}), "1000");
}

void StoreContract::whatRetentionRemovedIsCounted()
{
    for (std::uint32_t i = 1; i <= 10; ++i)
        append(queryBatch(i, i * 1000, "q"));
    QVERIFY(!store().statistics()->lastRemoval);
    QCOMPARE(*store().prune(at(5'500)), 5U);
    const StoreStatistics after = *store().statistics();
    QCOMPARE(after.removedTraces, 5U);
    QCOMPARE(after.removedSpans, 5U);
    QVERIFY(after.lastRemoval);
    QCOMPARE(after.oldest, std::optional(at(6'000)));
    QCOMPARE(*store().prune(at(5'500)), 0U);
    QCOMPARE(store().statistics()->removedTraces, 5U);
}

void StoreContract::aDocumentIsFoundInEveryQueryThatSawIt()
{
    append(queryThatSaw(1, {111, 222}));
    append(queryThatSaw(2, {333}));
    append(queryThatSaw(3, {444, 555, 111}));
    const auto seen = store().sightings(111, 10);
    QVERIFY(seen);
    QCOMPARE(seen->traces, 2U);
    QCOMPARE(seen->newest.size(), std::size_t(2));
    const Sighting &newest = seen->newest.front();
    QCOMPARE(newest.trace, traceId(3));
    QCOMPARE(newest.begin, at(30));
    QCOMPARE(newest.question, "question 3");
    QCOMPARE(newest.step, "answer_query");
    QCOMPARE(newest.rank, 3U);
    QVERIFY(newest.score && *newest.score > 0.3 && *newest.score < 0.34);
    QCOMPARE(seen->newest.back().trace, traceId(1));
    QCOMPARE(seen->newest.back().rank, 1U);
    QCOMPARE(store().sightings(111, 1)->newest.size(), std::size_t(1));
    QCOMPARE(store().sightings(111, 1)->traces, 2U);
    QCOMPARE(store().sightings(999, 10)->traces, 0U);
}

void StoreContract::sightingsGoWithTheirTrace()
{
    append(queryThatSaw(1, {111, 222}));
    append(queryThatSaw(2, {111}));
    QCOMPARE(*store().prune(at(115)), 1U);
    QCOMPARE(store().sightings(111, 10)->traces, 1U);
    QCOMPARE(store().sightings(222, 10)->traces, 0U);
}

void StoreContract::thousandsOfSightingsAreStillOneLookUp()
{
    constexpr std::uint32_t count = 6000; // more than wait in the small table of a store that has one
    for (std::uint32_t i = 1; i <= count; i += 250) {
        std::vector<AdmittedBatch> batches;
        for (std::uint32_t j = i; j < i + 250; ++j)
            batches.push_back(queryThatSaw(j, {7, 1000 + j}));
        std::vector<const AdmittedBatch *> group;
        for (const AdmittedBatch &batch : batches)
            group.push_back(&batch);
        append(group);
    }
    QCOMPARE(store().sightings(7, 3)->traces, std::uint64_t(count));
    QCOMPARE(store().sightings(7, 3)->newest.front().trace, traceId(count));
    QCOMPARE(store().sightings(1000 + 17, 3)->newest.front().trace, traceId(17));
}

} // namespace spanwise::test
