// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/stepgraph.h"
#include "core/analysis/stepstatistics.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

namespace spanwise {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

std::string ms(Duration duration)
{
    return std::to_string(duration / 1ms);
}

struct Counted
{
    explicit Counted(const std::string &outline, std::optional<TimeWindow> range = std::nullopt)
        : trace(test::traceFromOutline(outline))
        , groups(trace, StepGroups::By::Step)
        , path(trace, trace.queryRow())
        , statistics(stepStatistics(trace, groups, path, range))
    {
    }
    std::string name(const StepRow &row) const { return std::string(groups[row.group].name); }

    Trace trace;
    StepGroups groups;
    CriticalPath path;
    StepStatistics statistics;
};

/// "name count total self p50 p95 covered decisive", in ms.
Lines rows(const Counted &counted)
{
    Lines lines;
    for (const StepRow &row : counted.statistics.rows)
        lines.push_back(counted.name(row) + ' ' + std::to_string(row.count) + ' ' + ms(row.total) + ' ' +
                        ms(row.self) + ' ' + ms(row.p50) + ' ' + ms(row.p95) + ' ' + ms(row.covered) + ' ' +
                        ms(row.decisive));
    return lines;
}

/// "from>to calls total", with a star on the critical path.
Lines calls(const Counted &counted, std::size_t limit = 100)
{
    const StepGraph graph = stepGraph(counted.trace, counted.groups, counted.statistics, counted.path, limit);
    Lines lines;
    for (const StepGraph::Edge &edge : graph.edges)
        lines.push_back(counted.name(graph.nodes[edge.from].row) + '>' +
                        counted.name(graph.nodes[edge.to].row) + ' ' + std::to_string(edge.calls) + ' ' +
                        ms(edge.total) + (edge.decisive ? "*" : ""));
    return lines;
}

} // namespace

class TstStepStatistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void spansOfOneNameAreOneStep();
    void parallelSpansAreCoveredOnce();
    void quantilesAreNearestRanks();
    void aRangeCutsWhatLiesOutside();
    void aStepOutsideTheRangeHasNoRow();
    void sharesAreOfTheQueryWithinTheRange();
    void servicesAreToldApart();
    void callsAreCountedFromCallerToCalled();
    void recursionIsASelfCall();
    void betweenServicesOnlyCallsAcrossCount();
    void theLightestStepsAreFolded();
};

void TstStepStatistics::spansOfOneNameAreOneStep()
{
    QCOMPARE(rows(Counted("query 0 100\n  call 0 30\n  call 40 90\n")),
             (Lines{"query 1 100 20 100 100 100 20", "call 2 80 80 30 50 80 80"}));
}

void TstStepStatistics::parallelSpansAreCoveredOnce()
{
    const Counted counted("query 0 100\n  call 0 60\n  call 20 80\n");
    QCOMPARE(counted.statistics.rows[1].total, Duration(120ms));
    QCOMPARE(counted.statistics.rows[1].covered, Duration(80ms));
}

void TstStepStatistics::quantilesAreNearestRanks()
{
    std::string outline = "query 0 10000\n";
    for (int i = 1; i <= 20; ++i)
        outline += "  call 0 " + std::to_string(i) + '\n';
    const StepRow row = Counted(outline).statistics.rows[1];
    QCOMPARE(row.p50, Duration(10ms));
    QCOMPARE(row.p95, Duration(19ms));
}

void TstStepStatistics::aRangeCutsWhatLiesOutside()
{
    QCOMPARE(rows(Counted("query 0 100\n  call 0 30\n  call 40 90\n",
                          TimeWindow{Timestamp(20ms), Timestamp(50ms)})),
             (Lines{"query 1 30 10 100 100 30 10", "call 2 20 20 30 50 20 20"}));
}

void TstStepStatistics::aStepOutsideTheRangeHasNoRow()
{
    const Counted counted("query 0 100\n  early 0 30\n  late 40 90\n",
                          TimeWindow{Timestamp(50ms), Timestamp(60ms)});
    QCOMPARE(counted.statistics.rows.size(), std::size_t{2});
    QCOMPARE(counted.name(counted.statistics.rows[1]), std::string("late"));
}

