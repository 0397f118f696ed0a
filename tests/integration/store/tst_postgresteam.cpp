// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/store/onpostgres.h"
#include "tests/support/storefixture.h"
#include "tests/support/suite.h"

#include <QProcess>
#include <QTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <random>
#include <set>
#include <thread>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

/// Several Spanwises on one store: what they write, remove and keep beside each other.
class TstPostgresTeam : public OnPostgres<StoreFixture>
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { skipWithoutServer(); }
    void manyClientsBeginTheStoreAtOnce();
    void writersOfTheSameTracesLoseNothing();
    void aHalfFindsTheWholeThatAnotherWriterStored();
    void writersOfHalvesAndWholesBeginEachTraceOnce();
    void writersOfTheSameLogRecordsKeepEachOnce();
    void oneClientOfTheTeamPrunesAtATime();
    void pruningLeavesTracesThatAreBeingWritten();
    void theClientThatKeepsLongestDecides();
    void eachClientKeepsItsOwnMetrics();
    void killedWritersLoseNothingAcknowledged();
    void twoProcessesWriteToOneStore();

private:
    std::unique_ptr<QProcess> startIngester(std::uint32_t first, std::uint32_t count);
    void verifyAll(const std::set<std::uint32_t> &acknowledged);
};

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

void TstPostgresTeam::manyClientsBeginTheStoreAtOnce()
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
void TstPostgresTeam::writersOfTheSameTracesLoseNothing()
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

void TstPostgresTeam::aHalfFindsTheWholeThatAnotherWriterStored()
{
    const auto other = openAgain();
    QVERIFY(appendTo(store(), underId(7, true)));
    QVERIFY(appendTo(*other, underId(7, false)));
    QVERIFY(appendTo(store(), underId(7, false))); // a redelivery, to someone who has not met the half yet
    QCOMPARE(store().statistics()->traceCount, std::uint64_t(1));
    QCOMPARE(store().load(underId(7, false).batch.spans.front().traceId)->get()->size(), std::size_t(2));
}

void TstPostgresTeam::writersOfHalvesAndWholesBeginEachTraceOnce()
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

/// Three clients bring the same records in pieces that overlap, in different orders.
void TstPostgresTeam::writersOfTheSameLogRecordsKeepEachOnce()
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

void TstPostgresTeam::oneClientOfTheTeamPrunesAtATime()
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

void TstPostgresTeam::pruningLeavesTracesThatAreBeingWritten()
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

void TstPostgresTeam::theClientThatKeepsLongestDecides()
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

void TstPostgresTeam::eachClientKeepsItsOwnMetrics()
{
    PostgresOptions with = options();
    with.origin = 7;
    const auto other = open(with);
    using namespace std::chrono_literals;
    const MetricRow row{"queries_total", {}, Timestamp(10s), 10s, 3, 3, 1, 1, {}};
    MetricRow theirs = row;
    theirs.count = 5;
    QVERIFY(store().record({.rows = std::vector{row}}));
    QVERIFY(other->record({.rows = std::vector{theirs}}));
    QCOMPARE(store().metrics({Timestamp(0s), Timestamp(60s)}, 10s)->at(0).count, 3U);
    QCOMPARE(other->metrics({Timestamp(0s), Timestamp(60s)}, 10s)->at(0).count, 5U);
}

std::unique_ptr<QProcess> TstPostgresTeam::startIngester(std::uint32_t first, std::uint32_t count)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->start(QStringLiteral(SPANWISE_INGESTER),
                   {QString::fromStdString(url()), QString::number(first), QString::number(count)});
    if (!process->waitForStarted())
        qFatal("the ingester does not start");
    return process;
}

void TstPostgresTeam::verifyAll(const std::set<std::uint32_t> &acknowledged)
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

void TstPostgresTeam::killedWritersLoseNothingAcknowledged()
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

void TstPostgresTeam::twoProcessesWriteToOneStore()
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

static const Registered<TstPostgresTeam> registered;
#include "tst_postgresteam.moc"
