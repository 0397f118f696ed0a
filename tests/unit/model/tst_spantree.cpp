// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

class TstSpanTree : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void childrenFollowTheirParentInStartOrder();
    void aSpanWithoutItsParentIsAnOrphanRoot();
    void aCycleIsBrokenAtItsEarliestSpan();
    void aChildThatStartsBeforeItsParentKeepsItsDepth();
    void theQueryIsTheFirstSpanWithAQuestion();
};

void TstSpanTree::childrenFollowTheirParentInStartOrder()
{
    const Trace trace =
        traceFromOutline("query 0 900\n  retrieve 10 300\n    bm25 20 30\n  generate 300 800\n");
    const SpanTree &tree = trace.tree();
    QCOMPARE(tree.roots().size(), std::size_t(1));
    const auto children = tree.children(tree.roots().front());
    QCOMPARE(children.size(), std::size_t(2));
    QCOMPARE(trace[children[0]].name, "retrieve");
    QCOMPARE(trace[children[1]].name, "generate");
    QCOMPARE(tree.depth(tree.children(children[0])[0]), 2U);
    QCOMPARE(trace.time().length(), Duration(std::chrono::milliseconds(900)));
}

void TstSpanTree::aSpanWithoutItsParentIsAnOrphanRoot()
{
    TelemetryBatch batch = batchFromOutline("query 0 900\n  retrieve 10 300\n");
    batch.spans[1].parent = spanId(77);
    std::vector<SpanFacts> facts(2);
    const Trace trace(std::move(batch), std::move(facts));
    QCOMPARE(trace.tree().roots().size(), std::size_t(2));
    QCOMPARE(trace.tree().orphanCount(), std::size_t(1));
    QVERIFY(trace.tree().isOrphan(SpanRow{1}));
    QVERIFY(!trace.tree().isOrphan(SpanRow{0}));
}

void TstSpanTree::aCycleIsBrokenAtItsEarliestSpan()
{
    TelemetryBatch batch = batchFromOutline("a 0 9\nb 1 5\nc 2 4\n");
    batch.spans[0].parent = batch.spans[2].id;
    batch.spans[1].parent = batch.spans[0].id;
    batch.spans[2].parent = batch.spans[1].id;
    std::vector<SpanFacts> facts(3);
    const Trace trace(std::move(batch), std::move(facts));
    QCOMPARE(trace.tree().cycleCount(), std::size_t(1));
    QCOMPARE(trace.tree().roots().size(), std::size_t(1));
    QCOMPARE(trace[trace.tree().roots().front()].name, "a");
}

void TstSpanTree::aChildThatStartsBeforeItsParentKeepsItsDepth()
{
    const Trace trace = traceFromOutline("query 100 900\n  early 50 300\n    inner 60 70\n");
    QCOMPARE(trace[SpanRow{0}].name, "early");
    QCOMPARE(trace.tree().depth(SpanRow{0}), 1U);
    QCOMPARE(trace.tree().depth(SpanRow{1}), 2U);
    QCOMPARE(trace.tree().depth(SpanRow{2}), 0U);
}

void TstSpanTree::theQueryIsTheFirstSpanWithAQuestion()
{
    TelemetryBatch batch = batchFromOutline("http 0 900\n  query 10 800\n");
    std::vector<SpanFacts> facts(2);
    facts[1].isQuery = true;
    const Trace trace(std::move(batch), std::move(facts));
    QCOMPARE(trace.queryRow(), SpanRow{1});
}

static const Registered<TstSpanTree> registered;
#include "tst_spantree.moc"
