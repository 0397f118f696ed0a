// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/sqlitestore.h"
#include "tests/support/storecontract.h"
#include "tests/support/suite.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

#include <filesystem>
#include <functional>

using namespace spanwise;
using namespace spanwise::test;

namespace {

/// Runs SQL behind the store's back.
int sql(const std::filesystem::path &path, const std::string &text)
{
    sqlite3 *handle = nullptr;
    sqlite3_open(path.c_str(), &handle);
    const int code = sqlite3_exec(handle, text.c_str(), nullptr, nullptr, nullptr);
    sqlite3_close(handle);
    return code;
}

std::int64_t number(const std::filesystem::path &path, const std::string &query)
{
    sqlite3 *handle = nullptr;
    sqlite3_open(path.c_str(), &handle);
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(handle, query.c_str(), -1, &statement, nullptr);
    const std::int64_t value =
        sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return value;
}

} // namespace

class TstSqliteStore : public StoreContract
{
    Q_OBJECT

protected:
    std::unique_ptr<Store> makeStore() override
    {
        m_folder = std::make_unique<QTemporaryDir>();
        return openAgain();
    }
    std::unique_ptr<Store> openAgain() override { return open(); }

private:
    std::filesystem::path path() const
    {
        return m_folder->filePath(QStringLiteral("data/spanwise.db")).toStdString();
    }
    std::unique_ptr<SqliteStore> open()
    {
        auto store = SqliteStore::open(path(), {.readFacts = plainFacts, .clock = [this] { return m_now; }});
        if (!store)
            qFatal("open failed: %s", store.error().message.c_str());
        return *std::move(store);
    }
    /// A store with one trace, closed.
    void fill();

    std::unique_ptr<QTemporaryDir> m_folder;
    Timestamp m_now{
        std::chrono::hours(-1000)}; // when traces arrive: before any horizon, unless a test says otherwise

private Q_SLOTS:
    void aNewStoreReportsThatItWasCreated();
    void theFileIsSetUpAsDocumented();
    void theSizeIsThatOfTheDataAndNotOfTheLog();
    void theLogBecomesEmptyWhenNobodyWrites();
    void aStoreOfALaterVersionIsRefusedAndNotTouched();
    void damageIsMovedAside_data();
    void damageIsMovedAside();
    void damageInAPageIsFoundAtTheStart();
    void theLogOfADamagedStoreMovesWithIt();
    void anEmptyFileIsANewStore();
    void anotherProgramsDatabaseIsLeftAlone();
    void aLockedStoreIsNotTakenForDamaged();
    void aFolderInTheWayIsAnIoError();
    void longTextsAreStoredOnce();
    void aFailedGroupLeavesNothingBehind();
    void theTextIndexTrailsAndFindsTheSame();
    void pruningGivesSpaceBackAndLeavesNoOrphans();
    void aTraceInThousandsOfPiecesIsWhole();
    void anOldFileThatWasOpenedTodayStays();
    void fineMetricRowsAreKeptForTwoDays();
    void aStoreOfTheFirstVersionIsBroughtUpToDate();
    void newKeysMoveToTheLargeIndex();
    void aVeryLargeTraceIsRemovedInParts();
    void theLogDoesNotGrowWithoutBound();
};

void TstSqliteStore::fill()
{
    auto store = open();
    const AdmittedBatch batch = queryBatch(1, 0, "why?");
    const AdmittedBatch *const group[] = {&batch};
    QVERIFY(store->append(group));
}

void TstSqliteStore::aNewStoreReportsThatItWasCreated()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(open()->openReport().created);
    const auto again = open();
    QVERIFY(!again->openReport().created);
    QVERIFY(again->openReport().message.empty());
}

