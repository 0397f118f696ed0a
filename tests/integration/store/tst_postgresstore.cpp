// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/narrowing.h"
#include "core/store/postgres/postgresstore.h"
#include "tests/support/postgresserver.h"
#include "tests/support/storecontract.h"
#include "tests/support/suite.h"

#include <QProcess>
#include <QTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <random>
#include <set>
#include <thread>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

class TstPostgresStore : public StoreContract
{
    Q_OBJECT

protected:
    std::unique_ptr<Store> makeStore() override
    {
        m_schema = "t" + std::to_string(++m_number);
        m_now = Timestamp(std::chrono::hours(-1000));
        return open();
    }
    std::unique_ptr<Store> openAgain() override { return open(); }

private:
    PostgresServer &server() const { return PostgresServer::shared(); }
    std::string url() const { return server().url(m_schema); }
    QString sql(const QString &text) const
    {
        return server().sql(u"SET search_path = "_s + QString::fromStdString(m_schema) + u"; "_s + text);
    }
    PostgresOptions options()
    {
        PostgresOptions options;
        options.readFacts = plainFacts;
        options.clock = [this] { return m_now; };
        return options;
    }
    std::unique_ptr<PostgresStore> open(PostgresOptions options)
    {
        auto store = PostgresStore::open(*PostgresUrl::parse(url()), std::move(options));
        if (!store)
            qFatal("open failed: %s", store.error().message.c_str());
        return *std::move(store);
    }
    std::unique_ptr<PostgresStore> open() { return open(options()); }

    int m_number = 0;
    std::string m_schema;
    Timestamp m_now; // when traces arrive: before any horizon, unless a test says otherwise

private Q_SLOTS:
    void initTestCase();
    void aStoreOfALaterVersionIsRefusedAndNotTouched();
    void tablesOfAnotherProgramAreLeftAlone();
    void aDatabaseInAnotherEncodingIsRefused();
    void manyClientsBeginTheStoreAtOnce();
    void writersOfTheSameTracesLoseNothing();
    void aHalfFindsTheWholeThatAnotherWriterStored();
    void writersOfHalvesAndWholesBeginEachTraceOnce();
    void whatPostgresCallsNoTextIsKept();
    void aLongTextIsSearchedByItsWords();
    void searchesUseTheIndexOfTrigrams();
    void withoutTheRightToExtensionsSearchesReadTheRows();
    void theServerSaysWhatMayMatch();
    void whatAnEarlierSpanwiseWroteIsStillSearched();
    void passagesGoWhenNoTraceHasThem();
    void writersOfTheSameLogRecordsKeepEachOnce();
    void bySizeTheOldestGoesBeItLoggedOrATrace();
    void aReadThatWaitsIsCancelledAtOnce();
    void whileTheServerIsAwaySendersAreToldAndThenAllGoesOn();
    void endedSessionsAreOpenedAnew();
    void aServerThatCrashesLosesNothingAcknowledged();
    void anOldFileThatWasBroughtInLatelyStays();
    void oneClientOfTheTeamPrunesAtATime();
    void pruningLeavesTracesThatAreBeingWritten();
    void theClientThatKeepsLongestDecides();
    void eachClientKeepsItsOwnMetrics();
    void aMissingPasswordIsAskedFor();
    void killedWritersLoseNothingAcknowledged();
    void twoProcessesWriteToOneStore();

private:
    std::unique_ptr<QProcess> startIngester(std::uint32_t first, std::uint32_t count);
    void verifyAll(const std::set<std::uint32_t> &acknowledged);
};

