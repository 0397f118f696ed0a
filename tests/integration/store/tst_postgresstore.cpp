// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/narrowing.h"
#include "tests/integration/store/onpostgres.h"
#include "tests/support/storecontract.h"
#include "tests/support/suite.h"

#include <QTest>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

class TstPostgresStore : public OnPostgres<StoreContract>
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { skipWithoutServer(); }
    void aStoreOfALaterVersionIsRefusedAndNotTouched();
    void tablesOfAnotherProgramAreLeftAlone();
    void aDatabaseInAnotherEncodingIsRefused();
    void whatPostgresCallsNoTextIsKept();
    void aLongTextIsSearchedByItsWords();
    void searchesUseTheIndexOfTrigrams();
    void withoutTheRightToExtensionsSearchesReadTheRows();
    void theServerSaysWhatMayMatch();
    void whatAnEarlierSpanwiseWroteIsStillSearched();
    void passagesGoWhenNoTraceHasThem();
    void bySizeTheOldestGoesBeItLoggedOrATrace();
    void aReadThatWaitsIsCancelledAtOnce();
    void whileTheServerIsAwaySendersAreToldAndThenAllGoesOn();
    void endedSessionsAreOpenedAnew();
    void aServerThatCrashesLosesNothingAcknowledged();
    void anOldFileThatWasBroughtInLatelyStays();
    void aMissingPasswordIsAskedFor();
};

namespace {

/// Where the store says that traces may be which the search matches, as their number; -1 when it cannot tell.
int placesOf(const Store &store, const char *search)
{
    const auto places = store.narrow(narrowingOf(*SearchQuery::parse(search).query), {}, {});
    if (!places)
        qFatal("%s", places.error().message.c_str());
    return *places ? static_cast<int>((*places)->size()) : -1;
}

} // namespace

void TstPostgresStore::aStoreOfALaterVersionIsRefusedAndNotTouched()
{
    append(queryBatch(1, 0, "q"));
    sql(u"UPDATE schema_version SET version = 999"_s);
    const auto later = PostgresStore::open(*PostgresUrl::parse(url()));
    QCOMPARE(later.error().code, Error::Code::TooNew);
    QCOMPARE(sql(u"SELECT version FROM schema_version"_s), u"999"_s);
    QCOMPARE(sql(u"SELECT count(*) FROM traces"_s), u"1"_s);
}

void TstPostgresStore::tablesOfAnotherProgramAreLeftAlone()
{
    server().sql(u"CREATE SCHEMA foreigner; CREATE TABLE foreigner.traces (x int)"_s);
    const auto store = PostgresStore::open(*PostgresUrl::parse(server().url("foreigner")));
    QCOMPARE(store.error().code, Error::Code::InvalidInput);
    QCOMPARE(server().sql(u"SELECT count(*) FROM pg_tables WHERE schemaname = 'foreigner'"_s), u"1"_s);
}

void TstPostgresStore::aDatabaseInAnotherEncodingIsRefused()
{
    server().sql(u"CREATE DATABASE ascii ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"_s);
    const auto store = PostgresStore::open(*PostgresUrl::parse(server().url("spanwise", "ascii")));
    QCOMPARE(store.error().code, Error::Code::InvalidInput);
}

void TstPostgresStore::whatPostgresCallsNoTextIsKept()
{
    const std::string strange("caf\xe9 \0 needle \xf0\x28", 17);
    BatchBuilder builder(strange);
    builder.add(traceId(1), spanId(1), {}, strange, 0, 10,
                {{"question", Value::ofString(strange)},
                 {"answer", Value::ofString(strange)},
                 {"pipeline", Value::ofString(strange)},
                 {"step", Value::ofInt(3)}});
    append(builder.take());
    QCOMPARE((**store().load(traceId(1)))[SpanRow{0}].name, std::string_view(strange));
    QCOMPARE(store().savedQuery(traceId(1))->question, strange);
    QCOMPARE(listed({.text = "needle"}), "1");
    QCOMPARE(listed({.pipeline = strange}), "1");
    QCOMPARE(listed({.step = strange}), "1");
    QCOMPARE(listed({.service = strange}), "1");
    QCOMPARE(store().services()->size(), std::size_t(1));
}

