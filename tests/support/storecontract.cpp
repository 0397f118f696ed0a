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

Timestamp at(std::int64_t milliseconds)
{
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

std::uint32_t numberOf(TraceId id)
{
    std::uint32_t number = 0;
    for (std::size_t i = 12; i < 16; ++i)
        number = number << 8U | id.bytes()[i];
    return number;
}

bool sameEvents(const Span &left, const Span &right)
{
    return std::ranges::equal(left.events, right.events, [](const Event &a, const Event &b) {
        return a.time == b.time && a.name == b.name && std::ranges::equal(a.attributes, b.attributes)
               && a.droppedAttributes == b.droppedAttributes;
    });
}

bool sameLinks(const Span &left, const Span &right)
{
    return std::ranges::equal(left.links, right.links, [](const Link &a, const Link &b) {
        return a.traceId == b.traceId && a.spanId == b.spanId && a.traceState == b.traceState
               && std::ranges::equal(a.attributes, b.attributes) && a.droppedAttributes == b.droppedAttributes
               && a.flags == b.flags;
    });
}

void compareSpans(const Span &left, const Span &right)
{
    QCOMPARE(left.traceId, right.traceId);
    QCOMPARE(left.id, right.id);
    QCOMPARE(left.parent, right.parent);
    QCOMPARE(left.name, right.name);
    QCOMPARE(left.time, right.time);
    QCOMPARE(left.kind, right.kind);
    QCOMPARE(left.status, right.status);
    QCOMPARE(left.statusMessage, right.statusMessage);
    QCOMPARE(left.traceState, right.traceState);
    QVERIFY(std::ranges::equal(left.attributes, right.attributes));
    QVERIFY(sameEvents(left, right));
    QVERIFY(sameLinks(left, right));
    QCOMPARE(left.flags, right.flags);
    QCOMPARE(left.droppedAttributes, right.droppedAttributes);
    QCOMPARE(left.droppedEvents, right.droppedEvents);
    QCOMPARE(left.droppedLinks, right.droppedLinks);
}

/// Root, a query below it in another service's process, two steps, one of which fails.
std::vector<AdmittedBatch> piecesOfATrace()
{
    std::vector<AdmittedBatch> pieces;
    const TraceId trace = traceId(1);
    BatchBuilder front("front");
    front.add(trace, spanId(1), {}, "GET /ask", 0, 900);
    pieces.push_back(front.take());
    BatchBuilder query("rag");
    query.add(trace, spanId(2), spanId(1), "answer_query", 10, 800,
              {{"question", Value::ofString("why?")}, {"answer", Value::ofString("because")}, {"tokens", Value::ofInt(7)}})
        .flags = spanflags::hasIsRemote | spanflags::isRemote;
    pieces.push_back(query.take());
    BatchBuilder steps("rag");
    steps.add(trace, spanId(3), spanId(2), "retrieval", 20, 300, {{"step", Value::ofInt(3)}, {"tokens", Value::ofInt(5)}});
    pieces.push_back(steps.take());
    BatchBuilder failing("rag");
    failing.add(trace, spanId(4), spanId(2), "generation", 300, 950,
                {{"step", Value::ofInt(5)}, {"hallucination", Value::ofDouble(0.25)}, {"cache_hit", Value::ofBool(false)}})
        .status = StatusCode::Error;
    failing.batch().spans.back().kind = SpanKind::Client;
    pieces.push_back(failing.take());
    return pieces;
}

} // namespace

void StoreContract::init()
{
    m_store = makeStore();
    QVERIFY(m_store);
}

void StoreContract::cleanup()
{
    m_store.reset();
}

std::vector<AppendReport> StoreContract::append(const std::vector<const AdmittedBatch *> &group)
{
    auto reports = m_store->append(group);
    if (!reports)
        qFatal("append failed: %s", reports.error().message.c_str());
    return *std::move(reports);
}

