// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/propagation.h"
#include "tests/support/suite.h"
#include "tests/unit/tracing/collector.h"

#include <QTest>

#include <optional>
#include <thread>

using namespace spanwise;
using namespace spanwise::test;

class TstContexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void spansNest();
    void spansMayEndInAnyOrder();
    void aRemoteParentIsMarkedAsRemote();
    void anExplicitEmptyParentBeginsATrace();
    void aContextIsHandedToAnotherThread();
    void aScopeRestoresWhatWasCurrent();
    void baggageAndTraceStateReachTheChildren();
    void aDetachedSpanIsNobodysParentUnlessAttached();
    void aTracerOfNobodyPassesTheContextOn();
    void aSpanThatIsNotSampledIsStillTheParent();
};

void TstContexts::spansNest()
{
    Traced traced;
    QVERIFY(!Context::current().span.isValid());
    {
        ScopedSpan query = traced.tracer.start("query");
        traced.tracer.traced("retrieve", [&] {
            ScopedSpan bm25 = traced.tracer.start("bm25");
            QCOMPARE(Context::current().span.spanId, bm25.context().spanId);
        });
        ScopedSpan generate = traced.tracer.start("generate");
    }
    QVERIFY(!Context::current().span.isValid());
    const Span query = traced.flushed("query");
    QVERIFY(!query.parent);
    QVERIFY(query.isEntry());
    QCOMPARE(traced.flushed("retrieve").parent, query.id);
    QCOMPARE(traced.flushed("bm25").parent, traced.flushed("retrieve").id);
    QCOMPARE(traced.flushed("generate").parent, query.id);
    QCOMPARE(traced.flushed("generate").traceId, query.traceId);
    QVERIFY(!traced.flushed("generate").isEntry());
    QVERIFY(query.time.begin <= traced.flushed("bm25").time.begin);
    QVERIFY(query.time.end >= traced.flushed("generate").time.end);
}

void TstContexts::spansMayEndInAnyOrder()
{
    Traced traced;
    ScopedSpan outer = traced.tracer.start("outer");
    ScopedSpan middle = traced.tracer.start("middle");
    ScopedSpan inner = traced.tracer.start("inner");
    middle.end();
    QCOMPARE(Context::current().span.spanId, inner.context().spanId);
    inner.end();
    QCOMPARE(Context::current().span.spanId, outer.context().spanId);
    outer.end();
    QVERIFY(!Context::current().span.isValid());
}

