// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the contract that is about spans that arrive in pieces, in requests of their own, and traces
// that arrive under two ids.
#include "core/codec/zipkin.h"
#include "core/store/chunk/latehalf.h"
#include "core/store/search.h"
#include "tests/support/storecontract.h"

#include <QTest>

#include <algorithm>

namespace spanwise::test {
namespace {

AdmittedBatch zipkin(const std::string &json)
{
    auto decoded = decodeZipkinJson(json);
    if (!decoded)
        qFatal("not Zipkin: %s", decoded.error().message.c_str());
    AdmittedBatch admitted{std::move(decoded->batch), {}};
    admitted.facts = plainFacts(admitted.batch);
    return admitted;
}

TraceId idOf(const char *hex)
{
    return *TraceId::fromHex(hex);
}

const Span *spanNamed(const Trace &trace, std::string_view name)
{
    const auto &spans = trace.batch().spans;
    const auto it = std::ranges::find(spans, name, &Span::name);
    return it == spans.end() ? nullptr : &*it;
}

std::string textOf(const Span &span, std::string_view key)
{
    const Value *const value = find(span.attributes, key);
    return value == nullptr ? std::string() : std::string(value->stringOr({}));
}

constexpr const char *whole = "463ac35c9f6413ad48485a3953bb6124";
constexpr const char *half = "000000000000000048485a3953bb6124";

/// A span as some exporters send it when it begins, and again when it has ended.
AdmittedBatch begun()
{
    BatchBuilder builder;
    Span &span = builder.add(traceId(1), spanId(1), {}, "answer_query", 1'000, 0,
                             {{"question", Value::ofString("why?")}, {"progress", Value::ofString("begun")}});
    span.time.end = Timestamp();
    return builder.take();
}

AdmittedBatch ended()
{
    BatchBuilder builder;
    Span &span = builder.add(traceId(1), spanId(1), {}, "answer_query", 1'000, 1'700,
                             {{"progress", Value::ofString("ended")},
                              {"answer", Value::ofString("because")},
                              {"tokens", Value::ofInt(7)},
                              {"step", Value::ofInt(3)}});
    span.status = StatusCode::Error;
    span.statusMessage = "too late";
    const Event event{Timestamp(std::chrono::milliseconds(1'200)), "first token", {}, 0};
    span.events = builder.batch().arena.copy(std::span<const Event>(&event, 1));
    return builder.take();
}

std::string told(const Trace &trace)
{
    std::string text;
    for (const Span &span : trace.batch().spans) {
        text += std::string(span.name) + " " + std::to_string(span.time.length().count() / 1'000'000) +
                " ms, " + std::to_string(span.events.size()) + " events, '" +
                std::string(span.statusMessage) + "':";
        std::vector<std::string> keys;
        for (const Attribute &attribute : span.attributes)
            keys.push_back(std::string(attribute.key) + "=" + std::string(attribute.value.stringOr("?")));
        std::ranges::sort(keys);
        for (const std::string &key : keys)
            text += " " + key;
        text += "\n";
    }
    return text;
}

const std::string both = "answer_query 700 ms, 1 events, 'too late': answer=because progress=ended "
                         "question=why? step=? tokens=?\n";

} // namespace

void StoreContract::theEndThatComesLaterEndsTheSpan()
{
    append(begun());
    const AppendReport report = append(ended());
    QCOMPARE(report.duplicate, std::vector<bool>{true});
    QCOMPARE(told(*load(traceId(1))), both);
    reopen();
    QCOMPARE(told(*load(traceId(1))), both);
}

void StoreContract::theOrderOfThePiecesDoesNotMatter_data()
{
    QTest::addColumn<bool>("endFirst");
    QTest::addColumn<bool>("together");
    QTest::newRow("end first") << true << false;
    QTest::newRow("end first, in one group") << true << true;
    QTest::newRow("begin first, in one group") << false << true;
}

void StoreContract::theOrderOfThePiecesDoesNotMatter()
{
    QFETCH(bool, endFirst);
    QFETCH(bool, together);
    const AdmittedBatch first = endFirst ? ended() : begun();
    const AdmittedBatch second = endFirst ? begun() : ended();
    if (together) {
        append({&first, &second});
    } else {
        append(first);
        append(second);
    }
    QCOMPARE(told(*load(traceId(1))), both);
}

void StoreContract::piecesThatComeAgainChangeNothing()
{
    append(begun());
    append(ended());
    const auto generation = store().generation();
    for (int i = 0; i < 3; ++i) {
        append(ended());
        QCOMPARE(append(begun()).stored, 0U);
    }
    QCOMPARE(*store().generation(), *generation);
    QCOMPARE(told(*load(traceId(1))), both);
}

void StoreContract::threePiecesInOneGroupAreOneSpan()
{
    append(begun());
    BatchBuilder builder;
    builder.add(traceId(1), spanId(1), {}, "answer_query", 1'000, 1'300, {{"tokens", Value::ofInt(7)}});
    const AdmittedBatch middle = builder.take();
    const AdmittedBatch end = ended();
    append({&middle, &end});
    const auto trace = load(traceId(1));
    QCOMPARE(trace->size(), std::size_t(1));
    QCOMPARE(trace->batch().spans.front().time.length(), Duration(std::chrono::milliseconds(700)));
    QCOMPARE(textOf(trace->batch().spans.front(), "answer"), std::string("because"));
}

void StoreContract::theSummarySaysWhatThePiecesSayTogether()
{
    append(begun());
    append(ended());
    append(ended());
    const TraceSummary summary = *store().summary(traceId(1));
    QCOMPARE(summary.spanCount, 1U);
    QCOMPARE(summary.errorCount, 1U);
    QCOMPARE(summary.stepCount, 1U);
    QCOMPARE(summary.inputTokens, std::int64_t(7));
    QVERIFY(summary.failed);
    QCOMPARE(summary.question, std::string("why?"));
    QCOMPARE(store().savedQuery(traceId(1))->answer, std::string("because"));
    QCOMPARE(summary.time.length(), Duration(std::chrono::milliseconds(700)));
    QCOMPARE(store().statistics()->spanCount, 1U);
}

void StoreContract::longTextsOfALaterPieceComeBack()
{
    const std::string text(5'000, 'x');
    append(begun());
    BatchBuilder builder;
    builder.add(traceId(1), spanId(1), {}, "answer_query", 1'000, 1'700, {{"prompt", Value::ofString(text)}});
    append(builder.take());
    QCOMPARE(textOf(load(traceId(1))->batch().spans.front(), "prompt"), text);
    QCOMPARE(textOf(load(traceId(1))->batch().spans.front(), "question"), std::string("why?"));
}

void StoreContract::aSearchFindsWhatTwoPiecesSayTogether()
{
    append(begun());
    append(ended());
    std::size_t found = 0;
    const auto end = searchTraces(
        store(), {.query = *SearchQuery::parse("{ .question = \"why?\" && .answer = \"because\" }").query},
        [&](const SearchProgress &progress) { found += progress.hits.size(); });
    QVERIFY(end);
    QCOMPARE(found, std::size_t(1));
}

void StoreContract::lateAnnotationsOfZipkinJoinTheirSpan()
{
    append(zipkin(
        R"([{"traceId":"463ac35c9f6413ad48485a3953bb6124","id":"a2fb4a1d1a96d312","name":"get","timestamp":1000000,
                       "localEndpoint":{"serviceName":"front"}}])"));
    append(zipkin(
        R"([{"traceId":"463ac35c9f6413ad48485a3953bb6124","id":"a2fb4a1d1a96d312","duration":5000,"timestamp":1000000,
                       "tags":{"http.path":"/ask"},"annotations":[{"timestamp":1002000,"value":"ws"}]}])"));
    const auto trace = load(idOf(whole));
    QCOMPARE(trace->size(), std::size_t(1));
    const Span &span = trace->batch().spans.front();
    QCOMPARE(span.time.length(), Duration(std::chrono::milliseconds(5)));
    QCOMPARE(textOf(span, "http.path"), std::string("/ask"));
    QCOMPARE(span.events.size(), std::size_t(1));
    QCOMPARE(std::string(trace->batch().resources[span.resource].serviceName()), std::string("front"));
}

void StoreContract::aBeginThatWasGuessedYieldsToOneThatWasSent()
{
    append(zipkin(R"([{"traceId":"463ac35c9f6413ad48485a3953bb6124","id":"a2fb4a1d1a96d312","name":"get",
                       "annotations":[{"timestamp":1004000,"value":"ws"}]}])"));
    append(zipkin(
        R"([{"traceId":"463ac35c9f6413ad48485a3953bb6124","id":"a2fb4a1d1a96d312","timestamp":1001000,"duration":9000}])"));
    const auto trace = load(idOf(whole));
    const Span &span = trace->batch().spans.front();
    QCOMPARE(span.time.begin, Timestamp(std::chrono::microseconds(1'001'000)));
    QCOMPARE(span.time.length(), Duration(std::chrono::milliseconds(9)));
    QCOMPARE(find(span.attributes, "otel.zipkin.absentField.startTime"), nullptr);
}

void StoreContract::twoSidesOfACallUnderOneIdAreTwoSpans_data()
{
    QTest::addColumn<bool>("clientFirst");
    QTest::newRow("client first") << true;
    QTest::newRow("server first") << false;
}

void StoreContract::twoSidesOfACallUnderOneIdAreTwoSpans()
{
    QFETCH(bool, clientFirst);
    const auto side = [](bool client) {
        BatchBuilder builder(client ? "front" : "back");
        builder.add(traceId(1), spanId(1), {}, client ? "call" : "serve", client ? 0 : 10, client ? 100 : 90)
            .kind = client ? SpanKind::Client : SpanKind::Server;
        return builder.take();
    };
    for (int round = 0; round < 2; ++round) { // the second time nothing is new
        append(side(clientFirst));
        QCOMPARE(append(side(!clientFirst)).stored, round == 0 ? 1U : 0U);
    }
    const auto trace = load(traceId(1));
    QCOMPARE(trace->size(), std::size_t(2));
    const Span *const call = spanNamed(*trace, "call");
    const Span *const serve = spanNamed(*trace, "serve");
    QVERIFY(call != nullptr && serve != nullptr);
    QCOMPARE(call->id, spanId(1));
    QCOMPARE(serve->parent, call->id);
    QCOMPARE(std::string(trace->batch().resources[serve->resource].serviceName()), std::string("back"));
    QCOMPARE(std::string(trace->batch().resources[call->resource].serviceName()), std::string("front"));
    QCOMPARE(store().summary(traceId(1))->spanCount, 2U);
    QCOMPARE(store().statistics()->spanCount, 2U);
}

void StoreContract::retentionCountsASpanInPiecesOnce()
{
    append(begun());
    append(ended());
    append(queryBatch(2, 0, "another"));
    QCOMPARE(*store().pruneToBytes(0), 2U);
    const StoreStatistics statistics = *store().statistics();
    QCOMPARE(statistics.spanCount, 0U);
    QCOMPARE(statistics.removedSpans, 2U);
}

void StoreContract::halfAnIdAndTheWholeAreOneTrace_data()
{
    QTest::addColumn<bool>("halfFirst");
    QTest::addColumn<bool>("together");
    QTest::newRow("half first") << true << false;
    QTest::newRow("whole first") << false << false;
    QTest::newRow("half first, in one group") << true << true;
    QTest::newRow("whole first, in one group") << false << true;
}

void StoreContract::halfAnIdAndTheWholeAreOneTrace()
{
    QFETCH(bool, halfFirst);
    QFETCH(bool, together);
    const AdmittedBatch root =
        zipkin(R"([{"traceId":"463ac35c9f6413ad48485a3953bb6124","id":"000000000000000a","name":"root",
        "timestamp":1000000,"duration":9000}])");
    const AdmittedBatch child =
        zipkin(R"([{"traceId":"48485a3953bb6124","id":"000000000000000b","parentId":"000000000000000a",
        "name":"child","timestamp":1001000,"duration":2000}])");
    const AdmittedBatch &first = halfFirst ? child : root;
    const AdmittedBatch &second = halfFirst ? root : child;
    if (together) {
        append({&first, &second});
    } else {
        append(first);
        append(second);
    }
    QCOMPARE(append(child).stored, 0U); // a redelivery is still one
    for (const char *const id : {whole, half}) {
        const auto trace = load(idOf(id));
        QCOMPARE(trace->size(), std::size_t(2));
        QCOMPARE(store().summary(idOf(id))->spanCount, 2U);
        QCOMPARE(store().findByPrefix(id, 10)->size(), std::size_t(1));
        for (const Span &span : trace->batch().spans)
            QCOMPARE(span.traceId, trace->id());
    }
    QCOMPARE(store().statistics()->traceCount, 1U);
}