std::string StoreContract::listed(const TraceFilter &filter)
{
    const auto page = m_store->list({.filter = filter, .after = {}, .limit = 1000});
    if (!page)
        return page.error().message;
    std::string ids;
    for (const TraceSummary &trace : page->traces)
        ids += (ids.empty() ? "" : " ") + std::to_string(numberOf(trace.id));
    return ids;
}

void StoreContract::whatIsAppendedIsLoadedEqual()
{
    AdmittedBatch batch;
    batch.batch = batchFromOutline("query 0 900\n  retrieve 10 300\n    bm25 20 30\n  generate 300 800 error\n");
    batch.facts = plainFacts(batch.batch);
    const AppendReport report = append(batch);
    QCOMPARE(report.stored, 4U);
    QCOMPARE(report.duplicate, std::vector<bool>(4));
    const auto trace = m_store->load(traceId(1));
    QVERIFY(trace);
    QCOMPARE((*trace)->size(), std::size_t(4));
    for (std::uint32_t i = 0; i < 4; ++i)
        compareSpans((**trace)[SpanRow{i}], batch.batch.spans[i]);
    QCOMPARE((*trace)->resource(SpanRow{0}).serviceName(), "outline");
    QVERIFY((*trace)->facts(SpanRow{3}).failed);
}

void StoreContract::everyFieldOfASpanSurvives()
{
    BatchBuilder builder;
    Arena &arena = builder.batch().arena;
    const std::string longText(5000, 'x');
    const Value items[] = {Value::ofInt(-1), Value(), Value::ofDouble(std::numeric_limits<double>::quiet_NaN())};
    const Attribute inner[] = {{"deep", Value::ofArray(items)}, {"", Value::ofString("")}};
    const Attribute all[] = {{"text", Value::ofString("käse")},
                             {"long", Value::ofString(longText)},
                             {"bytes", Value::ofBytes(std::string_view("\0\xff\x01", 3))},
                             {"int", Value::ofInt(std::numeric_limits<std::int64_t>::min())},
                             {"real", Value::ofDouble(-0.0)},
                             {"true", Value::ofBool(true)},
                             {"empty", Value()},
                             {"map", Value::ofMap(inner)},
                             {"invalid \xff utf-8", Value::ofString("\xc3\x28")}};
    builder.batch().resources.push_back({.attributes = arena.copy(std::span<const Attribute>(all)), .schemaUrl = "https://r", .droppedAttributes = 3});
    builder.batch().scopes.push_back({"scope", "1.2", arena.copy(std::span<const Attribute>(all).first(2)), "https://s", 4});
    const Event events[] = {{at(-5), "exception", std::span(all).first(3), 9}, {Timestamp::max(), "", {}, 0}};
    const Link links[] = {{traceId(7), spanId(8), "k=v", std::span(all).subspan(3, 2), 2, 0xffffffffU}};
    Span &span = builder.add(traceId(1), spanId(1), spanId(99), "", 50, 20);
    span.attributes = all;
    span.events = events;
    span.links = links;
    span.kind = SpanKind::Consumer;
    span.status = StatusCode::Error;
    span.statusMessage = "it broke";
    span.traceState = "a=b,c=d";
    span.flags = 0x301;
    span.droppedAttributes = 1;
    span.droppedEvents = 2;
    span.droppedLinks = UINT32_MAX;
    span.resource = 1;
    span.scope = 1;
    span.time = {Timestamp::min(), Timestamp::max()};
    builder.add(traceId(1), spanId(2), spanId(1), "child", 60, 70);
    const AdmittedBatch batch = builder.take();
    append(batch);

    const auto trace = m_store->load(traceId(1));
    QVERIFY(trace);
    compareSpans((**trace)[SpanRow{0}], batch.batch.spans[0]);
    compareSpans((**trace)[SpanRow{1}], batch.batch.spans[1]);
    const Resource &resource = (*trace)->resource(SpanRow{0});
    QVERIFY(std::ranges::equal(resource.attributes, all));
    QCOMPARE(resource.schemaUrl, "https://r");
    QCOMPARE(resource.droppedAttributes, 3U);
    const Scope &scope = (*trace)->scope(SpanRow{0});
    QCOMPARE(scope.name, "scope");
    QCOMPARE(scope.version, "1.2");
    QCOMPARE(scope.schemaUrl, "https://s");
    QCOMPARE(scope.droppedAttributes, 4U);
    QVERIFY(std::ranges::equal(scope.attributes, std::span(all).first(2)));
    QCOMPARE((*trace)->resource(SpanRow{1}).serviceName(), "shop");
}

