// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/storecontract.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

namespace spanwise::test {
namespace {

/// A record of the builder's service whose body is text.
LogRecord &addLog(BatchBuilder &builder, const std::string &text, std::int64_t milliseconds,
                  std::uint8_t severity = 9, TraceId trace = {}, SpanId span = {})
{
    LogRecord record;
    record.time = Timestamp(std::chrono::milliseconds(milliseconds));
    record.severity = severity;
    record.body = Value::ofString(builder.batch().arena.copy(text));
    record.traceId = trace;
    record.spanId = span;
    return builder.batch().logs.emplace_back(record);
}

AdmittedBatch logBatch(const std::string &text, std::int64_t milliseconds, std::uint8_t severity = 9,
                       TraceId trace = {}, const std::string &service = "shop")
{
    BatchBuilder builder(service);
    addLog(builder, text, milliseconds, severity, trace);
    return builder.take();
}

void compareLogs(const LogRecord &left, const LogRecord &right)
{
    QCOMPARE(left.time, right.time);
    QCOMPARE(left.observed, right.observed);
    QCOMPARE(left.severity, right.severity);
    QCOMPARE(left.severityText, right.severityText);
    QCOMPARE(left.eventName, right.eventName);
    QVERIFY(left.body == right.body);
    QVERIFY(std::ranges::equal(left.attributes, right.attributes));
    QCOMPARE(left.traceId, right.traceId);
    QCOMPARE(left.spanId, right.spanId);
    QCOMPARE(left.flags, right.flags);
    QCOMPARE(left.droppedAttributes, right.droppedAttributes);
}

} // namespace

void StoreContract::logRecordsAreLoadedEqual()
{
    BatchBuilder builder("rag");
    addLog(builder, "one", 1000, 9, traceId(1), spanId(2));
    addLog(builder, "two", 2000, 17);
    const AdmittedBatch batch = builder.take();
    const AppendReport report = append(batch);
    QCOMPARE(report.storedLogs, 2U);
    const auto page = m_store->logs({});
    QVERIFY(page);
    QVERIFY(!page->next);
    QCOMPARE(page->batch->logs.size(), std::size_t(2));
    compareLogs(page->batch->logs[0], batch.batch.logs[1]);
    compareLogs(page->batch->logs[1], batch.batch.logs[0]);
    QCOMPARE(page->batch->resources.at(page->batch->logs[0].resource).serviceName(), "rag");
    QCOMPARE(m_store->statistics()->logCount, 2U);
    QCOMPARE(m_store->statistics()->traceCount, 0U);
}

void StoreContract::everyFieldOfALogRecordSurvives()
{
    BatchBuilder builder;
    Arena &arena = builder.batch().arena;
    const Value items[] = {Value::ofInt(-7), Value(), Value::ofDouble(std::nan(""))};
    const Attribute inner[] = {{"list", Value::ofArray(arena.copy(std::span<const Value>(items)))},
                               {"bytes", Value::ofBytes(std::string_view("\0\xff", 2))}};
    LogRecord &record = addLog(builder, "", 1, 24, traceId(9), spanId(8));
    record.body = Value::ofMap(arena.copy(std::span<const Attribute>(inner)));
    record.time = Timestamp(Duration(std::numeric_limits<std::int64_t>::max()));
    record.observed = Timestamp(Duration(1'700'000'000'123'456'789));
    record.severityText = "F\xC3\x84TAL";
    record.eventName = "gen_ai.choice";
    record.attributes = arena.copy(std::span<const Attribute>(inner));
    record.flags = 0xffffffff;
    record.droppedAttributes = 5;
    builder.batch().resources[0].schemaUrl = "https://example.org/r";
    builder.batch().scopes[0] = {.name = "lib",
                                 .version = "2",
                                 .attributes = record.attributes,
                                 .schemaUrl = "s",
                                 .droppedAttributes = 3};
    const AdmittedBatch batch = builder.take();
    append(batch);
    const auto logs = m_store->logsOf(traceId(9), 10);
    QVERIFY(logs);
    QCOMPARE((*logs)->logs.size(), std::size_t(1));
    const LogRecord &loaded = (*logs)->logs[0];
    compareLogs(loaded, batch.batch.logs[0]);
    QCOMPARE((*logs)->resources.at(loaded.resource).schemaUrl, "https://example.org/r");
    const Scope &scope = (*logs)->scopes.at(loaded.scope);
    QCOMPARE(scope.name, "lib");
    QCOMPARE(scope.version, "2");
    QCOMPARE(scope.droppedAttributes, 3U);
    QVERIFY(std::ranges::equal(scope.attributes, batch.batch.scopes[0].attributes));
}

void StoreContract::logRecordsOfATraceComeByTime()
{
    append(logBatch("third", 3000, 9, traceId(1)));
    append(logBatch("other", 1500, 9, traceId(2)));
    append(logBatch("none", 1600));
    append(logBatch("first", 1000, 9, traceId(1), "back"));
    append(logBatch("second", 2000, 9, traceId(1)));
    QCOMPARE(bodies(**m_store->logsOf(traceId(1), 10)), "first second third");
    QCOMPARE(bodies(**m_store->logsOf(traceId(1), 2)), "first second");
    QCOMPARE(bodies(**m_store->logsOf(traceId(3), 10)), "");
    const auto logs = *m_store->logsOf(traceId(1), 10);
    QCOMPARE(logs->resources.at(logs->logs[0].resource).serviceName(), "back");
    QCOMPARE(logs->resources.at(logs->logs[1].resource).serviceName(), "shop");
}

void StoreContract::aLogRecordThatIsSentAgainIsStoredOnce()
{
    append(logBatch("same", 1000, 9, traceId(1)));
    QCOMPARE(append(logBatch("same", 1000, 9, traceId(1))).storedLogs, 0U);
    QCOMPARE(append(logBatch("same", 1000, 9, traceId(2))).storedLogs, 1U);
    QCOMPARE(append(logBatch("same", 1001, 9, traceId(1))).storedLogs, 1U);
    QCOMPARE(append(logBatch("same", 1000, 13, traceId(1))).storedLogs, 1U);
    QCOMPARE(append(logBatch("same", 1000, 9, traceId(1), "other")).storedLogs, 1U);
    const auto other = openAgain();
    const AdmittedBatch again = logBatch("same", 1000, 9, traceId(1));
    const AdmittedBatch *const group[] = {&again};
    QCOMPARE(other->append(group)->front().storedLogs, 0U);
    BatchBuilder both; // part of a batch that is sent again, with something new
    addLog(both, "same", 1000, 9, traceId(1));
    addLog(both, "new", 1000, 9, traceId(1));
    QCOMPARE(append(both.take()).storedLogs, 1U);
    QCOMPARE(m_store->statistics()->logCount, 6U);
}

void StoreContract::equalRecordsOfOneBatchAreAllKept()
{
    const auto twice = [] {
        BatchBuilder builder;
        addLog(builder, "tick", 1000);
        addLog(builder, "tick", 1000);
        return builder.take();
    };
    QCOMPARE(append(twice()).storedLogs, 2U);
    QCOMPARE(append(twice()).storedLogs, 0U);
    QCOMPARE(listedLogs({}), "tick tick");
}

void StoreContract::recordsWithoutAnyTimeStandWhereTheyArrived()
{
    BatchBuilder builder;
    addLog(builder, "timeless", 0).time.reset();
    append(builder.take());
    BatchBuilder observed;
    LogRecord &record = addLog(observed, "observed", 0);
    record.observed = at(5000);
    record.time.reset();
    append(observed.take());
    QCOMPARE(listedLogs({.window = TimeWindow{at(5000), at(5001)}}), "observed");
    const auto page = m_store->logs({.filter = {.text = "timeless"}});
    QCOMPARE(page->batch->logs.size(), std::size_t(1));
    QVERIFY(!page->batch->logs[0].when()); // as it was sent
}

void StoreContract::logPagesContinueWhereTheLastOneEnded()
{
    BatchBuilder builder;
    for (int i = 0; i < 10; ++i)
        addLog(builder, std::to_string(i), i / 3); // some share an instant
    append(builder.take());
    std::vector<std::string> seen;
    LogRequest request{.limit = 3};
    for (int pages = 0; pages < 5; ++pages) {
        const auto page = m_store->logs(request);
        QVERIFY(page);
        for (const LogRecord &record : page->batch->logs)
            seen.emplace_back(record.body.string());
        append(logBatch("newer", 1000 + pages)); // does not shift what follows
        request.after = page->next;
        if (!page->next)
            break;
    }
    QCOMPARE(seen.size(), std::size_t(10));
    QCOMPARE(seen.front(), "9");
    std::ranges::sort(seen);
    QVERIFY(std::ranges::adjacent_find(seen) == seen.end());
}

void StoreContract::logFiltersNarrow_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("severity");
    QTest::addColumn<QByteArray>("service");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("everything") << QByteArray() << 0 << QByteArray()
                                << QByteArray("Disk-FULL retry cache-miss start");
    QTest::newRow("warnings and worse")
        << QByteArray() << 13 << QByteArray() << QByteArray("Disk-FULL retry");
    QTest::newRow("errors") << QByteArray() << 17 << QByteArray() << QByteArray("Disk-FULL");
    QTest::newRow("fatal") << QByteArray() << 21 << QByteArray() << QByteArray();
    QTest::newRow("a word in any case") << QByteArray("full") << 0 << QByteArray() << QByteArray("Disk-FULL");
    QTest::newRow("a part of a word") << QByteArray("ache") << 0 << QByteArray() << QByteArray("cache-miss");
    QTest::newRow("every word counts") << QByteArray("cache full") << 0 << QByteArray() << QByteArray();
    QTest::newRow("a text of an attribute")
        << QByteArray("lookup.py") << 0 << QByteArray() << QByteArray("cache-miss");
    QTest::newRow("a service") << QByteArray() << 0 << QByteArray("back") << QByteArray("retry");
    QTest::newRow("an unknown service") << QByteArray() << 0 << QByteArray("nobody") << QByteArray();
    QTest::newRow("severity and word") << QByteArray("retry") << 17 << QByteArray() << QByteArray();
}

