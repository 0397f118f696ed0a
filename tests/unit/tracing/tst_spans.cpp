// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/suite.h"
#include "tests/unit/tracing/collector.h"

#include <QTest>

#include <limits>
#include <stdexcept>

using namespace spanwise;
using namespace spanwise::test;

class TstSpans : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfAttributeArrives();
    void aKeySetAgainKeepsItsPlaceAndTakesTheNewValue();
    void manyAttributesAndLargeTextsArriveWhole();
    void whatIsOverTheLimitsIsCounted();
    void longTextIsCutAtACharacter();
    void nestedValuesOfTheModelPassThrough();
    void eventsAndLinksArriveWithTheirAttributes();
    void okIsFinalAndErrorHoldsAgainstUnset();
    void anExceptionThatPassesIsRecordedAndGoesOn();
    void aScopeLeftByAnExceptionIsAFailedSpan();
    void aSpanEndedTwiceIsExportedOnce();
    void nothingIsWrittenAfterTheEnd();
    void timesCanBeGiven();
    void theEndIsNeverBeforeTheBegin();
    void resourceAndScopeNameTheirSource();
};

void TstSpans::everyKindOfAttributeArrives()
{
    Traced traced;
    {
        ScopedSpan span = traced.tracer.start("s");
        span.set("text", "value")
            .set(StaticKey("static"), std::string("copied"))
            .set("flag", true)
            .set("int", -7);
        span.set("unsigned", std::numeric_limits<std::uint64_t>::max()).set("real", 0.5F);
        span.set("strings", std::vector<std::string>{"a", "", "c"});
        span.set("ints", std::vector<std::int64_t>{1, 2}).set("empty", std::vector<double>{});
        span.set("null", static_cast<const char *>(nullptr));
    }
    const Span span = traced.flushed("s");
    const auto value = [&](std::string_view key) { return *find(span.attributes, key); };
    QCOMPARE(span.attributes.size(), std::size_t(10));
    QCOMPARE(value("text").string(), "value");
    QCOMPARE(value("static").string(), "copied");
    QCOMPARE(value("flag").boolean(), true);
    QCOMPARE(value("int").integer(), -7);
    QCOMPARE(value("unsigned").real(), 0x1p64);
    QCOMPARE(value("real").real(), 0.5);
    QCOMPARE(value("strings").array().size(), std::size_t(3));
    QCOMPARE(value("strings").array()[2].string(), "c");
    QCOMPARE(value("ints").array()[1].integer(), 2);
    QCOMPARE(value("empty").array().size(), std::size_t(0));
    QCOMPARE(value("null").string(), "");
    QCOMPARE(span.droppedAttributes, 0U);
}

void TstSpans::aKeySetAgainKeepsItsPlaceAndTakesTheNewValue()
{
    Traced traced;
    {
        ScopedSpan span = traced.tracer.start("s");
        span.set("a", 1).set("b", "x").set("a", "now text");
        for (int i = 0; i < 60; ++i)
            span.set("k" + std::to_string(i), i);
        span.set("k50", "late").set("k3", "early");
    }
    const Span span = traced.flushed("s");
    QCOMPARE(span.attributes.size(), std::size_t(62));
    QCOMPARE(span.attributes[0].value.string(), "now text");
    QCOMPARE(find(span.attributes, "k50")->string(), "late");
    QCOMPARE(find(span.attributes, "k3")->string(), "early");
    QCOMPARE(find(span.attributes, "k59")->integer(), 59);
}

void TstSpans::manyAttributesAndLargeTextsArriveWhole()
{
    Traced traced;
    const std::string prompt(2'000'000, 'p');
    {
        ScopedSpan span = traced.tracer.start("s");
        span.set("prompt", prompt);
        for (int i = 0; i < 100; ++i)
            span.set("key." + std::to_string(i), std::string(static_cast<std::size_t>(i), 'v'));
    }
    const Span span = traced.flushed("s");
    QCOMPARE(span.attributes.size(), std::size_t(101));
    QVERIFY(span.attributes[0].value.string() == prompt);
    for (std::size_t i = 0; i < 100; ++i)
        QCOMPARE(span.attributes[i + 1].value.string().size(), i);
    QCOMPARE(span.droppedAttributes, 0U);
}