void TstSqliteStore::theFileIsSetUpAsDocumented()
{
    QCOMPARE(number(path(), "PRAGMA user_version"),
             std::int64_t(
                 QDir(QStringLiteral(SPANWISE_SOURCE_DIR "/resources/sql")).entryList(QDir::Files).size()));
    QCOMPARE(number(path(), "PRAGMA page_size"), 8192);
    QCOMPARE(number(path(), "PRAGMA auto_vacuum"), 2);
    QCOMPARE(number(path(), "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
}

void TstSqliteStore::theSizeIsThatOfTheDataAndNotOfTheLog()
{
    const auto store = open();
    for (std::uint32_t i = 1; i <= 100; ++i) {
        const AdmittedBatch batch = queryBatch(i, i, "why?");
        const AdmittedBatch *const group[] = {&batch};
        QVERIFY(store->append(group));
    }
    const auto bytes = static_cast<qint64>(store->statistics()->bytes);
    const qint64 log = QFileInfo(QString::fromStdString(path()) + QStringLiteral("-wal")).size();
    QVERIFY2(bytes < log, "a hundred transactions write most pages many times"); // else this shows nothing
    sql(path(), "PRAGMA wal_checkpoint(FULL)");
    QVERIFY(bytes <= QFileInfo(QString::fromStdString(path())).size());
    QCOMPARE(static_cast<qint64>(store->statistics()->bytes), bytes);
}

void TstSqliteStore::theLogBecomesEmptyWhenNobodyWrites()
{
    const auto store = open();
    const AdmittedBatch batch = queryBatch(1, 0, "why?");
    const AdmittedBatch *const group[] = {&batch};
    QVERIFY(store->append(group));
    const QString log = QString::fromStdString(path()) + QStringLiteral("-wal");
    QTRY_COMPARE_WITH_TIMEOUT(QFileInfo(log).size(), qint64(0), 60'000);
    QCOMPARE((*store->load(traceId(1)))->size(), std::size_t(1));
}

void TstSqliteStore::aStoreOfALaterVersionIsRefusedAndNotTouched()
{
    m_folder = std::make_unique<QTemporaryDir>();
    fill();
    sql(path(), "PRAGMA user_version = 99");
    const auto refused = SqliteStore::open(path());
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::TooNew);
    QVERIFY(QByteArray::fromStdString(refused.error().message).contains("schema version 99"));
    QCOMPARE(number(path(), "PRAGMA user_version"), 99);
    QCOMPARE(number(path(), "SELECT count(*) FROM traces"), 1);
}

void TstSqliteStore::damageIsMovedAside_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("garbage") << 0;
    QTest::newRow("short garbage") << 1;
    QTest::newRow("cut off") << 2;
    QTest::newRow("pages overwritten") << 3;
}

void TstSqliteStore::damageIsMovedAside()
{
    QFETCH(int, kind);
    m_folder = std::make_unique<QTemporaryDir>();
    fill();
    QFile file(QString::fromStdString(path().string()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qint64 size = file.size();
    if (kind == 0)
        QVERIFY(file.write(QByteArray(size, 'x')) == size);
    if (kind == 1)
        QVERIFY(file.resize(0) && file.write("oops") == 4);
    if (kind == 2)
        QVERIFY(file.resize(size / 2 / 8192 * 8192));
    if (kind == 3)
        QVERIFY(file.seek(8192) && file.write(QByteArray(size - 8192, '\xa5')) == size - 8192);
    file.seek(0);
    const QByteArray damaged = file.readAll();
    file.close();

    const auto store = open();
    QVERIFY(!store->openReport().message.empty());
    QVERIFY(store->openReport().created);
    const QString aside = QString::fromStdString(store->openReport().movedAside.string());
    QVERIFY(QFileInfo(aside).fileName().startsWith(QStringLiteral("spanwise.corrupt-")));
    QFile kept(aside);
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), damaged);
    QCOMPARE(store->statistics()->traceCount, 0U);
    const AdmittedBatch batch = queryBatch(2, 0, "works");
    const AdmittedBatch *const group[] = {&batch};
    QVERIFY(store->append(group));
}

void TstSqliteStore::damageInAPageIsFoundAtTheStart()
{
    m_folder = std::make_unique<QTemporaryDir>();
    {
        auto store = open();
        for (std::uint32_t i = 1; i < 200; ++i) {
            const AdmittedBatch batch = queryBatch(i, i, "question " + std::to_string(i));
            const AdmittedBatch *const group[] = {&batch};
            QVERIFY(store->append(group));
        }
    }
    const std::int64_t page =
        number(path(), "SELECT rootpage FROM sqlite_master WHERE name = 'traces_newest'");
    QFile file(QString::fromStdString(path().string()));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek((page - 1) * 8192) &&
            file.write(QByteArray(512, '\xff')) == 512);
    file.close();
    QVERIFY(!open()->openReport().movedAside.empty());
}