void StoreContract::logFiltersNarrow()
{
    append(logBatch("start", 1000, 9));
    BatchBuilder miss;
    const Attribute file{"code.filepath", Value::ofString("/app/Lookup.py")};
    addLog(miss, "cache-miss", 2000, 5).attributes =
        miss.batch().arena.copy(std::span<const Attribute>(&file, 1));
    append(miss.take());
    append(logBatch("retry", 3000, 13, {}, "back"));
    append(logBatch("Disk-FULL", 4000, 17, traceId(1)));
    QFETCH(QByteArray, text);
    QFETCH(int, severity);
    QFETCH(QByteArray, service);
    QFETCH(QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(listedLogs({.minSeverity = static_cast<std::uint8_t>(severity),
                                                   .text = text.toStdString(),
                                                   .service = service.toStdString()})),
             expected);
}

void StoreContract::aLargeLogBodyComesBackWhole()
{
    std::string prompt;
    for (int i = 0; prompt.size() < 2'000'000; ++i)
        prompt += "line " + std::to_string(i * 7919) + "\n";
    append(logBatch(prompt, 1000, 9, traceId(1)));
    append(logBatch(prompt, 2000, 9, traceId(1)));
    const auto logs = *m_store->logsOf(traceId(1), 10);
    QCOMPARE(logs->logs.size(), std::size_t(2));
    QVERIFY(logs->logs[0].body.string() == prompt);
    QVERIFY(logs->logs[1].body.string() == prompt);
    QCOMPARE(m_store->logs({.filter = {.text = "line 7919"}})->batch->logs.size(), std::size_t(2));
}