void TstContexts::aRemoteParentIsMarkedAsRemote()
{
    Traced traced;
    const std::vector<std::pair<std::string, std::string>> headers{
        {"Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}};
    {
        ScopedSpan server =
            traced.tracer.start("server", {.parent = extract(headers), .kind = SpanKind::Server});
        ScopedSpan child = traced.tracer.start("child");
    }
    const Span server = traced.flushed("server");
    QCOMPARE(server.traceId.toHex(), std::string("0af7651916cd43dd8448eb211c80319c"));
    QCOMPARE(server.parent.toHex(), std::string("b7ad6b7169203331"));
    QCOMPARE(server.kind, SpanKind::Server);
    QCOMPARE(server.flags, spanflags::sampled | spanflags::hasIsRemote | spanflags::isRemote);
    QVERIFY(server.isEntry());
    QCOMPARE(traced.flushed("child").flags, spanflags::sampled | spanflags::hasIsRemote);
}

void TstContexts::anExplicitEmptyParentBeginsATrace()
{
    Traced traced;
    {
        ScopedSpan outer = traced.tracer.start("outer");
        ScopedSpan other = traced.tracer.start("other", {.parent = Context{}});
    }
    QVERIFY(!traced.flushed("other").parent);
    QVERIFY(traced.flushed("other").traceId != traced.flushed("outer").traceId);
}

void TstContexts::aContextIsHandedToAnotherThread()
{
    Traced traced;
    {
        ScopedSpan query = traced.tracer.start("query");
        std::thread worker([&, context = Context::current()] {
            ScopedSpan stranger = traced.tracer.start("stranger");
            stranger.end();
            const ContextScope scope = attach(context);
            ScopedSpan span = traced.tracer.start("worker");
        });
        worker.join();
    }
    QCOMPARE(traced.flushed("worker").parent, traced.flushed("query").id);
    QVERIFY(!traced.flushed("stranger").parent);
}

void TstContexts::aScopeRestoresWhatWasCurrent()
{
    const Context context{{.traceId = TraceId::fromHex("0af7651916cd43dd8448eb211c80319c").value(),
                           .spanId = SpanId::fromHex("b7ad6b7169203331").value()},
                          Baggage().with("user", "7")};
    {
        const ContextScope scope(context);
        QCOMPARE(Context::current(), context);
        {
            const ContextScope none(Context{});
            QCOMPARE(Context::current(), Context());
        }
        QCOMPARE(Context::current(), context);
    }
    QCOMPARE(Context::current(), Context());
}

void TstContexts::baggageAndTraceStateReachTheChildren()
{
    Traced traced;
    const std::vector<std::pair<std::string, std::string>> headers{
        {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
        {"tracestate", "a=1"},
        {"tracestate", "b=2"},
        {"baggage", "user=7"}};
    {
        ScopedSpan server = traced.tracer.start("server", {.parent = extract(headers)});
        ScopedSpan child = traced.tracer.start("child");
        std::vector<std::pair<std::string, std::string>> sent;
        inject(Context::current(),
               [&](std::string_view name, std::string_view value) { sent.emplace_back(name, value); });
        QCOMPARE(sent.size(), std::size_t(3));
        QCOMPARE(sent[0].second,
                 "00-0af7651916cd43dd8448eb211c80319c-" + child.context().spanId.toHex() + "-01");
        QCOMPARE(sent[1].second, std::string("a=1,b=2"));
        QCOMPARE(sent[2].second, std::string("user=7"));
    }
    QCOMPARE(traced.flushed("child").traceState, "a=1,b=2");
}

void TstContexts::aDetachedSpanIsNobodysParentUnlessAttached()
{
    Traced traced;
    DetachedSpan request = traced.tracer.startDetached("request");
    traced.tracer.start("unrelated").end();
    {
        const ContextScope scope = attach({request.context(), {}});
        traced.tracer.start("part").end();
    }
    std::thread([moved = std::move(request)]() mutable { moved.set("done", true); }).join();
    QVERIFY(!traced.flushed("unrelated").parent);
    QCOMPARE(traced.flushed("part").parent, traced.flushed("request").id);
    QCOMPARE(find(traced.flushed("request").attributes, "done")->boolean(), true);
}

void TstContexts::aTracerOfNobodyPassesTheContextOn()
{
    const Context context{{.traceId = TraceId::fromHex("0af7651916cd43dd8448eb211c80319c").value(),
                           .spanId = SpanId::fromHex("b7ad6b7169203331").value()},
                          {}};
    const ContextScope scope(context);
    ScopedSpan span = Tracer().start("s");
    QVERIFY(!span.isRecording());
    QCOMPARE(Context::current().span.spanId, context.span.spanId);
    QCOMPARE(span.context().spanId, context.span.spanId);
}

void TstContexts::aSpanThatIsNotSampledIsStillTheParent()
{
    ProviderOptions options;
    options.sampler = parentBasedSampler(alwaysOffSampler());
    Traced traced(options);
    {
        ScopedSpan root = traced.tracer.start("root");
        QVERIFY(!root.isRecording());
        QVERIFY(root.context().isValid() && !root.context().isSampled());
        ScopedSpan child = traced.tracer.start("child");
        QCOMPARE(child.context().traceId, root.context().traceId);
        QVERIFY(!child.isRecording());
    }
    traced.provider->forceFlush();
    QCOMPARE(traced.collected->spanCount(), std::size_t(0));
    QCOMPARE(traced.provider->counters().notSampled, std::uint64_t(2));
}

static const Registered<TstContexts> registered;
#include "tst_contexts.moc"
