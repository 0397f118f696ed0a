// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/storecontract.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

namespace spanwise::test {
namespace {

using namespace std::chrono_literals;

bool sameEvents(const Span &left, const Span &right)
{
    return std::ranges::equal(left.events, right.events, [](const Event &a, const Event &b) {
        return a.time == b.time && a.name == b.name && std::ranges::equal(a.attributes, b.attributes) &&
               a.droppedAttributes == b.droppedAttributes;
    });
}

bool sameLinks(const Span &left, const Span &right)
{
    return std::ranges::equal(left.links, right.links, [](const Link &a, const Link &b) {
        return a.traceId == b.traceId && a.spanId == b.spanId && a.traceState == b.traceState &&
               std::ranges::equal(a.attributes, b.attributes) && a.droppedAttributes == b.droppedAttributes &&
               a.flags == b.flags;
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

} // namespace

void StoreContract::whatIsAppendedIsLoadedEqual()
{
    AdmittedBatch batch;
    batch.batch =
        batchFromOutline("query 0 900\n  retrieve 10 300\n    bm25 20 30\n  generate 300 800 error\n");
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
    const Value items[] = {Value::ofInt(-1), Value(),
                           Value::ofDouble(std::numeric_limits<double>::quiet_NaN())};
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
    builder.batch().resources.push_back({.attributes = arena.copy(std::span<const Attribute>(all)),
                                         .schemaUrl = "https://r",
                                         .droppedAttributes = 3});
    builder.batch().scopes.push_back(
        {"scope", "1.2", arena.copy(std::span<const Attribute>(all).first(2)), "https://s", 4});
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
    const BatchBuilder::Attributes long_{{"prompt", Value::ofString(prompt)},
                                         {"answer", Value::ofString(prompt)}};
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
        builder.add(traceId(1), spanId(i + 1), {}, "a", 0, 10,
                    {{"text", Value::ofString(std::string(300, 'a'))}});
        builder.add(traceId(2 + i), spanId(i + 1), {}, "b", 0, 10,
                    {{"text", Value::ofString(std::string(300, 'b'))}});
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

void StoreContract::duplicatesAreFoundAmongManyTraces()
{
    // More than indexes are brought up to date for at once, and more than are looked through in one
    // transaction.
    constexpr std::uint32_t count = 6'000;
    const auto traces = [](std::uint32_t first, std::uint32_t last) {
        BatchBuilder builder;
        for (std::uint32_t i = first; i < last; ++i)
            builder.add(traceId(i), spanId(i), {}, "a", i, i + 10,
                        {{"text", Value::ofString(std::string(300, 'a') + std::to_string(i))}});
        return builder.take();
    };
    for (std::uint32_t i = 1; i <= count; i += 500)
        QCOMPARE(append(traces(i, i + 500)).stored, 500U);
    QCOMPARE(append(traces(1, count + 1)).stored, 0U);
    m_store = openAgain();
    for (std::uint32_t i = 1; i <= 30; ++i) {
        QCOMPARE(append(traces(i * 100, i * 100 + 10)).stored, 0U);
        QCOMPARE(append(traces(count + i, count + i + 1)).stored, 1U); // transactions that change something
    }
    QCOMPARE(append(traces(1, count + 1)).stored, 0U);
    QCOMPARE(m_store->statistics()->traceCount, std::uint64_t(count + 30));
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

} // namespace spanwise::test