void StoreContract::aPromptOfTwoMegabytesComesBackWhole()
{
    std::string prompt;
    for (int i = 0; prompt.size() < (2U << 20U); ++i)
        prompt += "line " + std::to_string(i) + " of a long prompt\n";
    const BatchBuilder::Attributes long_{{"prompt", Value::ofString(prompt)}, {"answer", Value::ofString(prompt)}};
    append(queryBatch(1, 0, prompt, long_));
    append(queryBatch(2, 5, "short", long_));
    for (const std::uint32_t number : {1U, 2U}) {
        const auto trace = m_store->load(traceId(number));
        QVERIFY(trace);
        QVERIFY(find((**trace)[SpanRow{0}].attributes, "prompt")->string() == prompt);
    }
    QVERIFY(m_store->savedQuery(traceId(1))->answer == prompt);
    QVERIFY(m_store->summary(traceId(1))->question == prompt);
}

void StoreContract::tracesOfOneBatchAreKeptApart()
{
    BatchBuilder builder;
    builder.add(traceId(1), spanId(1), {}, "one", 0, 10);
    builder.add(traceId(2), spanId(1), {}, "two", 0, 10);
    builder.add(traceId(1), spanId(2), spanId(1), "one.child", 1, 9);
    QCOMPARE(append(builder.take()).stored, 3U);
    QCOMPARE((*m_store->load(traceId(1)))->size(), std::size_t(2));
    QCOMPARE((**m_store->load(traceId(2)))[SpanRow{0}].name, "two");
}

void StoreContract::chunksOfSeveralBatchesBecomeOneTrace()
{
    std::vector<AdmittedBatch> pieces = piecesOfATrace();
    append(pieces[0]);
    append({&pieces[1], &pieces[2]});
    append(pieces[3]);
    const auto trace = *m_store->load(traceId(1));
    QCOMPARE(trace->size(), std::size_t(4));
    QCOMPARE(trace->tree().roots().size(), std::size_t(1));
    QCOMPARE(trace->tree().orphanCount(), std::size_t(0));
    QCOMPARE(trace->batch().resources.size(), std::size_t(2)); // front and rag, not one per batch
    QCOMPARE(trace->facts(trace->queryRow()).question, "why?");
}

void StoreContract::anUnknownTraceIsNotFound()
{
    QCOMPARE(m_store->load(traceId(5)).error().code, Error::Code::NotFound);
    QCOMPARE(m_store->summary(traceId(5)).error().code, Error::Code::NotFound);
    QCOMPARE(m_store->savedQuery(traceId(5)).error().code, Error::Code::NotFound);
    QVERIFY(m_store->list({})->complete);
}

void StoreContract::aSpanThatIsSentAgainIsReportedAndLeftOut()
{
    const AdmittedBatch first = queryBatch(1, 0, "why?");
    append(first);
    BatchBuilder builder;
    builder.add(traceId(1), spanId(1), {}, "answer_query", 0, 100);
    builder.add(traceId(1), spanId(2), spanId(1), "late", 10, 20);
    const AppendReport report = append(builder.take());
    QCOMPARE(report.stored, 1U);
    QCOMPARE(report.duplicate, (std::vector<bool>{true, false}));
    QCOMPARE(m_store->summary(traceId(1))->spanCount, 2U);
    QCOMPARE(append(first).stored, 0U);
    QCOMPARE((*m_store->load(traceId(1)))->size(), std::size_t(2));
}

