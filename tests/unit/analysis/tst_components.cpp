// SPDX-License-Identifier: GPL-3.0-or-later
// Haystack gives every component's span the same name: what tells steps apart must go by what the component
// is called.
#include "core/analysis/findings.h"
#include "core/analysis/sequence.h"
#include "core/analysis/setcomparison.h"
#include "core/analysis/stepgroups.h"
#include "core/analysis/stepmatch.h"
#include "core/timeline/mergedflame.h"
#include "core/timeline/siblingorder.h"
#include "tests/support/components.h"
#include "tests/support/suite.h"

#include <QTest>

namespace spanwise {
namespace {

constexpr auto pipeline = "pipeline 0 100\n"
                          "  run:retriever 0 40\n"
                          "  run:ranker 40 60\n"
                          "  run:llm 60 100\n";

} // namespace

class TstComponents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachComponentIsAStepOfItsOwn();
    void eachComponentIsAFrameOfItsOwn();
    void componentsAreMatchedByWhatTheyAreCalled();
    void setsAreComparedComponentByComponent();
    void differentComponentsInARowAreNoRepetition();
    void aFailedComponentBeforeAnotherIsNoRetry();
    void siblingsAreSortedByWhatTheyAreCalled();
    void aComponentIsFoundByWhatItIsCalled();
};

void TstComponents::eachComponentIsAStepOfItsOwn()
{
    const Trace trace = test::traceOfComponents(pipeline);
    const StepGroups groups(trace, StepGroups::By::Step);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < groups.size(); ++i)
        names.emplace_back(groups[i].name);
    QCOMPARE(names, (std::vector<std::string>{"pipeline", "retriever", "ranker", "llm"}));
}

void TstComponents::eachComponentIsAFrameOfItsOwn()
{
    const Trace trace = test::traceOfComponents(pipeline);
    const MergedFlame flame = mergedFlame(trace, CriticalPath(trace, trace.queryRow()), trace.time());
    std::vector<std::string> names;
    for (const MergedFlame::Node &node : flame.nodes)
        names.emplace_back(node.name);
    QCOMPARE(names, (std::vector<std::string>{"pipeline", "retriever", "ranker", "llm"}));
}

void TstComponents::componentsAreMatchedByWhatTheyAreCalled()
{
    const Trace other = test::traceOfComponents("pipeline 0 100\n  run:ranker 0 30\n  run:llm 30 100\n");
    std::string lines;
    for (const ComparedStep &step : matchSteps(test::traceOfComponents(pipeline), other))
        lines += step.name + (step.baseline ? " A" : "") + (step.replay ? " B" : "") + '\n';
    QCOMPARE(lines, std::string("pipeline A B\nretriever A\nranker A B\nllm A B\n"));
}

void TstComponents::setsAreComparedComponentByComponent()
{
    QuerySet set;
    set.add(test::traceOfComponents(pipeline));
    QVERIFY(set.steps().contains("retriever"));
    QVERIFY(!set.steps().contains("haystack.component.run"));
}

void TstComponents::differentComponentsInARowAreNoRepetition()
{
    std::string outline = "pipeline 0 1000\n";
    for (int i = 0; i < 12; ++i)
        outline += "  run:part" + std::to_string(i) + ' ' + std::to_string(i * 80) + ' ' +
                   std::to_string(i * 80 + 80) + '\n';
    for (const Finding &finding : findingsOf(test::traceOfComponents(outline)))
        QVERIFY(finding.kind != Finding::Kind::Repeated);
}

void TstComponents::aFailedComponentBeforeAnotherIsNoRetry()
{
    TelemetryBatch batch = test::batchOfComponents("pipeline 0 100\n  run:a 0 50 error\n  run:b 50 100\n");
    std::vector<SpanFacts> facts(batch.spans.size());
    facts[1].failed = true;
    for (const Finding &finding : findingsOf(Trace(std::move(batch), std::move(facts))))
        QVERIFY(finding.kind != Finding::Kind::Retry);
}

void TstComponents::siblingsAreSortedByWhatTheyAreCalled()
{
    const Trace trace = test::traceOfComponents(pipeline);
    const SiblingOrder order(trace, SpanOrder::Name, false);
    std::string names;
    for (const SpanRow row : order.children(trace.tree(), SpanRow{}))
        names += std::string(stepLabel(trace[row])) + ' ';
    QCOMPARE(names, std::string("llm ranker retriever "));
}

void TstComponents::aComponentIsFoundByWhatItIsCalled()
{
    const Trace trace = test::traceOfComponents(pipeline);
    const auto items = sequenceOf(trace, nullptr);
    SequenceFilter filter;
    filter.text = "retriever";
    QCOMPARE(wantedOf(items, trace, nullptr, filter, std::nullopt).size(), std::size_t{1});
}

} // namespace spanwise

static const spanwise::test::Registered<spanwise::TstComponents> registered;

#include "tst_components.moc"