void TstSqliteStore::theLogOfADamagedStoreMovesWithIt()
{
    m_folder = std::make_unique<QTemporaryDir>();
    fill();
    const QString name = QString::fromStdString(path().string());
    for (const auto &[suffix, content] :
         {std::pair("", "garbage, not a database at all"), {"-wal", "log"}, {"-shm", "shared"}}) {
        QFile file(name + QLatin1String(suffix));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) > 0);
    }
    const auto store = open();
    const QString aside = QString::fromStdString(store->openReport().movedAside.string());
    QVERIFY(QFile::exists(aside));
    QVERIFY(QFile::exists(aside + QStringLiteral("-wal")));
    QCOMPARE(store->statistics()->traceCount, 0U);
}

void TstSqliteStore::anEmptyFileIsANewStore()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("data")));
    QFile file(QString::fromStdString(path().string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    const auto store = open();
    QVERIFY(store->openReport().created);
    QVERIFY(store->openReport().movedAside.empty());
}

void TstSqliteStore::anotherProgramsDatabaseIsLeftAlone()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("data")));
    QCOMPARE(sql(path(), "CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')"), SQLITE_OK);
    const auto refused = SqliteStore::open(path());
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::InvalidInput);
    QCOMPARE(number(path(), "SELECT count(*) FROM recipes"), 1);
}

void TstSqliteStore::aLockedStoreIsNotTakenForDamaged()
{
    m_folder = std::make_unique<QTemporaryDir>();
    fill();
    sqlite3 *handle = nullptr;
    QCOMPARE(sqlite3_open(path().c_str(), &handle), SQLITE_OK);
    QCOMPARE(
        sqlite3_exec(handle,
                     "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE counters SET value = value",
                     nullptr, nullptr, nullptr),
        SQLITE_OK);
    const auto refused = SqliteStore::open(path(), {.busyTimeout = std::chrono::milliseconds(10)});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::Busy);
    sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
    sqlite3_close(handle);
    QCOMPARE(open()->statistics()->traceCount, 1U);
}

void TstSqliteStore::aFolderInTheWayIsAnIoError()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("data/spanwise.db")));
    const auto refused = SqliteStore::open(path());
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::Io);
    QVERIFY(QDir(QString::fromStdString(path().string())).exists());
}

void TstSqliteStore::longTextsAreStoredOnce()
{
    const std::string document(2000, 'd');
    for (std::uint32_t i = 1; i <= 30; ++i) {
        BatchBuilder builder;
        for (std::uint32_t s = 1; s <= 3; ++s)
            builder.add(traceId(i), spanId(s), {}, "retrieve", i, i + 5,
                        {{"document", Value::ofString(document)}});
        append(builder.take());
    }
    QCOMPARE(number(path(), "SELECT count(*) FROM texts"), 1);
    QCOMPARE(number(path(), "SELECT refs FROM texts"), 30);
}