void StoreContract::duplicatesAreFoundAfterReopening()
{
    const AdmittedBatch batch = queryBatch(1, 0, "why?");
    append(batch);
    m_store = openAgain();
    QCOMPARE(append(batch).duplicate, std::vector<bool>{true});
    QCOMPARE(m_store->statistics()->spanCount, 1U);
}

void StoreContract::duplicatesAreFoundBetweenTwoWriters()
{
    const auto other = openAgain();
    for (std::uint32_t i = 0; i < 20; ++i) {
        BatchBuilder builder;
        builder.add(traceId(1), spanId(i + 1), {}, "a", 0, 10, {{"text", Value::ofString(std::string(300, 'a'))}});
        builder.add(traceId(2 + i), spanId(i + 1), {}, "b", 0, 10, {{"text", Value::ofString(std::string(300, 'b'))}});
        const AdmittedBatch batch = builder.take();
        const AdmittedBatch *const group[] = {&batch};
        QCOMPARE((i % 2 == 0 ? *m_store : *other).append(group)->front().stored, 2U);
        QCOMPARE((i % 2 == 0 ? *other : *m_store).append(group)->front().stored, 0U);
    }
    QCOMPARE((*m_store->load(traceId(1)))->size(), std::size_t(20));
    QCOMPARE((*other->load(traceId(1)))->size(), std::size_t(20));
    QCOMPARE(m_store->summary(traceId(1))->spanCount, 20U);
    QCOMPARE(other->statistics()->traceCount, 21U);
}

void StoreContract::aSpanTwiceInOneBatchIsStoredOnce()
{
    BatchBuilder builder;
    builder.add(traceId(1), spanId(1), {}, "a", 0, 10);
    builder.add(traceId(1), spanId(1), {}, "a", 0, 10);
    const AdmittedBatch twice = builder.take();
    const auto reports = append({&twice, &twice});
    QCOMPARE(reports[0].duplicate, (std::vector<bool>{false, true}));
    QCOMPARE(reports[1].stored, 0U);
    QCOMPARE((*m_store->load(traceId(1)))->size(), std::size_t(1));
}

void StoreContract::theSummaryIsTheSameInAnyOrder()
{
    TraceSummary expected;
    std::vector<int> order{0, 1, 2, 3};
    do {
        m_store = makeStore();
        const std::vector<AdmittedBatch> pieces = piecesOfATrace();
        for (const int i : order)
            append(pieces[static_cast<std::size_t>(i)]);
        const TraceSummary summary = *m_store->summary(traceId(1));
        if (expected.spanCount == 0)
            expected = summary;
        QVERIFY(summary == expected);
    } while (std::ranges::next_permutation(order).found);
    QCOMPARE(expected.service, "rag");
    QCOMPARE(expected.rootName, "answer_query");
    QCOMPARE(expected.question, "why?");
    QCOMPARE(expected.time, (TimeWindow{at(0), at(950)}));
    QCOMPARE(expected.spanCount, 4U);
    QVERIFY(expected.hasRoot);
    QVERIFY(!expected.failed);
}

void StoreContract::theEarliestSpanNamesATraceWithoutRoot()
{
    BatchBuilder late("b");
    late.add(traceId(1), spanId(3), spanId(1), "late", 20, 30);
    append(late.take());
    QCOMPARE(m_store->summary(traceId(1))->rootName, "late");
    BatchBuilder early("a");
    early.add(traceId(1), spanId(2), spanId(1), "early", 10, 15);
    append(early.take());
    TraceSummary summary = *m_store->summary(traceId(1));
    QCOMPARE(summary.rootName, "early");
    QCOMPARE(summary.service, "a");
    QVERIFY(!summary.hasRoot);
    BatchBuilder root("c");
    root.add(traceId(1), spanId(1), {}, "root", 15, 40).status = StatusCode::Error;
    append(root.take());
    summary = *m_store->summary(traceId(1));
    QCOMPARE(summary.rootName, "root");
    QCOMPARE(summary.service, "c");
    QVERIFY(summary.hasRoot);
    QVERIFY(summary.failed);
    QCOMPARE(summary.errorCount, 1U);
}