void TstSpans::whatIsOverTheLimitsIsCounted()
{
    ProviderOptions options;
    options.limits = {
        .attributes = 3, .events = 2, .links = 1, .attributesPerEvent = 1, .attributesPerLink = 0};
    Traced traced(options);
    {
        ScopedSpan span = traced.tracer.start("s");
        for (int i = 0; i < 5; ++i)
            span.set("k" + std::to_string(i), i);
        span.set("k0", "replaced").set("", "no key");
        for (int i = 0; i < 4; ++i)
            span.event("e", {{"a", 1}, {"b", 2}}).link(span.context(), {{"a", 1}});
    }
    const Span span = traced.flushed("s");
    QCOMPARE(span.attributes.size(), std::size_t(3));
    QCOMPARE(span.attributes[0].value.string(), "replaced");
    QCOMPARE(span.droppedAttributes, 3U);
    QCOMPARE(span.events.size(), std::size_t(2));
    QCOMPARE(span.droppedEvents, 2U);
    QCOMPARE(span.events[1].attributes.size(), std::size_t(1));
    QCOMPARE(span.events[1].droppedAttributes, 1U);
    QCOMPARE(span.links.size(), std::size_t(1));
    QCOMPARE(span.droppedLinks, 3U);
    QCOMPARE(span.links[0].droppedAttributes, 1U);
}

void TstSpans::longTextIsCutAtACharacter()
{
    ProviderOptions options;
    options.limits.valueCharacters = 3;
    Traced traced(options);
    {
        ScopedSpan span = traced.tracer.start("s");
        span.set("text", "a\xC3\xA4\xE2\x82\xAC!")
            .set("list", std::vector<std::string>{"abcd"})
            .set("short", "ab");
    }
    const Span span = traced.flushed("s");
    QCOMPARE(find(span.attributes, "text")->string(), "a\xC3\xA4\xE2\x82\xAC");
    QCOMPARE(find(span.attributes, "list")->array()[0].string(), "abc");
    QCOMPARE(find(span.attributes, "short")->string(), "ab");
}

void TstSpans::nestedValuesOfTheModelPassThrough()
{
    const Value items[] = {Value::ofInt(1), Value::ofString("two")};
    const Attribute entries[] = {{"list", Value::ofArray(items)}, {"bytes", Value::ofBytes("\x01\xFF")}};
    Traced traced;
    {
        ScopedSpan span = traced.tracer.start("s");
        span.set("map", Value::ofMap(entries));
    }
    QVERIFY(traced.flushed("s").attributes[0].value == Value::ofMap(entries));
}

void TstSpans::eventsAndLinksArriveWithTheirAttributes()
{
    Traced traced;
    SpanContext other;
    other.traceId = TraceId::fromHex("0af7651916cd43dd8448eb211c80319c").value();
    other.spanId = SpanId::fromHex("b7ad6b7169203331").value();
    other.isRemote = true;
    other.flags = 1;
    other.traceState = W3cTraceState::parse("a=1").value();
    {
        ScopedSpan span = traced.tracer.start("s");
        span.event("plain").event("with", {{"key", "value"}, {"n", 2}});
        span.link(other, {{"why", "retry"}}).link(SpanContext());
    }
    const Span span = traced.flushed("s");
    QCOMPARE(span.events.size(), std::size_t(2));
    QVERIFY(span.events[0].time >= span.time.begin && span.events[1].time <= span.time.end);
    QCOMPARE(find(span.events[1].attributes, "key")->string(), "value");
    QCOMPARE(span.links.size(), std::size_t(1)); // a link to nothing is no link
    QCOMPARE(span.links[0].spanId, other.spanId);
    QCOMPARE(span.links[0].traceState, "a=1");
    QCOMPARE(span.links[0].flags, spanflags::sampled | spanflags::hasIsRemote | spanflags::isRemote);
    QCOMPARE(find(span.links[0].attributes, "why")->string(), "retry");
}

void TstSpans::okIsFinalAndErrorHoldsAgainstUnset()
{
    Traced traced;
    traced.tracer.start("error").error("first").error();
    traced.tracer.start("ok").error("x").ok().error("later");
    {
        ScopedSpan unset = traced.tracer.start("unset");
    }
    const Span error = traced.flushed("error");
    QCOMPARE(error.status, StatusCode::Error);
    QCOMPARE(error.statusMessage, "first");
    const Span ok = traced.flushed("ok");
    QCOMPARE(ok.status, StatusCode::Ok);
    QCOMPARE(ok.statusMessage, "");
    QCOMPARE(traced.flushed("unset").status, StatusCode::Unset);
}