namespace {

Result<std::vector<AppendReport>> appendTo(Store &store, const AdmittedBatch &batch)
{
    const AdmittedBatch *const group[] = {&batch};
    return store.append(group);
}

/// Where the store says that traces may be which the search matches, as their number; -1 when it cannot tell.
int placesOf(const Store &store, const char *search)
{
    const auto places = store.narrow(narrowingOf(*SearchQuery::parse(search).query), {}, {});
    if (!places)
        qFatal("%s", places.error().message.c_str());
    return *places ? static_cast<int>((*places)->size()) : -1;
}

AdmittedBatch logged(std::uint32_t from, std::uint32_t to)
{
    BatchBuilder builder;
    for (std::uint32_t i = from; i < to; ++i) {
        LogRecord record;
        record.time = Timestamp(std::chrono::milliseconds(i));
        record.traceId = traceId(i % 7);
        record.body = Value::ofString(builder.batch().arena.copy(
            std::string(300, static_cast<char>('a' + i % 20)) + std::to_string(i)));
        builder.batch().logs.push_back(record);
    }
    return builder.take();
}

/// Takes the complete lines; a line that the kill cut off was not acknowledged to anyone.
void collect(QProcess &process, QByteArray &rest, std::set<std::uint32_t> &numbers)
{
    rest += process.readAllStandardOutput();
    for (qsizetype end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        numbers.insert(rest.left(end).toUInt());
        rest.remove(0, end + 1);
    }
}

} // namespace

void TstPostgresStore::initTestCase()
{
    if (!server().problem().isEmpty())
        QSKIP(qPrintable(server().problem()));
}

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

void TstPostgresStore::manyClientsBeginTheStoreAtOnce()
{
    m_schema = "begun";
    std::atomic<int> failures = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 6; ++i)
        clients.emplace_back([&] {
            const auto store = PostgresStore::open(*PostgresUrl::parse(url()), options());
            if (!store)
                qWarning("%s", store.error().message.c_str());
            failures += store ? 0 : 1;
        });
    for (std::thread &client : clients)
        client.join();
    QCOMPARE(failures, 0);
    QCOMPARE(sql(u"SELECT count(*) FROM schema_version"_s), u"1"_s);
}

/// Three writers bring the same traces in different orders, in pieces that overlap, with the same long texts.
void TstPostgresStore::writersOfTheSameTracesLoseNothing()
{
    constexpr std::uint32_t traces = 40;
    constexpr std::uint32_t spans = 24;
    const auto piece = [](std::uint32_t trace, std::uint32_t from, std::uint32_t to) {
        BatchBuilder builder;
        for (std::uint32_t s = from; s < to; ++s) {
            const std::string document(400, static_cast<char>('a' + s % 5));
            const std::string question = "why " + std::to_string(trace);
            BatchBuilder::Attributes attributes{{"tokens", Value::ofInt(1)},
                                                {"document", Value::ofString(document)}};
            if (s == 0)
                attributes.emplace_back("question", Value::ofString(question));
            builder.add(traceId(trace), spanId(s + 1), s == 0 ? SpanId{} : spanId(1),
                        "step " + std::to_string(s % 3), s, 100 + s, attributes);
        }
        return builder.take();
    };
    std::atomic<std::uint64_t> stored = 0;
    std::atomic<int> failures = 0;
    std::vector<std::thread> writers;
    for (std::uint32_t w = 0; w < 3; ++w) {
        writers.emplace_back([&, w, store = open()] {
            std::mt19937 random(w);
            std::vector<std::pair<std::uint32_t, std::uint32_t>>
                pieces; // (trace, first span): each overlaps the next by half
            for (std::uint32_t t = 1; t <= traces; ++t) {
                for (std::uint32_t s = 0; s < spans; s += 4)
                    pieces.emplace_back(t, s);
            }
            std::ranges::shuffle(pieces, random);
            for (std::size_t i = 0; i < pieces.size(); i += 12) {
                std::vector<AdmittedBatch> batches;
                for (std::size_t p = i; p < std::min(i + 12, pieces.size()); ++p)
                    batches.push_back(
                        piece(pieces[p].first, pieces[p].second, std::min(pieces[p].second + 8, spans)));
                std::vector<const AdmittedBatch *> group;
                for (const AdmittedBatch &batch : batches)
                    group.push_back(&batch);
                const auto reports = store->append(group);
                if (!reports) {
                    qWarning("%s", reports.error().message.c_str());
                    ++failures;
                    continue;
                }
                for (const AppendReport &report : *reports)
                    stored += report.stored;
            }
        });
    }
    for (std::thread &writer : writers)
        writer.join();
    QCOMPARE(failures, 0);
    QCOMPARE(stored, std::uint64_t(traces) * spans); // each span once, whoever brought it
    QCOMPARE(store().statistics()->traceCount, std::uint64_t(traces));
    QCOMPARE(store().statistics()->spanCount, std::uint64_t(traces) * spans);
    for (std::uint32_t t = 1; t <= traces; ++t) {
        const TraceSummary summary = *store().summary(traceId(t));
        QCOMPARE(summary.spanCount, spans);
        QCOMPARE(summary.inputTokens, std::int64_t(spans));
        QCOMPARE(summary.question, "why " + std::to_string(t));
        QCOMPARE((*store().load(traceId(t)))->size(), std::size_t(spans));
    }
    QCOMPARE(sql(u"SELECT count(*) FROM texts"_s), u"5"_s);
    QCOMPARE(*store().prune(Timestamp::max()), std::uint64_t(traces));
    QCOMPARE(
        sql(u"SELECT (SELECT count(*) FROM texts) + (SELECT count(*) FROM chunks) + (SELECT count(*) FROM search)"_s),
        u"0"_s);
    QCOMPARE(sql(u"SELECT sum(value) FROM counters WHERE name = 'bytes'"_s),
             u"0"_s); // what was added was taken away again
}