void TstPostgresStore::aLongTextIsSearchedByItsWords()
{
    std::string text = "first\tword ";
    for (int i = 0; i < 20'000; ++i)
        text += "the same words over and over " + std::to_string(i % 100) + (i % 2 == 0 ? " " : "\n");
    text += "and the NEEDLE-in-it";
    append(queryBatch(1, 0, text));
    QVERIFY(sql(u"SELECT length(text) FROM search"_s).toInt() < 2000); // each word once
    for (const char *const word : {"needle", "first word", "99", "le-in", "over and", "answer_query"})
        QCOMPARE(listed({.text = word}), "1");
    QCOMPARE(listed({.text = "firstword"}), "");
    QCOMPARE(store().savedQuery(traceId(1))->question, text);
}

void TstPostgresStore::searchesUseTheIndexOfTrigrams()
{
    QVERIFY(open()->hasTextIndex());
    append(queryBatch(1, 0, "a needle in the hay"));
    const QString plan =
        sql(u"SET enable_seqscan = off; EXPLAIN SELECT trace FROM search WHERE text LIKE '%needle%'"_s);
    QVERIFY2(plan.contains(u"search_trigrams"_s), qPrintable(plan));
}

void TstPostgresStore::withoutTheRightToExtensionsSearchesReadTheRows()
{
    server().sql(u"CREATE ROLE limited LOGIN"_s);
    server().sql(u"CREATE DATABASE plain"_s);
    server().sql(u"CREATE SCHEMA mine AUTHORIZATION limited"_s, u"plain"_s);
    const auto limited =
        PostgresStore::open(*PostgresUrl::parse(server().tcpUrl("limited", "mine", "plain")), options());
    QVERIFY2(limited, limited ? "" : limited.error().message.c_str());
    QVERIFY(!(*limited)->hasTextIndex());
    QVERIFY(appendTo(**limited, queryBatch(1, 0, "a needle in the hay")));
    QVERIFY(appendTo(**limited, queryBatch(2, 0, "hay")));
    QCOMPARE(*(*limited)->count({.text = "NEEDLE"}, 10), 1U);
}

void TstPostgresStore::theServerSaysWhatMayMatch()
{
    for (std::uint32_t i = 1; i <= 40; ++i)
        append(queryBatch(i, i * 1000, "a question of number" + std::to_string(i),
                          {{"tenant", Value::ofInt(i % 4)}, {"n", Value::ofInt(i)}}));
    QCOMPARE(placesOf(store(), "number17"), 1);
    QCOMPARE(placesOf(store(), "nowhere"), 0);
    QCOMPARE(placesOf(store(), "answer_query"), 40);
    // A filter of bits says a wrong yes once in a hundred times, never a wrong no.
    const int oneInFour = placesOf(store(), "{ .tenant = 3 }");
    QVERIFY2(oneInFour >= 10 && oneInFour <= 14, qPrintable(QString::number(oneInFour)));
    const int both = placesOf(store(), "{ .tenant = 3 } && { .n = 7 }");
    QVERIFY2(both >= 1 && both <= 3, qPrintable(QString::number(both)));
    QCOMPARE(placesOf(store(), "number17 { .tenant = 1 }"), 1);
    QVERIFY(placesOf(store(), "number17 { .tenant = 2 }") <= 1);
    QVERIFY(placesOf(store(), "{ .absent = 1 }") <= 2);
    QCOMPARE(placesOf(store(), "{ duration > 1s }"), -1); // list() does that
}

/// Such a one is still running when the first newer one brings the schema up to date.
void TstPostgresStore::whatAnEarlierSpanwiseWroteIsStillSearched()
{
    append(queryBatch(1, 1000, "old", {{"tenant", Value::ofInt(1)}}));
    sql(u"DELETE FROM marks; UPDATE chunks SET marked = false; DELETE FROM passages"_s);
    append(queryBatch(2, 2000, "new", {{"tenant", Value::ofInt(1)}}));
    append(queryBatch(3, 3000, "new", {{"tenant", Value::ofInt(2)}}));
    QCOMPARE(placesOf(store(), "{ .tenant = 1 }"), 2);
    QVERIFY(placesOf(store(), "answer_query") == 3);
}

void TstPostgresStore::passagesGoWhenNoTraceHasThem()
{
    using std::chrono::hours;
    const auto passages = [this] { return sql(u"SELECT count(*) FROM passages"_s); };
    const auto batch = [](std::uint32_t number, std::int64_t begin, const char *name) {
        BatchBuilder builder;
        builder.add(traceId(number), spanId(1), {}, name, begin, begin + 1);
        return builder.take();
    };
    m_now = Timestamp(hours(0));
    append(batch(1, 0, "first"));
    append(batch(2, 0, "kept"));
    m_now = Timestamp(hours(80));
    append(batch(3, 80 * 3'600'000, "kept"));
    QCOMPARE(passages(), u"2"_s);
    QVERIFY(store().prune(Timestamp(hours(0)))); // nothing is as old
    QCOMPARE(passages(), u"2"_s);
    QVERIFY(store().prune(Timestamp(hours(40))));
    QCOMPARE(listed({}), "3");
    QCOMPARE(passages(), u"1"_s);
    QCOMPARE(placesOf(store(), "{ name = \"kept\" }"), 1);
}

void TstPostgresStore::bySizeTheOldestGoesBeItLoggedOrATrace()
{
    append(logged(0, 500));
    append(queryBatch(1, 100'000, "middle"));
    append(logged(200'000, 200'500));
    const auto bytes = [this] {
        return sql(u"SELECT sum(value) FROM counters WHERE name = 'bytes'"_s).toULongLong();
    };
    QCOMPARE(*store().pruneToBytes(bytes()), 0U);
    QCOMPARE(store().statistics()->logCount, 1000U);
    QCOMPARE(*store().pruneToBytes(bytes() - 1), 0U); // the older records alone
    QCOMPARE(store().statistics()->logCount, 500U);
    QCOMPARE(*store().pruneToBytes(bytes() - 1), 1U); // then the trace
    QCOMPARE(store().statistics()->logCount, 500U);
    QVERIFY(store().pruneToBytes(0));
    QCOMPARE(store().statistics()->logCount, 0U);
}

void TstPostgresStore::aReadThatWaitsIsCancelledAtOnce()
{
    append(queryBatch(1, 0, "q"));
    std::stop_source stop;
    std::atomic<bool> waits = true;
    std::thread locker([&] {
        server().sql(u"BEGIN; LOCK TABLE "_s + QString::fromStdString(m_schema) +
                     u".traces IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(30)"_s);
        waits = false;
    });
    QTRY_COMPARE_WITH_TIMEOUT(
        server().sql(
            u"SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = '%1.traces'::regclass"_s
                .arg(QString::fromStdString(m_schema))),
        u"1"_s, 20'000);
    std::thread canceller([&] {
        while (server().sql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"_s) ==
               u"0"_s) {
        }
        stop.request_stop();
    });
    QCOMPARE(store().list({}, stop.get_token()).error().code, Error::Code::Cancelled);
    QVERIFY(waits); // the lock was still there
    canceller.join();
    server().sql(
        u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()"_s);
    locker.join();
    QVERIFY(store().list({}));
}

void TstPostgresStore::whileTheServerIsAwaySendersAreToldAndThenAllGoesOn()
{
    std::mutex mutex;
    std::vector<bool> told;
    PostgresOptions with = options();
    with.onLink = [&](bool reachable, const std::string &) {
        const std::lock_guard lock(mutex);
        told.push_back(reachable);
    };
    const auto store = open(with);
    QVERIFY(appendTo(*store, queryBatch(1, 0, "before")));
    QVERIFY(store->list({}));
    server().stop();
    for (std::uint32_t i = 0; i < 5; ++i)
        QCOMPARE(appendTo(*store, queryBatch(2 + i, 0, "refused")).error().code, Error::Code::Unreachable);
    QCOMPARE(store->list({}).error().code, Error::Code::Unreachable);
    QCOMPARE(store->generation().error().code, Error::Code::Unreachable);
    QCOMPARE(store->prune(Timestamp::max()).error().code, Error::Code::Unreachable);
    QCOMPARE(told, std::vector<bool>{false});
    QVERIFY(server().start());
    QTRY_VERIFY_WITH_TIMEOUT(appendTo(*store, queryBatch(9, 9, "after")), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(store->list({}), 30'000);
    QCOMPARE(store->list({})->traces.size(), std::size_t(2)); // what was refused is not here
    QCOMPARE(told, (std::vector<bool>{false, true}));
}

void TstPostgresStore::endedSessionsAreOpenedAnew()
{
    for (std::uint32_t i = 1; i <= 5; ++i) {
        append(queryBatch(i, i, "q")); // the writer's connection was ended meanwhile
        QVERIFY(store().list({}));
        server().sql(
            u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'spanwise'"_s);
    }
    QCOMPARE(listed({}), "5 4 3 2 1");
}

void TstPostgresStore::aServerThatCrashesLosesNothingAcknowledged()
{
    std::set<std::uint32_t> acknowledged;
    std::atomic<bool> done = false;
    std::atomic<std::uint32_t> count = 0;
    std::thread sender([&] {
        for (std::uint32_t i = 1; !done; ++i) {
            const AdmittedBatch batch = queryBatch(i, i, "question " + std::to_string(i));
            while (!done && !appendTo(store(), batch))
                std::this_thread::yield();
            if (!done) {
                acknowledged.insert(i);
                ++count;
            }
        }
    });
    for (int round = 0; round < 3; ++round) {
        const std::uint32_t enough = count + 40;
        QTRY_VERIFY_WITH_TIMEOUT(count >= enough, 30'000);
        server().crash();
        QVERIFY(server().start());
    }
    const std::uint32_t enough = count + 40;
    QTRY_VERIFY_WITH_TIMEOUT(count >= enough, 30'000);
    done = true;
    sender.join();
    for (const std::uint32_t number : acknowledged)
        QVERIFY2(store().load(traceId(number)),
                 qPrintable(u"acknowledged trace %1 is missing"_s.arg(number)));
}

void TstPostgresStore::anOldFileThatWasBroughtInLatelyStays()
{
    m_now = Timestamp(std::chrono::hours(1000));
    append(queryBatch(1, 1000, "happened long ago, arrived now"));
    QCOMPARE(*store().prune(Timestamp(std::chrono::hours(999))), 0U);
    QCOMPARE(*store().prune(Timestamp(std::chrono::hours(1001))), 1U);
}

void TstPostgresStore::aMissingPasswordIsAskedFor()
{
    server().sql(
        u"CREATE ROLE guarded LOGIN PASSWORD 'open sesame'; GRANT CREATE ON DATABASE team TO guarded"_s);
    qputenv("PGPASSFILE", "/nonexistent");
    const auto url = *PostgresUrl::parse(server().tcpUrl("guarded", "kept"));
    const auto refused = PostgresStore::open(url);
    QCOMPARE(refused.error().code, Error::Code::Unreachable);
    std::vector<std::string> asked;
    PostgresOptions with = options();
    with.askPassword = [&](const std::string &where) -> std::optional<std::string> {
        asked.push_back(where);
        return asked.size() == 1 ? "wrong" : "open sesame";
    };
    const auto store = PostgresStore::open(url, with);
    QVERIFY2(store, store ? "" : store.error().message.c_str());
    QCOMPARE(asked.size(), std::size_t(2));
    QCOMPARE(asked.front(), url.shown());
    QVERIFY(appendTo(**store, queryBatch(1, 0, "q")));
    with.askPassword = [](const std::string &) { return std::optional<std::string>(); };
    QVERIFY(!PostgresStore::open(url, with));
}

static const Registered<TstPostgresStore> registered;
#include "tst_postgresstore.moc"