void StoreContract::aQueryNamesTheTraceBeforeAPlainRoot()
{
    const std::vector<AdmittedBatch> pieces = piecesOfATrace();
    append(pieces[1]);
    append(pieces[0]);
    QCOMPARE(m_store->summary(traceId(1))->rootName, "answer_query");
    QCOMPARE(m_store->summary(traceId(1))->question, "why?");
}

void StoreContract::stepsErrorsAndTokensAreCounted()
{
    const std::vector<AdmittedBatch> pieces = piecesOfATrace();
    append({&pieces[0], &pieces[1], &pieces[2], &pieces[3]});
    const TraceSummary summary = *m_store->summary(traceId(1));
    QCOMPARE(summary.stepCount, 2U);
    QCOMPARE(summary.errorCount, 1U);
    QCOMPARE(summary.inputTokens, 12);
    QCOMPARE(summary.hallucination, std::optional(0.25));
    QCOMPARE(summary.cacheHit, std::optional(false));
}

void StoreContract::numbersThatAreNotNumbersDoNotHurt()
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    append(queryBatch(1, 0, "q", {{"cost", Value::ofDouble(nan)}, {"hallucination", Value::ofDouble(nan)}}));
    append(queryBatch(2, 0, "q", {{"cost", Value::ofDouble(std::numeric_limits<double>::infinity())}}));
    QCOMPARE(m_store->summary(traceId(1))->costUsd, 0.0);
    QVERIFY(!m_store->summary(traceId(1))->hallucination);
    QCOMPARE(m_store->summary(traceId(2))->costUsd, 0.0);
}

void StoreContract::theNewestTracesComeFirst()
{
    for (const auto &[number, begin] : {std::pair(1U, 30), {2U, 10}, {3U, 20}, {4U, 20}})
        append(queryBatch(number, begin, "q"));
    QCOMPARE(listed({}), "1 4 3 2");
}

void StoreContract::pagesContinueWhereTheLastOneEnded()
{
    for (std::uint32_t i = 1; i <= 25; ++i)
        append(queryBatch(i, i / 3, "q")); // several begin at the same time
    std::vector<std::uint32_t> seen;
    TraceRequest request;
    request.limit = 4;
    for (;;) {
        const auto page = m_store->list(request);
        QVERIFY(page);
        for (const TraceSummary &trace : page->traces)
            seen.push_back(numberOf(trace.id));
        if (page->complete)
            break;
        QCOMPARE(page->traces.size(), std::size_t(4));
        request.after = PageCursor{page->traces.back().time.begin, page->traces.back().id};
    }
    QCOMPARE(seen.size(), std::size_t(25));
    QVERIFY(std::ranges::is_sorted(seen, std::greater<>()));
}

void StoreContract::newTracesDoNotShiftPages()
{
    for (std::uint32_t i = 1; i <= 6; ++i)
        append(queryBatch(i, i, "q"));
    TraceRequest request;
    request.limit = 3;
    const auto first = m_store->list(request);
    append(queryBatch(7, 7, "q"));
    request.after = PageCursor{first->traces.back().time.begin, first->traces.back().id};
    const auto second = m_store->list(request);
    QCOMPARE(numberOf(second->traces.front().id), 3U);
    QVERIFY(second->complete);
}

void StoreContract::filtersNarrow_data()
{
    QTest::addColumn<int>("row");
    QTest::addColumn<std::string>("expected");
    int row = 0;
    for (const auto &[name, expected] : {std::pair("nothing", "6 5 4 3 2 1"), {"window", "3 2"}, {"service", "5"},
                                         {"unknown service", ""}, {"pipeline", "3"}, {"step", "6"}, {"failed", "6 4"},
                                         {"not failed", "5 3 2 1"}, {"queries", "5 4 3 2 1"}, {"slow", "2"},
                                         {"fast", "6 5 4 3 1"}, {"hallucinating", "1"}, {"several", "4"}})
        QTest::newRow(name) << row++ << std::string(expected);
}