void StoreContract::aTraceIsFoundUnderBothIdsAfterReopening()
{
    append(zipkin(
        R"([{"traceId":"48485a3953bb6124","id":"000000000000000b","name":"child","timestamp":1001000,"duration":2000}])"));
    reopen();
    append(zipkin(
        R"([{"traceId":"463ac35c9f6413ad48485a3953bb6124","id":"000000000000000a","name":"root","timestamp":1000000}])"));
    reopen();
    append(zipkin(
        R"([{"traceId":"463ac35c9f6413ad48485a3953bb6124","id":"000000000000000c","name":"more","timestamp":1000000}])"));
    QCOMPARE(load(idOf(whole))->size(), std::size_t(3));
    QCOMPARE(load(idOf(half))->size(), std::size_t(3));
}

void StoreContract::aHalfAndAWholeOfTwoWritersAreOneTrace()
{
    append(zipkin(
        R"([{"traceId":"48485a3953bb6124","id":"000000000000000b","name":"child","timestamp":1001000,"duration":2000}])"));
    const auto other = openAgain();
    const AdmittedBatch root = zipkin(
        R"([{"traceId":"463ac35c9f6413ad48485a3953bb6124","id":"000000000000000a","name":"root","timestamp":1000000}])");
    const AdmittedBatch *const group[] = {&root};
    QCOMPARE(other->append(group)->front().stored, 1U);
    QCOMPARE(append(root).stored, 0U);
    append(zipkin(
        R"([{"traceId":"463ac35c9f6413ad48485a3953bb6124","id":"000000000000000c","name":"more","timestamp":1000000}])"));
    for (const char *const id : {whole, half}) {
        QCOMPARE(load(idOf(id))->size(), std::size_t(3));
        QVERIFY(store().pin(idOf(id), true));
        QCOMPARE(store().summary(idOf(id))->id, load(idOf(id))->id());
        QVERIFY(store().summary(idOf(id))->pinned);
    }
    QCOMPARE(store().statistics()->traceCount, 1U);
}

void StoreContract::theOtherIdGoesWithItsTrace()
{
    append(zipkin(
        R"([{"traceId":"48485a3953bb6124","id":"000000000000000b","name":"child","timestamp":1001000,"duration":2000}])"));
    const AdmittedBatch root = zipkin(
        R"([{"traceId":"463ac35c9f6413ad48485a3953bb6124","id":"000000000000000a","name":"root","timestamp":1000000}])");
    append(root);
    QCOMPARE(*store().pruneToBytes(0), 1U);
    QCOMPARE(store().load(idOf(whole)).error().code, Error::Code::NotFound);
    append(root);
    QCOMPARE(load(idOf(whole))->id(), idOf(whole));
    QCOMPARE(store().load(idOf(half)).error().code, Error::Code::NotFound);
}

} // namespace spanwise::test
