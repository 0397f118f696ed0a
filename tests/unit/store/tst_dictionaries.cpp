// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/dictionarytrainer.h"
#include "core/store/chunk/zstdcodec.h"
#include "core/store/sqlite/sqlitestore.h"
#include "tests/support/storebatches.h"
#include "tests/support/suite.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

#include <array>
#include <random>
#include <string>

using namespace spanwise;
using namespace spanwise::test;

namespace {

constexpr std::uint32_t manyTraces = 2'000; // more than a megabyte of chunks

/// One of many that are alike and never equal.
std::string record(std::mt19937_64 &random)
{
    std::string text = "openinference.span.kind CHAIN llm.model_name a-model-of-2024 ";
    for (int i = 0; i < 40; ++i)
        text += "field." + std::to_string(random() % 500) + "=" + std::to_string(random() % 1000) + ";";
    return text;
}

AdmittedBatch tracesFrom(std::uint32_t first, std::uint32_t count)
{
    BatchBuilder builder;
    for (std::uint32_t i = first; i < first + count; ++i) {
        std::mt19937_64 random(i);
        std::array<std::string, 30> values; // that the attributes view
        BatchBuilder::Attributes attributes;
        for (std::size_t a = 0; a < values.size(); ++a) {
            values[a] = "value " + std::to_string(random() % 10'000);
            attributes.emplace_back("attribute." + std::to_string(a), Value::ofString(values[a]));
        }
        builder.add(traceId(i), spanId(i), {}, "answer_query", i, i + 10, attributes);
    }
    return builder.take();
}

} // namespace

/// The dictionaries that a store trains from its own chunks, and stores from before there were any.
class TstDictionaries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void whatIsAlikeBecomesSmallerAndComesBack();
    void withoutItsDictionaryNothingIsRead();
    void noiseHasNoDictionary();
    void aDictionaryThatCannotBeKeptIsNotUsed();
    void aBetterDictionaryReplacesTheFirst();
    void aStoreTrainsOneAndReadsEverything();
    void aStoreGoesOnWithTheDictionaryItHas();
    void aTraceWithoutItsDictionaryIsDamaged();
    void aStoreOfTheFifthVersionIsReadAndAddedTo();

private:
    std::string path() const { return m_folder->filePath(QStringLiteral("spanwise.db")).toStdString(); }
    std::unique_ptr<SqliteStore> open() const
    {
        auto store = SqliteStore::open(path(), {.readFacts = plainFacts});
        if (!store)
            qFatal("open failed: %s", store.error().message.c_str());
        return *std::move(store);
    }
    static void append(SqliteStore &store, std::uint32_t first, std::uint32_t count)
    {
        const AdmittedBatch batch = tracesFrom(first, count);
        const AdmittedBatch *const group[] = {&batch};
        QVERIFY(store.append(group));
    }
    /// A store with a dictionary, most of whose traces are older than it.
    std::unique_ptr<SqliteStore> trained() const;
    static void verify(const SqliteStore &store, std::uint32_t number);
    int sql(const std::string &text) const;
    std::int64_t number(const std::string &query) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TstDictionaries::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

int TstDictionaries::sql(const std::string &text) const
{
    sqlite3 *handle = nullptr;
    sqlite3_open(path().c_str(), &handle);
    const int code = sqlite3_exec(handle, text.c_str(), nullptr, nullptr, nullptr);
    sqlite3_close(handle);
    return code;
}

std::int64_t TstDictionaries::number(const std::string &query) const
{
    sqlite3 *handle = nullptr;
    sqlite3_open(path().c_str(), &handle);
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(handle, query.c_str(), -1, &statement, nullptr);
    const std::int64_t value =
        sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return value;
}

std::unique_ptr<SqliteStore> TstDictionaries::trained() const
{
    auto store = open();
    append(*store, 1, manyTraces);
    for (int i = 0; i < 400 && number("SELECT count(*) FROM dictionaries") < 1; ++i)
        QTest::qWait(25);
    append(*store, manyTraces + 1, 100);
    return store;
}

void TstDictionaries::verify(const SqliteStore &store, std::uint32_t number)
{
    const auto trace = store.load(traceId(number));
    QVERIFY2(trace, trace ? "" : trace.error().message.c_str());
    const AdmittedBatch expected = tracesFrom(number, 1);
    QCOMPARE((*trace)->batch().spans.size(), std::size_t(1));
    QVERIFY(std::ranges::equal((*trace)->batch().spans[0].attributes, expected.batch.spans[0].attributes));
}

void TstDictionaries::whatIsAlikeBecomesSmallerAndComesBack()
{
    std::mt19937_64 random(1);
    std::vector<std::string> records(2000);
    for (std::string &text : records)
        text = record(random);
    const std::vector<std::string_view> samples(records.begin(), records.end());
    const auto dictionary = ZstdDictionary::from(ZstdDictionary::withId(ZstdDictionary::train(samples), 7));
    QVERIFY(dictionary);
    QCOMPARE(dictionary->id(), 7U);
    ZstdCompressor compressor;
    const std::string text = record(random);
    const std::string plain(compressor.compress(text));
    const std::string packed(compressor.compress(text, dictionary.get()));
    QVERIFY2(packed.size() * 4 < plain.size() * 3, qPrintable(QString::number(packed.size())));
    QCOMPARE(decompress(packed, [&](std::uint32_t id) { return id == 7 ? dictionary : nullptr; }).value(),
             text);
    QCOMPARE(std::string(compressor.compress(text)), plain); // the dictionary does not stay
    QCOMPARE(decompress(plain).value(), text);
}

void TstDictionaries::withoutItsDictionaryNothingIsRead()
{
    std::mt19937_64 random(2);
    std::vector<std::string> records(2000);
    for (std::string &text : records)
        text = record(random);
    const std::vector<std::string_view> samples(records.begin(), records.end());
    const std::string trained = ZstdDictionary::train(samples);
    const auto dictionary = ZstdDictionary::from(ZstdDictionary::withId(trained, 7));
    const auto other = ZstdDictionary::from(ZstdDictionary::withId(trained, 8));
    ZstdCompressor compressor;
    const std::string packed(compressor.compress(records[0], dictionary.get()));
    QVERIFY(!decompress(packed));
    QVERIFY(!decompress(packed, [](std::uint32_t) { return nullptr; }));
    QVERIFY(!decompress(packed, [&](std::uint32_t) { return other; }));
    QVERIFY(!ZstdDictionary::from("neither is this one"));
    QVERIFY(!ZstdDictionary::from({}));
}

void TstDictionaries::noiseHasNoDictionary()
{
    std::atomic<int> kept{0};
    DictionaryTrainer trainer([&](const std::string &) {
        ++kept;
        return nullptr;
    });
    std::mt19937_64 random(3);
    for (int i = 0; i < 1200; ++i) {
        std::string noise(1000, '\0');
        for (char &c : noise)
            c = static_cast<char>(random());
        trainer.note(noise);
    }
    trainer.stop(); // waits for what is being trained
    QCOMPARE(kept.load(), 0);
    QVERIFY(!trainer.current());
}

void TstDictionaries::aDictionaryThatCannotBeKeptIsNotUsed()
{
    std::atomic<int> asked{0};
    DictionaryTrainer trainer([&](const std::string &) -> std::shared_ptr<const ZstdDictionary> {
        ++asked;
        return nullptr;
    });
    std::mt19937_64 random(4);
    for (int i = 0; i < 3000; ++i)
        trainer.note(record(random));
    QTRY_COMPARE(asked.load(), 1);
    QVERIFY(!trainer.current());
}

void TstDictionaries::aBetterDictionaryReplacesTheFirst()
{
    std::atomic<std::uint32_t> kept{0};
    DictionaryTrainer trainer([&](const std::string &trained) {
        return ZstdDictionary::from(ZstdDictionary::withId(trained, ++kept));
    });
    std::mt19937_64 random(5);
    for (int i = 0; i < 3000; ++i)
        trainer.note(record(random));
    QTRY_VERIFY(trainer.current());
    QCOMPARE(trainer.current()->id(), 1U);
    const std::string alike = record(random) + record(random);
    for (int i = 0; i < 250'000 && kept == 1; ++i) { // from 64 MiB on it looks again, at something else now
        std::string text = "eine ganz andere Sprache, ";
        for (int w = 0; w < 30; ++w)
            text += "wort" + std::to_string(random() % 300) + " und ";
        trainer.note(text);
    }
    QTRY_VERIFY(trainer.current()->id() == 2U);
}

void TstDictionaries::aStoreTrainsOneAndReadsEverything()
{
    const auto store = trained();
    QCOMPARE(number("SELECT count(*) FROM dictionaries"), 1);
    const std::int64_t before = number("SELECT avg(length(data)) FROM chunks WHERE id <= 2000 * 16777216");
    const std::int64_t after = number("SELECT avg(length(data)) FROM chunks WHERE id > 2001 * 16777216");
    QVERIFY2(after * 4 < before * 3, qPrintable(QStringLiteral("%1, then %2").arg(before).arg(after)));
    for (std::uint32_t i = 1; i <= manyTraces + 100; i += 33)
        verify(*store, i);
    verify(*open(), 1); // another process
    verify(*open(), manyTraces + 100);
}

void TstDictionaries::aStoreGoesOnWithTheDictionaryItHas()
{
    trained().reset();
    const auto store = open();
    append(*store, manyTraces + 200, 50);
    QVERIFY(number("SELECT max(length(data)) FROM chunks WHERE id > 2150 * 16777216") <
            number("SELECT min(length(data)) FROM chunks WHERE id < 1000 * 16777216"));
    verify(*store, manyTraces + 220);
    QCOMPARE(number("SELECT count(*) FROM dictionaries"), 1);
}

void TstDictionaries::aTraceWithoutItsDictionaryIsDamaged()
{
    trained().reset();
    QCOMPARE(sql("DELETE FROM dictionaries"), SQLITE_OK);
    const auto store = open();
    verify(*store, 1);
    const auto lost = store->load(traceId(manyTraces + 50));
    QVERIFY(!lost);
    QCOMPARE(lost.error().code, Error::Code::Corrupt);
}

void TstDictionaries::aStoreOfTheFifthVersionIsReadAndAddedTo()
{
    QFile dump(QStringLiteral(SPANWISE_SOURCE_DIR "/tests/data/store/schema5.sql"));
    QVERIFY(dump.open(QIODevice::ReadOnly));
    QCOMPARE(sql("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;" +
                 dump.readAll().toStdString() +
                 "PRAGMA application_id = 1397771863; PRAGMA user_version = 5"),
             SQLITE_OK);
    const auto store = open();
    QVERIFY(store->openReport().migratedFrom == std::optional(5));
    QCOMPARE(store->statistics()->traceCount, 4U);
    for (std::uint32_t i = 1; i <= 4; ++i) {
        const auto trace = store->load(traceId(i));
        QVERIFY2(trace, trace ? "" : trace.error().message.c_str());
        const std::vector<Span> &spans = (*trace)->batch().spans;
        QCOMPARE(spans.size(), std::size_t(i % 2 == 0 ? 3 : 2));
        QCOMPARE(find(spans[0].attributes, "answer")->stringOr({}),
                 std::string(300, 'x') + std::to_string(i % 2));
        QCOMPARE(find(spans[1].attributes, "hash")->stringOr({}),
                 std::string_view("0123456789abcdef0123456789abcdef"));
        QCOMPARE(find(spans[1].attributes, "text")->stringOr({}), std::string(1000, 'd'));
    }
    QCOMPARE(*store->count({.text = "blue, part 3"}, 10), std::uint64_t(1));
    BatchBuilder again; // known and new of an old trace
    again.add(traceId(2), spanId(21), spanId(20), "retrieval", 201, 220);
    again.add(traceId(2), spanId(25), spanId(20), "verification", 260, 280);
    const AdmittedBatch batch = again.take();
    const AdmittedBatch *const group[] = {&batch};
    QCOMPARE(store->append(group)->front().stored, 1U);
    QCOMPARE((*store->load(traceId(2)))->batch().spans.size(), std::size_t(4));
}

static const Registered<TstDictionaries> registered;
#include "tst_dictionaries.moc"
