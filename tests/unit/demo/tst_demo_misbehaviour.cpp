// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/pipeline/stepnames.h"
#include "tests/support/suite.h"
#include "tests/unit/demo/fixture.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::demo;
using namespace spanwise::test;
using namespace std::chrono_literals;

class TstDemoMisbehaviour : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void delaysAreRead_data();
    void delaysAreRead();
    void namedMembersChangeAndOthersStay();
    void wrongSwitchesAreRefusedAndChangeNothing_data();
    void wrongSwitchesAreRefusedAndChangeNothing();
    void jsonRoundTrips();
    void aSlowStepIsSlow();
    void aBrokenStepFailsTheQueryWithAnException();
    void anInventedSentenceRaisesTheScore();
    void theDroppedDocumentIsLostInReranking();
    void aWaitEndsWhenTheProgramEnds();
};

void TstDemoMisbehaviour::delaysAreRead_data()
{
    QTest::addColumn<qint64>("nanoseconds"); // -1: refused
    QTest::newRow("800ms") << qint64(800'000'000);
    QTest::newRow("1.5s") << qint64(1'500'000'000);
    QTest::newRow("250") << qint64(250'000'000);
    QTest::newRow("0ms") << qint64(0);
    for (const char *bad : {"", "ms", "-1ms", "5m", "nan", "inf", "601s", "1 s", "1e400"})
        QTest::newRow(bad) << qint64(-1);
}

void TstDemoMisbehaviour::delaysAreRead()
{
    QFETCH(const qint64, nanoseconds);
    const auto delay = parseDelay(QTest::currentDataTag());
    QCOMPARE(delay ? qint64(delay->count()) : qint64(-1), nanoseconds);
}

void TstDemoMisbehaviour::namedMembersChangeAndOthersStay()
{
    MisbehaviourSwitch misbehaviour({.slowSteps = {{"retrieval", 5ms}}, .errorRate = 0.5});
    const auto changed =
        misbehaviour.change(nlohmann::json::parse(R"({"error_rate":0.1,"drop_document":2})"));
    QVERIFY(changed.has_value());
    QCOMPARE(misbehaviour.current(),
             (Misbehaviour{.slowSteps = {{"retrieval", 5ms}}, .errorRate = 0.1, .dropDocument = 2}));
}

void TstDemoMisbehaviour::wrongSwitchesAreRefusedAndChangeNothing_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("unknown switch") << QByteArray(R"({"error_rate":1,"speed":2})");
    QTest::newRow("share above 1") << QByteArray(R"({"hallucinate":1.1})");
    QTest::newRow("share as text") << QByteArray(R"({"error_rate":"0.1"})");
    QTest::newRow("unknown step") << QByteArray(R"({"slow_step":{"reranker":"1s"}})");
    QTest::newRow("bad delay") << QByteArray(R"({"slow_step":{"reranking":"fast"}})");
    QTest::newRow("negative rank") << QByteArray(R"({"drop_document":-1})");
    QTest::newRow("huge rank") << QByteArray(R"({"drop_document":18446744073709551615})");
    QTest::newRow("no object") << QByteArray("[1]");
}

void TstDemoMisbehaviour::wrongSwitchesAreRefusedAndChangeNothing()
{
    QFETCH(const QByteArray, json);
    MisbehaviourSwitch misbehaviour;
    const auto changed = misbehaviour.change(nlohmann::json::parse(json.toStdString()));
    QVERIFY(!changed);
    QVERIFY(!changed.error().message.empty());
    QCOMPARE(misbehaviour.current(), Misbehaviour{});
}

void TstDemoMisbehaviour::jsonRoundTrips()
{
    Misbehaviour bad{.errorRate = 0.25, .hallucinate = 1, .dropDocument = 3};
    QVERIFY(addSlowStep(bad, "retrieval=1.5s").has_value());
    QVERIFY(addSlowStep(bad, "routing=7ms").has_value());
    QCOMPARE(*Misbehaviour{}.changedBy(bad.toJson()), bad);
    QVERIFY(!addSlowStep(bad, "retrieval"));
    QVERIFY(!addSlowStep(bad, "nothing=1s"));
}

void TstDemoMisbehaviour::aSlowStepIsSlow()
{
    DemoFixture demo;
    demo.misbehaviour.set({.slowSteps = {{std::string(step::reranking), 60ms}}});
    demo.ask("What is a replay?");
    QVERIFY(demo.span(step::reranking).time.length() >= 60ms);
}

void TstDemoMisbehaviour::aBrokenStepFailsTheQueryWithAnException()
{
    DemoFixture demo;
    demo.misbehaviour.set({.errorRate = 1});
    const auto outcome = demo.pipeline.answer(DemoFixture::request("What is a replay?"));
    const auto *failure = std::get_if<QueryFailure>(&outcome);
    QVERIFY(failure != nullptr);
    QVERIFY(isStepName(failure->step));
    const Span broken = demo.span(failure->step);
    QCOMPARE(broken.status, StatusCode::Error);
    QVERIFY(!broken.events.empty());
    QCOMPARE(broken.events.front().name, "exception");
    const Span root = demo.span(step::query);
    QCOMPARE(root.status, StatusCode::Error);
    QCOMPARE(root.statusMessage, failure->message);
    QCOMPARE(attribute(root, "error.type"), failure->step);
    QVERIFY(!demo.hasSpan(step::verification));
    QCOMPARE(demo.pipeline.counters().failed, std::uint64_t(1));
    QCOMPARE(demo.cache.statistics().size, std::size_t(0));
}

void TstDemoMisbehaviour::anInventedSentenceRaisesTheScore()
{
    DemoFixture demo;
    demo.misbehaviour.set({.hallucinate = 1});
    for (int i = 0; i < 12; ++i) { // meets every invention
        const Answer answer = demo.ask("How long are traces kept?", R"({"cache":false})");
        QVERIFY2(answer.hallucinationScore > 0.5, answer.text.c_str());
    }
    const Span verification = demo.span(step::verification);
    QCOMPARE(attribute(verification, "evaluations.1.evaluation.label"), "hallucinated");
    QCOMPARE(verification.events.front().name, "unsupported_sentence");
}

void TstDemoMisbehaviour::theDroppedDocumentIsLostInReranking()
{
    DemoFixture demo;
    const std::string context = R"({"cache":false,"top_k":3})";
    const Answer whole = demo.ask("What is a replay?", context);
    demo.misbehaviour.set({.dropDocument = 1});
    const Answer lossy = demo.ask("What is a replay?", context);
    QCOMPARE(lossy.documents.size(), whole.documents.size());
    QCOMPARE(lossy.documents[0].id, whole.documents[1].id);
    demo.misbehaviour.set({.dropDocument = 999}); // no such rank
    QCOMPARE(demo.ask("What is a replay?", context).documents[0].id, whole.documents[0].id);
}

void TstDemoMisbehaviour::aWaitEndsWhenTheProgramEnds()
{
    Dice dice(1);
    std::stop_source ending;
    ending.request_stop();
    const Pace pace(1, dice, ending.get_token());
    pace.wait(std::chrono::hours(1)); // the test's own time limit would end it otherwise
}

static const Registered<TstDemoMisbehaviour> registered;
#include "tst_demo_misbehaviour.moc"