void StoreContract::moreRecordsThanAChunkHolds()
{
    constexpr int count = 10'000;
    BatchBuilder builder;
    for (int i = 0; i < count; ++i)
        addLog(builder, "r" + std::to_string(i), i, 9, traceId(static_cast<std::uint32_t>(1 + i % 3)));
    QCOMPARE(append(builder.take()).storedLogs, std::uint64_t(count));
    QCOMPARE(m_store->logsOf(traceId(1), count)->get()->logs.size(), std::size_t(3334));
    QCOMPARE(listedLogs({.text = "r7777"}), "r7777");
    const auto page = m_store->logs({.limit = count + 1});
    QCOMPARE(page->batch->logs.size(), std::size_t(count));
    QCOMPARE(page->batch->resources.size(), std::size_t(3)); // one for each chunk, not one for each record
    QVERIFY(page->batch->logs.front().body.string() == "r9999");
}

void StoreContract::pruningRemovesOldLogRecords()
{
    const std::string document(1000, 'd');
    append(logBatch(document, 1000, 9, traceId(1)));
    append(logBatch("old", 2000));
    append(logBatch("young", 90'000, 9, traceId(1)));
    append(logBatch(document, 91'000));
    QVERIFY(m_store->prune(at(80'000)));
    QCOMPARE(m_store->statistics()->logCount, 2U);
    QCOMPARE(bodies(**m_store->logsOf(traceId(1), 10)), "young");
    QCOMPARE(listedLogs({}), document + " young");
    QCOMPARE(append(logBatch("old", 2000)).storedLogs, 1U); // it may come again
    QVERIFY(m_store->prune(Timestamp::max()));
    QCOMPARE(m_store->statistics()->logCount, 0U);
    QCOMPARE(listedLogs({}), "");
    QCOMPARE(append(logBatch(document, 92'000, 9, traceId(1))).storedLogs, 1U);
    QCOMPARE(bodies(**m_store->logsOf(traceId(1), 10)), document);
}

} // namespace spanwise::test