void TstStepStatistics::sharesAreOfTheQueryWithinTheRange()
{
    const std::string outline = "query 0 100\nafter 100 400\n";
    QCOMPARE(Counted(outline).statistics.whole, Duration(100ms));
    QCOMPARE(Counted(outline, TimeWindow{Timestamp(50ms), Timestamp(200ms)}).statistics.whole,
             Duration(50ms));
    QCOMPARE(Counted(outline, TimeWindow{Timestamp(200ms), Timestamp(300ms)}).statistics.whole,
             Duration(100ms)); // of the range
}

void TstStepStatistics::servicesAreToldApart()
{
    TelemetryBatch batch = test::batchFromOutline("query 0 100\n  post 0 30\n  post 40 90\n");
    const Attribute service{"service.name", Value::ofString("other")};
    batch.resources.push_back({.attributes = batch.arena.copy(std::span<const Attribute>(&service, 1)),
                               .schemaUrl = {},
                               .droppedAttributes = 0});
    batch.resources.push_back(batch.resources.back()); // one service sends many resources
    batch.spans[0].resource = 1;
    batch.spans[2].resource = 2;
    const Trace trace(std::move(batch), std::vector<SpanFacts>(3));
    QCOMPARE(StepGroups(trace, StepGroups::By::Step).size(), std::size_t{3});
    QCOMPARE(StepGroups(trace, StepGroups::By::Service).size(), std::size_t{2});
}

void TstStepStatistics::callsAreCountedFromCallerToCalled()
{
    QCOMPARE(calls(Counted("query 0 100\n  call 0 30\n    inner 0 10\n  call 40 90\n  side 40 50\n")),
             (Lines{"query>call 2 80*", "query>side 1 10", "call>inner 1 10*"}));
}

void TstStepStatistics::recursionIsASelfCall()
{
    QCOMPARE(calls(Counted("agent 0 100\n  tool 0 90\n    agent 10 80\n      agent 20 70\n")),
             (Lines{"agent>agent 1 50*", "agent>tool 1 90*", "tool>agent 1 70*"}));
}

void TstStepStatistics::betweenServicesOnlyCallsAcrossCount()
{
    TelemetryBatch batch =
        test::batchFromOutline("query 0 100\n  inside 0 30\n  call 40 90\n    work 50 60\n");
    const Attribute service{"service.name", Value::ofString("other")};
    batch.resources.push_back({.attributes = batch.arena.copy(std::span<const Attribute>(&service, 1)),
                               .schemaUrl = {},
                               .droppedAttributes = 0});
    batch.spans[2].resource = 1;
    batch.spans[3].resource = 1;
    const Trace trace(std::move(batch), std::vector<SpanFacts>(4));
    const StepGroups groups(trace, StepGroups::By::Service);
    const CriticalPath path(trace, trace.queryRow());
    const StepGraph graph =
        stepGraph(trace, groups, stepStatistics(trace, groups, path, std::nullopt), path, 100);
    QCOMPARE(graph.edges.size(), std::size_t{1});
    QCOMPARE(graph.edges[0].calls, 1U);
}

void TstStepStatistics::theLightestStepsAreFolded()
{
    const Counted counted("query 0 100\n  a 0 1\n  b 1 30\n  c 30 32\n  d 32 90\n");
    const StepGraph graph = stepGraph(counted.trace, counted.groups, counted.statistics, counted.path, 3);
    QCOMPARE(graph.nodes.size(), std::size_t{3});
    QCOMPARE(graph.nodes[2].folded, 3U); // of query, a and c
    QCOMPARE(graph.nodes[2].row.count, 3U);
    QCOMPARE(graph.nodeOf[0], graph.nodeOf[1]);
    QCOMPARE(counted.name(graph.nodes[0].row), std::string("b"));
}

} // namespace spanwise

static const spanwise::test::Registered<spanwise::TstStepStatistics> registered;

#include "tst_stepstatistics.moc"