void TstSqliteStore::aFailedGroupLeavesNothingBehind()
{
    append(queryBatch(1, 0, "before"));
    QCOMPARE(sql(path(), "CREATE TRIGGER refuse BEFORE INSERT ON traces WHEN new.begin_ns = 7000000 "
                         "BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"),
             SQLITE_OK);
    const AdmittedBatch good = queryBatch(2, 0, "good", {{"answer", Value::ofString(std::string(500, 'a'))}});
    const AdmittedBatch bad = queryBatch(3, 7, "bad");
    const AdmittedBatch *const group[] = {&good, &bad};
    const auto refused = store().append(group);
    QVERIFY(!refused);
    QVERIFY(QByteArray::fromStdString(refused.error().message).contains("refused by the test"));
    QCOMPARE(store().statistics()->traceCount, 1U);
    QCOMPARE(listed({}), "1");
    QCOMPARE(append(good).stored, 1U); // what was remembered of the failed group is forgotten
    QVERIFY(store().load(traceId(2)));
    QCOMPARE(store().savedQuery(traceId(2))->answer.size(), std::size_t(500));
}

void TstSqliteStore::theTextIndexTrailsAndFindsTheSame()
{
    constexpr std::uint32_t count = 2500;
    std::vector<AdmittedBatch> batches;
    for (std::uint32_t i = 1; i <= count; ++i)
        batches.push_back(
            queryBatch(i, i, i % 500 == 0 ? "rare Wörter here" : "common words " + std::to_string(i)));
    for (std::uint32_t i = 0; i < count; i += 100) {
        std::vector<const AdmittedBatch *> group;
        for (std::uint32_t j = i; j < i + 100; ++j)
            group.push_back(&batches[j]);
        append(group);
    }
    QTRY_VERIFY(number(path(), "SELECT value FROM counters WHERE name = 'indexed_seq'") > 1000);
    append(queryBatch(count + 1, count + 1, "rare Wörter that wait for the index"));
    QCOMPARE(listed({.text = "wörter RARE"}), "2501 2500 2000 1500 1000 500");
    QCOMPARE(*store().count({.text = "common"}, 10'000), std::uint64_t(count - 5));
    QCOMPARE(store().list({.filter = {.text = "common"}, .after = {}, .limit = 3})->traces.size(),
             std::size_t(3));

    // A root that arrives after its trace was indexed replaces what the index knows.
    BatchBuilder late;
    late.add(traceId(1), spanId(9), {}, "answer_query", 0, 1, {{"question", Value::ofString("unheard-of")}});
    append(late.take());
    QCOMPARE(listed({.text = "unheard-of"}), "1");
    QCOMPARE(number(path(), "SELECT count(*) FROM reindex"), 1);
    QCOMPARE(
        *store().count({.text = "words 1"}, 10'000), *store().count({.text = "words"}, 10'000) - [&] {
            std::uint64_t without = 0;
            for (std::uint32_t i = 1; i <= count; ++i)
                without +=
                    i % 500 != 0 && i != 1 && std::to_string(i).find('1') == std::string::npos ? 1U : 0U;
            return without;
        }());
    QCOMPARE(*store().prune(Timestamp::max()), std::uint64_t(count + 1));
    QCOMPARE(number(path(), "SELECT count(*) FROM text_segments"), 0);
    QCOMPARE(number(path(), "SELECT count(*) FROM text_postings"), 0);
    QCOMPARE(number(path(), "SELECT count(*) FROM reindex"), 0);
}

void TstSqliteStore::pruningGivesSpaceBackAndLeavesNoOrphans()
{
    for (std::uint32_t i = 1; i <= 300; ++i) {
        std::string text;
        for (std::uint32_t j = 0; j < 800; ++j)
            text += std::to_string(i * 7919 + j * 104'729) + " ";
        append(queryBatch(i, i, "q", {{"document", Value::ofString(text)}}));
    }
    const std::int64_t before = number(path(), "PRAGMA page_count");
    QCOMPARE(*store().prune(Timestamp::max()), 300U);
    QCOMPARE(number(path(), "SELECT count(*) FROM texts"), 0);
    QCOMPARE(number(path(), "SELECT count(*) FROM chunks"), 0);
    QVERIFY(number(path(), "PRAGMA page_count") < before / 3);
    QCOMPARE(number(path(), "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
}

void TstSqliteStore::aTraceInThousandsOfPiecesIsWhole()
{
    for (std::uint32_t i = 1; i <= 3000; i += 100) {
        std::vector<AdmittedBatch> batches;
        for (std::uint32_t j = i; j < i + 100; ++j) {
            BatchBuilder builder;
            builder.add(traceId(1), spanId(j), j == 1 ? SpanId{} : spanId(1), "s", j, j + 1);
            batches.push_back(builder.take());
        }
        for (const AdmittedBatch &batch : batches)
            append(batch);
    }
    const auto trace = *store().load(traceId(1));
    QCOMPARE(trace->size(), std::size_t(3000));
    QCOMPARE(trace->tree().orphanCount(), std::size_t(0));
    QCOMPARE(trace->batch().resources.size(), std::size_t(1));
}

void TstSqliteStore::anOldFileThatWasOpenedTodayStays()
{
    using namespace std::chrono_literals;
    const Timestamp begin{std::chrono::days(1000)};
    m_now = begin + 50 * 24h;
    append(queryBatch(1, 0, "happened long ago, arrived on day 50"));
    QCOMPARE(*store().prune(begin + 20 * 24h), 0U);
    m_now += 24h;
    append(queryBatch(2, 0, "arrived on day 51"));
    QCOMPARE(*store().prune(m_now - 30 * 24h), 0U);
    m_now += 29 * 24h + 2h; // day 80: the first has been here for thirty days, the second has not
    QCOMPARE(*store().prune(m_now - 30 * 24h), 1U);
    QCOMPARE(listed({}), "2");
    m_now += 24h;
    QCOMPARE(*store().prune(m_now - 30 * 24h), 1U);
    append(queryBatch(3, 0, "arrives now, when everything before it is gone"));
    QCOMPARE(*store().prune(m_now - 30 * 24h), 0U);
    QCOMPARE(number(path(), "SELECT count(*) < 4 FROM arrivals"), 1); // marks that tell nothing any more go
}

void TstSqliteStore::fineMetricRowsAreKeptForTwoDays()
{
    using namespace std::chrono_literals;
    const Timestamp begin{std::chrono::days(1000)};
    std::vector<MetricRow> rows;
    for (int hour = 0; hour < 100; ++hour) {
        for (const Duration resolution : {Duration(10s), Duration(60s)})
            rows.push_back({"queries_total", {}, begin + hour * 1h, resolution, 1, 1, 1, 1, {}});
    }
    QVERIFY(store().record({.rows = rows}));
    QVERIFY(store().prune(begin));
    QCOMPARE(store().metrics({begin, begin + 100h}, 10s)->size(), std::size_t(49));
    QCOMPARE(store().metrics({begin, begin + 100h}, 60s)->size(), std::size_t(100));
    QVERIFY(store().prune(begin + 90h));
    QCOMPARE(store().metrics({begin, begin + 100h}, 10s)->size(), std::size_t(10));
    QCOMPARE(store().metrics({begin, begin + 100h}, 60s)->size(), std::size_t(10));
}

void TstSqliteStore::aStoreOfTheFirstVersionIsBroughtUpToDate()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("data")));
    QFile first(QStringLiteral(SPANWISE_SOURCE_DIR "/resources/sql/001_initial.sql"));
    QVERIFY(first.open(QIODevice::ReadOnly));
    QCOMPARE(
        sql(path(), "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;" +
                        first.readAll().toStdString() +
                        "PRAGMA application_id = 1397771863; PRAGMA user_version = 1;"
                        "INSERT INTO services VALUES (1, 'shop', 5);"
                        "INSERT INTO texts VALUES (1, x'00112233445566778899aabbccddeeff', 3, 1, x'00');"
                        "INSERT INTO traces VALUES (7, x'00000000000000000000000000000001', 5, 9, 1, 'root', "
                        "'', 1, 0, 0, 1, 0, 0, "
                        "1, 0, 0, 0.0, NULL, NULL, NULL, 3, 5, x'', 'why', NULL, NULL, NULL, NULL, NULL);"
                        "UPDATE counters SET value = 1 WHERE name = 'traces'; UPDATE counters SET value = 9 "
                        "WHERE name = 'indexed_seq'"),
        SQLITE_OK);
    m_now = Timestamp(std::chrono::days(1000));
    const auto store = open();
    QVERIFY2(store->openReport().migratedFrom == std::optional(1), store->openReport().message.c_str());
    QVERIFY(!store->openReport().message.empty());
    QCOMPARE(store->statistics()->traceCount, 1U);
    QCOMPARE(store->summary(traceId(1))->question, "why");
    QCOMPARE(*store->count({.text = "why"}, 10), std::uint64_t(1));
    QCOMPARE(number(path(), "SELECT id FROM text_hashes WHERE hash = x'00112233445566778899aabbccddeeff'"),
             1);
    QCOMPARE(*store->prune(m_now), 1U); // when it arrived was not noted: its own time counts
}

void TstSqliteStore::newKeysMoveToTheLargeIndex()
{
    constexpr std::uint32_t count = 6000; // more than wait in the small one
    for (std::uint32_t i = 1; i <= count; i += 100) {
        BatchBuilder builder;
        for (std::uint32_t j = i; j < i + 100; ++j)
            builder.add(traceId(j * 2'654'435'761U), spanId(j), {}, "s", j, j + 1);
        append(builder.take());
    }
    const std::int64_t settled = number(path(), "SELECT count(*) FROM trace_ids");
    QVERIFY(settled > 0 && settled < count);
    QCOMPARE(number(path(), "SELECT value FROM counters WHERE name = 'settled_trace'"), settled);
    for (std::uint32_t i = 1; i <= count; i += 97) {
        QVERIFY(store().summary(traceId(i * 2'654'435'761U)));
        BatchBuilder again;
        again.add(traceId(i * 2'654'435'761U), spanId(i), {}, "s", i, i + 1);
        QCOMPARE(append(again.take()).stored, 0U);
    }
    QCOMPARE(*store().prune(Timestamp::max()), count);
    QCOMPARE(number(path(), "SELECT count(*) FROM trace_ids"), 0);
}

void TstSqliteStore::aVeryLargeTraceIsRemovedInParts()
{
    for (std::uint32_t i = 0; i < 30; ++i) {
        BatchBuilder builder;
        for (std::uint32_t j = 0; j < 1000; ++j)
            builder.add(traceId(1), spanId(i * 1000 + j + 1), {}, "s", j, j + 1);
        append(builder.take());
    }
    append(queryBatch(2, 0, "small"));
    QCOMPARE(*store().prune(Timestamp::max()), 2U);
    QCOMPARE(number(path(), "SELECT count(*) FROM chunks"), 0);
    QCOMPARE(store().statistics()->spanCount, 0U);
    QCOMPARE(store().statistics()->removedSpans, 30'001U);
}

void TstSqliteStore::theLogDoesNotGrowWithoutBound()
{
    const std::string text(200'000, 'x');
    for (std::uint32_t i = 1; i <= 700; ++i) { // some 140 MB of pages: bytes that do not compress
        std::string noise = text;
        std::uint32_t state = i;
        for (char &c : noise) {
            state = state * 1'664'525U + 1'013'904'223U;
            c = static_cast<char>(state >> 24U);
        }
        append(queryBatch(i, i, "q", {{"document", Value::ofString(noise)}}));
    }
    std::filesystem::path log = path();
    log += "-wal";
    QTRY_VERIFY(std::filesystem::file_size(path()) > (30U << 20U));
    QVERIFY2(std::filesystem::file_size(log) < (120U << 20U),
             std::to_string(std::filesystem::file_size(log)).c_str());
}

static const Registered<TstSqliteStore> registered;
#include "tst_sqlitestore.moc"
