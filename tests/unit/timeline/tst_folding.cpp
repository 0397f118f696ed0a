// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/foldedruns.h"
#include "core/timeline/siblingorder.h"
#include "core/timeline/subtreesums.h"
#include "core/timeline/treerows.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

namespace spanwise {
namespace {

using namespace std::chrono_literals;

/// "x width count" of each run of what the first root hides, over 100 pixels.
std::string runsOf(const Trace &trace, int width = 100)
{
    std::string text;
    for (const FoldedRun &run : foldedRuns(trace, Subtrees(trace), SpanRow{}, Viewport(trace.time(), width)))
        text += (text.empty() ? "" : ", ") + std::to_string(run.x) + ' ' + std::to_string(run.width) + ' ' +
                std::to_string(run.count) + (run.failed ? " failed" : "");
    return text;
}

/// The names of all rows from top to bottom.
std::string rowsOf(const Trace &trace, SpanOrder order, bool descending)
{
    const SiblingOrder siblings(trace, order, descending);
    std::string text;
    const TreeRows rows(trace.tree(), {}, siblings);
    for (const SpanRow row : rows.rows())
        text += (text.empty() ? "" : " ") + std::string(trace[row].name);
    return text;
}

} // namespace

class TstFolding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void neighboursTooShortToStandAloneAreOneRunWithTheirCount();
    void aSpanThatIsWideEnoughStandsAlone();
    void aNarrowSubtreeIsCountedWhole();
    void everySpanIsInSomeRun();
    void siblingsAreOrderedWithinTheirParent_data();
    void siblingsAreOrderedWithinTheirParent();
    void sumsGoUpToTheRoot();
};

void TstFolding::neighboursTooShortToStandAloneAreOneRunWithTheirCount()
{
    QCOMPARE(
        runsOf(test::traceFromOutline("query 0 1000\n  a 100 101\n  b 105 106\n  c 112 113 \n  d 500 501\n")),
        std::string("10 2 3, 50 1 1"));
}

void TstFolding::aSpanThatIsWideEnoughStandsAlone()
{
    QCOMPARE(runsOf(test::traceFromOutline("query 0 1000\n  long 200 700\n  short 300 301\n")),
             std::string("20 50 1, 30 1 1"));
}

void TstFolding::aNarrowSubtreeIsCountedWhole()
{
    QCOMPARE(runsOf(test::traceFromOutline("query 0 1000\n  a 300 309\n    b 301 305\n      c 302 303\n")),
             std::string("30 1 3"));
}

void TstFolding::everySpanIsInSomeRun()
{
    std::string outline = "query 0 100000\n";
    for (int i = 0; i < 700; ++i)
        outline += std::string(i % 3 == 1 ? "    " : "  ") + "s " + std::to_string(i * 131) + ' ' +
                   std::to_string(i * 131 + i % 900) + '\n';
    const Trace trace = test::traceFromOutline(outline);
    for (const int width : {1, 7, 100, 4000}) {
        std::uint64_t count = 0;
        for (const FoldedRun &run :
             foldedRuns(trace, Subtrees(trace), SpanRow{}, Viewport(trace.time(), width)))
            count += run.count;
        QCOMPARE(count, trace.size() - 1);
    }
}

void TstFolding::siblingsAreOrderedWithinTheirParent_data()
{
    QTest::addColumn<int>("order");
    QTest::addColumn<bool>("descending");
    QTest::addColumn<QString>("rows");
    const auto row = [](const char *name, SpanOrder order, bool descending, const char *rows) {
        QTest::newRow(name) << static_cast<int>(order) << descending << QString::fromUtf8(rows);
    };
    row("start", SpanOrder::Start, false, "query b y x a");
    row("start, latest first", SpanOrder::Start, true, "query a b x y");
    row("name", SpanOrder::Name, false, "query a b x y");
    row("longest first", SpanOrder::Length, true, "query a b x y");
    row("shortest first", SpanOrder::Length, false, "query b y x a");
    row("self time", SpanOrder::SelfTime, true, "query a b x y");
}

void TstFolding::siblingsAreOrderedWithinTheirParent()
{
    QFETCH(int, order);
    QFETCH(bool, descending);
    QFETCH(QString, rows);
    const Trace trace = test::traceFromOutline("query 0 100\n  b 0 30\n    y 0 5\n    x 10 20\n  a 40 90\n");
    QCOMPARE(rowsOf(trace, static_cast<SpanOrder>(order), descending), rows.toStdString());
}

void TstFolding::sumsGoUpToTheRoot()
{
    TelemetryBatch batch = test::batchFromOutline("query 0 100\n  a 0 30\n    b 0 5\n  c 40 90\n");
    std::vector<SpanFacts> facts(4);
    facts[2].inputTokens = 10;
    facts[2].costUsd = 0.5;
    facts[3].outputTokens = 7;
    const Trace trace(std::move(batch), std::move(facts));
    const SubtreeSums sums(trace);
    QCOMPARE(sums.tokens(static_cast<SpanRow>(0)), 17);
    QCOMPARE(sums.tokens(static_cast<SpanRow>(1)), 10);
    QCOMPARE(sums.costUsd(static_cast<SpanRow>(0)), 0.5);
    QCOMPARE(sums.costUsd(static_cast<SpanRow>(3)), 0.0);
}

static const test::Registered<TstFolding> registered;

} // namespace spanwise

#include "tst_folding.moc"