void StoreContract::filtersNarrow()
{
    append(queryBatch(1, 100, "a", {{"hallucination", Value::ofDouble(0.9)}}));
    append(queryBatch(2, 200, "b", {{"hallucination", Value::ofDouble(0.1)}}, "shop", 5000));
    append(queryBatch(3, 300, "c", {{"pipeline", Value::ofString("multi_hop")}}));
    AdmittedBatch failed = queryBatch(4, 400, "d");
    failed.facts[0].failed = true;
    append(failed);
    append(queryBatch(5, 500, "e", {}, "wiki"));
    BatchBuilder builder;
    builder.add(traceId(6), spanId(1), {}, "job", 600, 700);
    builder.add(traceId(6), spanId(2), spanId(1), "rerank", 610, 620, {{"step", Value::ofInt(4)}}).status = StatusCode::Error;
    append(builder.take());

    const std::array<TraceFilter, 13> filters{
        TraceFilter{},
        {.window = TimeWindow{at(200), at(400)}},
        {.service = "wiki"},
        {.service = "nobody"},
        {.pipeline = "multi_hop"},
        {.step = "rerank"},
        {.failed = true},
        {.failed = false},
        {.queriesOnly = true},
        {.minDuration = Duration(1s)},
        {.maxDuration = Duration(1s)},
        {.minHallucination = 0.5},
        {.window = TimeWindow{at(0), at(1000)}, .text = "d", .service = "shop", .failed = true, .queriesOnly = true,
         .minDuration = Duration(50ms), .maxDuration = Duration(200ms)},
    };
    QFETCH(int, row);
    QFETCH(std::string, expected);
    const TraceFilter &filter = filters.at(static_cast<std::size_t>(row));
    QCOMPARE(listed(filter), expected);
    QCOMPARE(*m_store->count(filter, 100), static_cast<std::uint64_t>(std::ranges::count(expected, ' ') + (expected.empty() ? 0 : 1)));
}

void StoreContract::countStopsAtItsLimit()
{
    for (std::uint32_t i = 1; i <= 10; ++i)
        append(queryBatch(i, i, "q"));
    QCOMPARE(*m_store->count({}, 100), 10U);
    QCOMPARE(*m_store->count({}, 4), 4U);
}

void StoreContract::idsAreFoundByTheirBeginning()
{
    for (const char *const hex : {"abcdef00000000000000000000000001", "abcd0000000000000000000000000002",
                                  "12340000000000000000000000000003"}) {
        BatchBuilder builder;
        builder.add(*TraceId::fromHex(hex), spanId(1), {}, "r", hex[31] - '0', 10);
        append(builder.take());
    }
    const auto ids = m_store->findByPrefix("ABCD", 10);
    QCOMPARE(ids->size(), std::size_t(2));
    QCOMPARE(numberOf(ids->front()), 2U); // began later
    QCOMPARE(m_store->findByPrefix("abcde", 10)->size(), std::size_t(1));
    QCOMPARE(m_store->findByPrefix("12340000000000000000000000000003", 10)->size(), std::size_t(1));
    QCOMPARE(m_store->findByPrefix("9999", 10)->size(), std::size_t(0));
    QCOMPARE(m_store->findByPrefix("abc", 10).error().code, Error::Code::InvalidInput);
    QCOMPARE(m_store->findByPrefix("wxyz", 10).error().code, Error::Code::InvalidInput);
    QCOMPARE(listed({.text = "1234"}), "3");
}