namespace {

/// The trace with this number under its whole id, or under the low half that some services know.
AdmittedBatch underId(std::uint32_t number, bool isWhole)
{
    std::array<std::uint8_t, TraceId::byteCount> bytes{};
    bytes.back() = static_cast<std::uint8_t>(number);
    bytes[8] = 0x80;
    if (isWhole)
        bytes.front() = 0x46;
    BatchBuilder builder;
    builder.add(TraceId(bytes), spanId(isWhole ? 1 : 2), {}, isWhole ? "root" : "child", number, number + 5);
    return builder.take();
}

} // namespace

void TstPostgresStore::aHalfFindsTheWholeThatAnotherWriterStored()
{
    const auto other = openAgain();
    QVERIFY(appendTo(store(), underId(7, true)));
    QVERIFY(appendTo(*other, underId(7, false)));
    QVERIFY(appendTo(store(), underId(7, false))); // a redelivery, to someone who has not met the half yet
    QCOMPARE(store().statistics()->traceCount, std::uint64_t(1));
    QCOMPARE(store().load(underId(7, false).batch.spans.front().traceId)->get()->size(), std::size_t(2));
}

void TstPostgresStore::writersOfHalvesAndWholesBeginEachTraceOnce()
{
    constexpr std::uint32_t count = 60;
    std::vector<std::thread> writers;
    std::atomic<int> failures = 0;
    for (const bool isWhole : {true, false}) {
        writers.emplace_back([&, isWhole] {
            const auto own = openAgain();
            for (std::uint32_t number = 0; number < count; ++number)
                failures += appendTo(*own, underId(number, isWhole)) ? 0 : 1;
        });
    }
    for (std::thread &writer : writers)
        writer.join();
    QCOMPARE(failures.load(), 0);
    QCOMPARE(store().statistics()->traceCount, std::uint64_t(count));
    QCOMPARE(store().statistics()->spanCount, std::uint64_t(2 * count));
    for (std::uint32_t number = 0; number < count; ++number)
        QCOMPARE(store().load(underId(number, false).batch.spans.front().traceId)->get()->size(),
                 std::size_t(2));
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

/// Three clients bring the same records in pieces that overlap, in different orders.
void TstPostgresStore::writersOfTheSameLogRecordsKeepEachOnce()
{
    constexpr std::uint32_t count = 1200;
    std::atomic<std::uint64_t> stored = 0;
    std::atomic<int> failures = 0;
    std::vector<std::thread> writers;
    for (std::uint32_t w = 0; w < 3; ++w) {
        writers.emplace_back([&, w, store = open()] {
            std::vector<std::uint32_t> pieces;
            for (std::uint32_t from = 0; from < count; from += 50)
                pieces.push_back(from);
            std::ranges::shuffle(pieces, std::mt19937(w));
            for (const std::uint32_t from : pieces) {
                const auto reports = appendTo(*store, logged(from, std::min(from + 100, count)));
                if (!reports) {
                    qWarning("%s", reports.error().message.c_str());
                    ++failures;
                } else {
                    stored += reports->front().storedLogs;
                }
            }
        });
    }
    for (std::thread &writer : writers)
        writer.join();
    QCOMPARE(failures, 0);
    QCOMPARE(stored, std::uint64_t(count));
    QCOMPARE(store().statistics()->logCount, std::uint64_t(count));
    const auto page = store().logs({.limit = count + 1});
    QVERIFY(page);
    QCOMPARE(page->batch->logs.size(), std::size_t(count));
    for (std::uint32_t i = 0; i < count; ++i)
        QVERIFY(page->batch->logs[i].body.string().ends_with(static_cast<char>('a' + (count - 1 - i) % 20) +
                                                             std::to_string(count - 1 - i)));
    QVERIFY(store().prune(Timestamp::max()));
    QCOMPARE(
        sql(u"SELECT (SELECT count(*) FROM logs) + (SELECT count(*) FROM log_chunks) + (SELECT count(*) FROM texts)"_s),
        u"0"_s);
    QCOMPARE(sql(u"SELECT sum(value) FROM counters WHERE name IN ('bytes', 'logs')"_s), u"0"_s);
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

void TstPostgresStore::oneClientOfTheTeamPrunesAtATime()
{
    append(queryBatch(1, 0, "q"));
    std::thread other([&] {
        server().sql(
            u"SELECT pg_advisory_lock(1397771863, hashtext('housekeeping %1')); SELECT pg_sleep(60)"_s.arg(
                QString::fromStdString(m_schema)));
    });
    QTRY_COMPARE_WITH_TIMEOUT(server().sql(u"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"_s),
                              u"1"_s, 20'000);
    QCOMPARE(*store().prune(Timestamp::max()), 0U);
    QCOMPARE(store().statistics()->traceCount, 1U);
    server().sql(
        u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()"_s);
    other.join();
    QCOMPARE(*store().prune(Timestamp::max()), 1U);
}

void TstPostgresStore::pruningLeavesTracesThatAreBeingWritten()
{
    append(queryBatch(1, 0, "q"));
    append(queryBatch(2, 0, "q"));
    std::thread other([&] {
        server().sql(
            u"BEGIN; SELECT seq FROM %1.traces ORDER BY id LIMIT 1 FOR UPDATE; SELECT pg_sleep(60)"_s.arg(
                QString::fromStdString(m_schema)));
    });
    QTRY_COMPARE_WITH_TIMEOUT(
        server().sql(
            u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND wait_event = 'PgSleep'"_s),
        u"1"_s, 20'000);
    QCOMPARE(*store().prune(Timestamp::max()), 1U);
    QCOMPARE(listed({}), "1");
    server().sql(
        u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()"_s);
    other.join();
}

void TstPostgresStore::theClientThatKeepsLongestDecides()
{
    using std::chrono::hours;
    PostgresOptions with = options();
    with.origin = 7;
    with.clock = [] { return Timestamp(hours(1000)); };
    const auto other = open(with);
    append(queryBatch(1, 0, "q"));
    append(queryBatch(2, std::chrono::milliseconds(hours(980)).count(), "q"));
    QCOMPARE(*other->prune(Timestamp(hours(900))), 1U); // a hundred hours
    m_now = Timestamp(hours(1000));
    QCOMPARE(*store().prune(Timestamp(hours(999))), 0U); // one hour, but the other wants more
    QCOMPARE(*other->prune(Timestamp(hours(990))), 1U);
    QCOMPARE(*other->pruneToBytes(1'000'000), 0U);
    append(queryBatch(3, 0, "q"));
    QCOMPARE(*store().pruneToBytes(1), 0U);
}

void TstPostgresStore::eachClientKeepsItsOwnMetrics()
{
    PostgresOptions with = options();
    with.origin = 7;
    const auto other = open(with);
    using namespace std::chrono_literals;
    const MetricRow row{"queries_total", {}, Timestamp(10s), 10s, 3, 3, 1, 1, {}};
    MetricRow theirs = row;
    theirs.count = 5;
    QVERIFY(store().record(std::vector{row}));
    QVERIFY(other->record(std::vector{theirs}));
    QCOMPARE(store().metrics({Timestamp(0s), Timestamp(60s)}, 10s)->at(0).count, 3U);
    QCOMPARE(other->metrics({Timestamp(0s), Timestamp(60s)}, 10s)->at(0).count, 5U);
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

std::unique_ptr<QProcess> TstPostgresStore::startIngester(std::uint32_t first, std::uint32_t count)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->start(QStringLiteral(SPANWISE_INGESTER),
                   {QString::fromStdString(url()), QString::number(first), QString::number(count)});
    if (!process->waitForStarted())
        qFatal("the ingester does not start");
    return process;
}

void TstPostgresStore::verifyAll(const std::set<std::uint32_t> &acknowledged)
{
    for (const std::uint32_t number : acknowledged) {
        const auto trace = store().load(traceId(number));
        QVERIFY2(trace, qPrintable(u"acknowledged trace %1 is missing"_s.arg(number)));
        QCOMPARE((*trace)->size(), std::size_t(3));
        QCOMPARE(store().savedQuery(traceId(number))->question, "question " + std::to_string(number));
    }
    const StoreStatistics statistics = *store().statistics();
    QCOMPARE(statistics.spanCount, statistics.traceCount * 3);
    QVERIFY(statistics.traceCount >= acknowledged.size());
}

void TstPostgresStore::killedWritersLoseNothingAcknowledged()
{
    std::mt19937 random(std::random_device{}());
    std::set<std::uint32_t> acknowledged;
    for (std::uint32_t round = 0; round < 4; ++round) {
        const auto process = startIngester(1 + round * 1'000'000, 0);
        const std::size_t enough =
            acknowledged.size() + 30 + random() % 300; // dies at some moment of its work
        QByteArray rest;
        while (acknowledged.size() < enough) {
            QVERIFY(process->waitForReadyRead(20'000));
            collect(*process, rest, acknowledged);
        }
        process->kill();
        QVERIFY(process->waitForFinished(20'000));
        collect(*process, rest, acknowledged);
    }
    verifyAll(acknowledged);
}

void TstPostgresStore::twoProcessesWriteToOneStore()
{
    constexpr std::uint32_t count = 300;
    // The second half of the first is the first half of the second.
    const auto first = startIngester(1, count);
    const auto second = startIngester(1 + count / 2, count);
    std::set<std::uint32_t> acknowledged;
    for (QProcess *const process : {first.get(), second.get()}) {
        QByteArray rest;
        QVERIFY(process->waitForFinished(60'000));
        QCOMPARE(process->exitCode(), 0);
        collect(*process, rest, acknowledged);
    }
    QCOMPARE(acknowledged.size(), std::size_t(count + count / 2));
    verifyAll(acknowledged);
    QCOMPARE(store().statistics()->traceCount, std::uint64_t(count + count / 2));
}

static const Registered<TstPostgresStore> registered;
#include "tst_postgresstore.moc"