void TstSpans::anExceptionThatPassesIsRecordedAndGoesOn()
{
    Traced traced;
    bool caught = false;
    try {
        traced.tracer.traced("s", [](ScopedSpan &) { throw std::out_of_range("no such document"); });
    } catch (const std::out_of_range &) {
        caught = true;
    }
    QVERIFY(caught);
    const Span span = traced.flushed("s");
    QCOMPARE(span.status, StatusCode::Error);
    QCOMPARE(span.statusMessage, "no such document");
    QCOMPARE(span.events.size(), std::size_t(1));
    QCOMPARE(span.events[0].name, "exception");
    QCOMPARE(find(span.events[0].attributes, "exception.type")->string(), "std::out_of_range");
    QCOMPARE(find(span.events[0].attributes, "exception.message")->string(), "no such document");
    try {
        traced.tracer.traced("odd", [] { throw 7; });
    } catch (int) {
    }
    QCOMPARE(traced.flushed("odd").status, StatusCode::Error);
}

void TstSpans::aScopeLeftByAnExceptionIsAFailedSpan()
{
    Traced traced;
    try {
        ScopedSpan span = traced.tracer.start("left");
        ScopedSpan fine = traced.tracer.start("fine");
        fine.ok();
        throw std::runtime_error("x");
    } catch (const std::runtime_error &) {
        ScopedSpan span = traced.tracer.start("in the handler");
    }
    QCOMPARE(traced.flushed("left").status, StatusCode::Error);
    QCOMPARE(traced.flushed("fine").status, StatusCode::Ok);
    QCOMPARE(traced.flushed("in the handler").status, StatusCode::Unset);
}

void TstSpans::aSpanEndedTwiceIsExportedOnce()
{
    Traced traced;
    {
        ScopedSpan span = traced.tracer.start("s");
        span.end();
        span.end();
    }
    traced.provider->forceFlush();
    QCOMPARE(traced.collected->spanCount(), std::size_t(1));
}

void TstSpans::nothingIsWrittenAfterTheEnd()
{
    Traced traced;
    ScopedSpan span = traced.tracer.start("s");
    span.end();
    QVERIFY(!span.isRecording());
    span.set("late", 1).event("late").error("late").rename("late");
    QVERIFY(span.context().isValid());
    const Span exported = traced.flushed("s");
    QCOMPARE(exported.attributes.size() + exported.events.size(), std::size_t(0));
    QCOMPARE(exported.status, StatusCode::Unset);
}

void TstSpans::timesCanBeGiven()
{
    Traced traced;
    const Timestamp begin{std::chrono::seconds(1'700'000'000)};
    traced.tracer.start("s", {.time = begin}).end(begin + Duration(5));
    const Span span = traced.flushed("s");
    QCOMPARE(span.time.begin, begin);
    QCOMPARE(span.time.end, begin + Duration(5));
}

void TstSpans::theEndIsNeverBeforeTheBegin()
{
    Traced traced;
    const Timestamp begin{std::chrono::seconds(1'700'000'000)};
    traced.tracer.start("s", {.time = begin}).end(begin - Duration(5));
    QCOMPARE(traced.flushed("s").time.length(), Duration(0));
}

void TstSpans::resourceAndScopeNameTheirSource()
{
    ProviderOptions options;
    options.serviceName = "demo";
    options.resource = {{"service.name", "not this"}, {"host.cores", std::int64_t(8)}};
    Traced traced(options);
    const Tracer other = traced.provider->tracer("other");
    traced.tracer.start("a").end();
    other.start("b").end();
    traced.provider->tracer("test", "1.0").start("c").end();
    traced.provider->forceFlush();
    const TelemetryBatch &batch = traced.collected->batches().at(0);
    QCOMPARE(batch.resources.size(), std::size_t(1));
    QCOMPARE(batch.resources[0].serviceName(), "demo");
    QCOMPARE(find(batch.resources[0].attributes, "host.cores")->integer(), 8);
    QCOMPARE(batch.scopes.size(), std::size_t(2));
    QCOMPARE(batch.scopes[batch.spans[0].scope].name, "test");
    QCOMPARE(batch.scopes[batch.spans[0].scope].version, "1.0");
    QCOMPARE(batch.scopes[batch.spans[1].scope].name, "other");
    QCOMPARE(batch.spans[2].scope, batch.spans[0].scope);
}

static const Registered<TstSpans> registered;
#include "tst_spans.moc"