void StoreContract::wordsAreFound_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("a word of the question") << "rotate" << std::string("1");
    QTest::newRow("inside a word, other case") << "OTAT" << std::string("1");
    QTest::newRow("two words in two places") << "rotate  console" << std::string("1");
    QTest::newRow("one of two words missing") << "rotate missing" << std::string("");
    QTest::newRow("the answer") << "console" << std::string("1");
    QTest::newRow("the root's name") << "answer_query" << std::string("6 5 4 3 2 1");
    QTest::newRow("a short word") << "db" << std::string("5");
    QTest::newRow("Chinese, two characters") << QStringLiteral("检索") << std::string("2");
    QTest::newRow("Chinese, four characters") << QStringLiteral("向量检索") << std::string("2");
    QTest::newRow("Japanese") << QStringLiteral("パイプライン") << std::string("3");
    QTest::newRow("umlaut, other case") << QStringLiteral("GRÖßE") << std::string("4");
    QTest::newRow("Cyrillic, other case") << QStringLiteral("ВОПРОС") << std::string("4");
    QTest::newRow("quotes and operators") << "\"AND\" OR NEAR(" << std::string("6");
    QTest::newRow("percent is a character") << "100%" << std::string("5");
    QTest::newRow("blanks only") << "   " << std::string("6 5 4 3 2 1");
    QTest::newRow("in a long answer") << "needle" << std::string("6");
}

void StoreContract::wordsAreFound()
{
    QFETCH(QString, text);
    QFETCH(std::string, expected);
    const auto answer = [](const std::string &words) { return BatchBuilder::Attributes{{"answer", Value::ofString(words)}}; };
    append(queryBatch(1, 1, "How do I rotate API keys?", answer("Open the console")));
    append(queryBatch(2, 2, "什么是向量检索?"));
    append(queryBatch(3, 3, "検索パイプラインとは"));
    append(queryBatch(4, 4, "Welche Größe? Вопрос"));
    append(queryBatch(5, 5, "100% of the DB"));
    const std::string longAnswer = std::string(3000, '.') + " needle \"and\" or near( " + std::string(3000, '.');
    append(queryBatch(6, 6, "long", answer(longAnswer)));
    QCOMPARE(listed({.text = text.toStdString()}), expected);
}

void StoreContract::aTextThatChangedIsFoundByItsNewWords()
{
    BatchBuilder child;
    child.add(traceId(1), spanId(2), spanId(1), "orphaned_name", 10, 20);
    append(child.take());
    QCOMPARE(listed({.text = "orphaned"}), "1");
    append(queryBatch(1, 0, "a brand-new question"));
    QCOMPARE(listed({.text = "brand-new"}), "1");
    QCOMPARE(listed({.text = "orphaned"}), "");
}

void StoreContract::theSavedQueryIsWhole()
{
    append(queryBatch(1, 5, "why?", {{"answer", Value::ofString("because")}, {"context", Value::ofString("{\"top_k\":3}")}}));
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
    MetricRow row{"queries_total", {{"pipeline", "multi \xff hop"}}, at(10'000), 10s, 3, 4.5, 1, 2, std::string("\0\1sketch", 8)};
    MetricRow other = row;
    other.tags = {};
    other.time = at(20'000);
    QVERIFY(m_store->record(std::vector{row, other}));
    row.count = 5;
    QVERIFY(m_store->record(std::vector{row}));
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

void StoreContract::servicesAreListedMostRecentFirst()
{
    append(queryBatch(1, 10, "a", {}, "old"));
    append(queryBatch(2, 30, "b", {}, "new"));
    QCOMPARE(*m_store->services(), (std::vector<std::string>{"new", "old"}));
    append(queryBatch(3, 50, "b", {}, "old"));
    QCOMPARE(m_store->services()->front(), "old");
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
        QVERIFY(m_store->record(std::vector{MetricRow{"queries_total", {}, at(time), 60s, 1, 1, 1, 1, {}}}));
    }
    QCOMPARE(*m_store->prune(at(2'000)), 0U); // counts traces
    QCOMPARE(m_store->recentReplays(10)->size(), std::size_t(2));
    QCOMPARE(m_store->alertHistory(10)->size(), std::size_t(2));
    QCOMPARE(m_store->metrics({at(0), at(9'000)}, 60s)->size(), std::size_t(2));
    QCOMPARE(m_store->metrics({at(0), at(9'000)}, 60s)->front().time, at(2'000));
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
    const BatchBuilder::Attributes shared{{"document", Value::ofString(document)}, {"answer", Value::ofString(document)}};
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
