// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/service/exportwatch.h"
#include "app/demo/service/selfasker.h"
#include "tests/support/suite.h"
#include "tests/unit/demo/fixture.h"

#include <QTest>

#include <string>
#include <vector>

using namespace spanwise;
using namespace spanwise::demo;
using namespace spanwise::test;

class TstDemoSelfAsker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itAsksTheGivenQuestions();
    void whenAnswersAreOutstandingBeatsAreLeftOut();
    void unreachableSpanwiseIsReportedOnce();
};

void TstDemoSelfAsker::itAsksTheGivenQuestions()
{
    DemoFixture demo;
    {
        const SelfAsker asker(demo.pipeline, {"What is a span?"}, 1000, demo.dice);
        QTRY_VERIFY(demo.pipeline.counters().queries >= 5);
        QVERIFY(asker.asked() >= 5);
    }
    const Span root = demo.span("query_processing");
    QCOMPARE(attribute(root, "input.value"), "What is a span?");
    QCOMPARE(attribute(root, "query.source"), "self");
    QCOMPARE(root.kind, SpanKind::Internal);
}

void TstDemoSelfAsker::whenAnswersAreOutstandingBeatsAreLeftOut()
{
    DemoFixture demo;
    demo.misbehaviour.set({.slowSteps = {{"routing", std::chrono::milliseconds(300)}}});
    const SelfAsker asker(demo.pipeline, {"What is a span?"}, 1000, demo.dice);
    QTRY_VERIFY(asker.leftOut() > 0);
}

void TstDemoSelfAsker::unreachableSpanwiseIsReportedOnce()
{
    std::vector<std::string> said;
    ExportWatch watch([&](const std::string &line) { said.push_back(line); });
    watch.failed("refused.", 0);
    watch.failed("refused.", 0);
    QCOMPARE(said.size(), std::size_t(1));
    watch.failed("refused.", 12); // had worked in between
    QCOMPARE(said.size(), std::size_t(2));
}

static const Registered<TstDemoSelfAsker> registered;
#include "tst_demo_selfasker.moc"
