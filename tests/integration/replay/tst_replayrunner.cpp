// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/loadresult.h"
#include "core/replay/replayrunner.h"
#include "tests/integration/replay/fakepipeline.h"
#include "tests/support/fakereader.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace spanwise;
using namespace spanwise::test;
using Outcome = ReplayRecord::Outcome;

/// The runner against a real socket, with a store in memory into which the fake pipeline reports its spans.
class TstReplayRunner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aReplayIsSentAnsweredTracedAndKept();
    void twoReplaysRunSideBySide();
    void spansThatComeLateAreWaitedFor();
    void aPipelineThatIgnoresTheHeaderStillHasATrace();
    void nothingListensIsRefused();
    void silenceTimesOut();
    void anErrorStatusIsShownWithItsBody();
    void aRedirectIsNotFollowed();
    void aFloodIsCutOff();
    void anEndlessResponseTimesOut();
    void somethingElseIsNotUnderstood();
    void aTraceWithTheAnswerMakesUpForTheResponse();
    void aConnectionThatBreaksIsReportedAndNotRetried();
    void anAnswerWithoutATraceSaysSo();
    void cancellingClosesTheConnection();
    void cancellingWhileTheTraceIsAwaitedKeepsTheAnswer();
    void anUnknownQueryIsNotSent();
    void aTargetThatIsNoAddressIsNotSentTo();
    void aTemplateThatIsWrongIsNotSent();
    void aRecordThatCannotBeKeptIsSaid();
    void destructionInTheMiddleIsSafe();

private:
    ReplayServices services();
    void start(FakePipeline::Answer answer);
    ReplayRecord run(TraceId original = traceId(1));
    void report(const SeenRequest &request, const char *outline, bool continues = true);
    QByteArray answerAfterReporting(const SeenRequest &request);

    std::shared_ptr<FakeReader> m_store;
    std::unique_ptr<FakePipeline> m_pipeline;
    std::unique_ptr<ReplayRunner> m_runner;
    ReplayTarget m_target;
    Status m_recording = Done{};
};

void TstReplayRunner::init()
{
    m_store = std::make_shared<FakeReader>();
    m_store->put(std::make_shared<const Trace>(
        traceFromOutline("query 0 100\n  retrieval 0 40\n  generation 40 100")));
    m_store->put(
        SavedQuery{traceId(1), {}, "Why is it slow?", R"({"top_k": 5})", "Because of the index.", "rag"});
    m_target = ReplayTarget{};
    m_target.timeout = std::chrono::seconds(20);
    m_target.traceTimeout = std::chrono::seconds(20);
    m_recording = Done{};
}

void TstReplayRunner::cleanup()
{
    m_runner.reset();
    m_pipeline.reset();
}

ReplayServices TstReplayRunner::services()
{
    ReplayServices services;
    services.store = m_store;
    services.record = [this, store = m_store](const ReplayRecord &record) {
        if (m_recording)
            store->put(record);
        return m_recording;
    };
    services.target = [this] { return m_target; };
    services.submit = [store = m_store](TelemetryBatch &batch) { return store->add(batch); };
    services.timing = {std::chrono::milliseconds(10), std::chrono::milliseconds(40)};
    return services;
}

void TstReplayRunner::start(FakePipeline::Answer answer)
{
    m_pipeline = std::make_unique<FakePipeline>(std::move(answer));
    m_target.url = m_pipeline->url();
    m_runner = std::make_unique<ReplayRunner>(services());
}

ReplayRecord TstReplayRunner::run(TraceId original)
{
    QSignalSpy finished(m_runner.get(), &ReplayRunner::finished);
    const TraceId id = m_runner->start(original);
    if (finished.isEmpty() && !finished.wait(30'000))
        return {};
    const auto record = finished.takeFirst().takeFirst().value<ReplayRecord>();
    return record.replay == id ? record : ReplayRecord{};
}

/// What the pipeline's SDK would export for this request.
void TstReplayRunner::report(const SeenRequest &request, const char *outline, bool continues)
{
    const QList<QByteArray> parts = request.headers.value("traceparent").split('-');
    TelemetryBatch batch = batchFromOutline(outline, *TraceId::fromHex(parts.at(1).toStdString()));
    if (continues) {
        batch.spans.front().parent = *SpanId::fromHex(parts.at(2).toStdString());
        batch.spans.front().flags = spanflags::hasIsRemote | spanflags::isRemote;
    }
    QVERIFY(m_store->add(batch));
}

QByteArray TstReplayRunner::answerAfterReporting(const SeenRequest &request)
{
    report(request, "query 0 150\n  retrieval 0 90\n  generation 90 150");
    return R"({"answer": "Because of the reranker."})";
}

void TstReplayRunner::aReplayIsSentAnsweredTracedAndKept()
{
    m_target.headers = {{"Authorization", "Bearer x"}};
    start([this](QTcpSocket &socket, const SeenRequest &request) {
        FakePipeline::json(answerAfterReporting(request))(socket, request);
    });
    QSignalSpy progressed(m_runner.get(), &ReplayRunner::progressed);
    const ReplayRecord record = run();
    QCOMPARE(record.outcome, Outcome::Completed);
    QCOMPARE(record.answer, std::string("Because of the reranker."));
    QCOMPARE(record.httpStatus, 200);
    QVERIFY(record.duration > Duration{});
    QVERIFY(record.message.empty());

    const SeenRequest &request = m_pipeline->requests.at(0);
    QCOMPARE(request.line, QByteArray("POST /query HTTP/1.1"));
    QCOMPARE(request.body, QByteArray(R"({"query": "Why is it slow?", "context": {"top_k": 5}})"));
    QCOMPARE(request.headers.value("content-type"), QByteArray("application/json"));
    QCOMPARE(request.headers.value("authorization"), QByteArray("Bearer x"));
    QVERIFY(request.headers.value("traceparent").contains(QByteArray::fromStdString(record.replay.toHex())));

    QCOMPARE(m_store->replaysOf(traceId(1))->size(), std::size_t{1});
    QCOMPARE(m_store->replaysOf(traceId(1))->front().outcome, Outcome::Completed);
    QVERIFY(!m_runner->isRunning(record.replay));
    QList<ReplayStage> stages;
    for (const auto &signal : progressed)
        stages.append(signal.at(1).value<ReplayStage>());
    QCOMPARE(stages, (QList{ReplayStage::Loading, ReplayStage::Sending, ReplayStage::Answered,
                            ReplayStage::WaitingForTrace, ReplayStage::Done}));

    const auto result = loadResult(*m_store, record);
    QVERIFY(result && result->hasReplayTrace && result->hasBaselineTrace);
    QCOMPARE(result->comparison.steps.size(), std::size_t{3});
    QCOMPARE(result->comparison.steps[1].name, std::string("retrieval"));
    QCOMPARE(result->comparison.steps[1].difference()->count(),
             Duration(std::chrono::milliseconds(50)).count());
    QVERIFY(!result->comparison.answer.isSame());
}

void TstReplayRunner::twoReplaysRunSideBySide()
{
    start([this](QTcpSocket &socket, const SeenRequest &request) {
        if (m_pipeline->requests.size() == 2) // both are under way before either is answered
            FakePipeline::json(answerAfterReporting(request))(socket, request);
        else
            connect(this, &QObject::objectNameChanged, &socket, [this, &socket, request] {
                FakePipeline::json(answerAfterReporting(request))(socket, request);
            });
    });
    QSignalSpy finished(m_runner.get(), &ReplayRunner::finished);
    const TraceId first = m_runner->start(traceId(1));
    const TraceId second = m_runner->start(traceId(1));
    QVERIFY(first != second);
    QTRY_COMPARE(m_pipeline->requests.size(), std::size_t{2});
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(m_runner->runningCount(), std::size_t{1});
    setObjectName(QStringLiteral("answer the first"));
    QTRY_COMPARE(finished.size(), 2);
    setObjectName({});
    for (const auto &signal : finished)
        QCOMPARE(signal.at(0).value<ReplayRecord>().outcome, Outcome::Completed);
}

void TstReplayRunner::spansThatComeLateAreWaitedFor()
{
    SeenRequest seen;
    start([&](QTcpSocket &socket, const SeenRequest &request) {
        seen = request;
        report(request, "retrieval 0 90", false); // a child, without the entry span
        FakePipeline::json(R"({"answer": "late"})")(socket, request);
    });
    QSignalSpy finished(m_runner.get(), &ReplayRunner::finished);
    QSignalSpy progressed(m_runner.get(), &ReplayRunner::progressed);
    m_runner->start(traceId(1));
    QTRY_VERIFY(!progressed.isEmpty() &&
                progressed.last().at(1).value<ReplayStage>() == ReplayStage::WaitingForTrace);
    QVERIFY(!finished.wait(300));
    report(seen, "query 0 150");
    m_runner->storeChanged();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(finished.at(0).at(0).value<ReplayRecord>().outcome, Outcome::Completed);
}

void TstReplayRunner::aPipelineThatIgnoresTheHeaderStillHasATrace()
{
    m_target.traceTimeout = std::chrono::milliseconds(200);
    start([this](QTcpSocket &socket, const SeenRequest &request) {
        report(request, "query 0 150", false);
        FakePipeline::json(R"({"answer": "x"})")(socket, request);
    });
    const ReplayRecord record = run();
    QCOMPARE(record.outcome, Outcome::Completed);
    QVERIFY(record.message.find("no span that continues") != std::string::npos);
}

void TstReplayRunner::nothingListensIsRefused()
{
    start([](QTcpSocket &, const SeenRequest &) {});
    m_pipeline.reset(); // its port is free again
    const ReplayRecord record = run();
    QCOMPARE(record.outcome, Outcome::Refused);
    QVERIFY(record.message.starts_with("Nothing listens on " + m_target.url));
    QVERIFY(!m_store->summary(record.replay)); // no trace of a request that reached nobody
    QCOMPARE(m_store->replaysOf(traceId(1))->front().outcome, Outcome::Refused);
}

void TstReplayRunner::silenceTimesOut()
{
    m_target.timeout = std::chrono::milliseconds(150);
    start([](QTcpSocket &, const SeenRequest &) {});
    const ReplayRecord record = run();
    QCOMPARE(record.outcome, Outcome::TimedOut);
    QVERIFY(record.message.find("within 150 ms") != std::string::npos);
    QVERIFY(m_store->summary(record.replay)); // the pipeline may still report: the root is there
}

void TstReplayRunner::anErrorStatusIsShownWithItsBody()
{
    start(FakePipeline::json(R"({"error": "index\n not loaded"})", "500 Internal Server Error"));
    const ReplayRecord record = run();
    QCOMPARE(record.outcome, Outcome::HttpError);
    QCOMPARE(record.httpStatus, 500);
    QVERIFY2(record.message.find("not loaded") != std::string::npos, record.message.c_str());
    QVERIFY(record.message.find("500") != std::string::npos);
    QVERIFY(record.answer.empty());
}

void TstReplayRunner::aRedirectIsNotFollowed()
{
    FakePipeline elsewhere(FakePipeline::json(R"({"answer": "stolen"})"));
    start(FakePipeline::json("", "302 Found",
                             "Location: " + QByteArray::fromStdString(elsewhere.url()) + "\r\n"));
    const ReplayRecord record = run();
    QCOMPARE(record.outcome, Outcome::HttpError);
    QCOMPARE(record.httpStatus, 302);
    QVERIFY(record.message.find(elsewhere.url()) != std::string::npos);
    QCOMPARE(elsewhere.connections, 0);
}

void TstReplayRunner::aFloodIsCutOff()
{
    start([](QTcpSocket &socket, const SeenRequest &) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n\"");
        const auto pour = [&socket] {
            if (socket.bytesToWrite() < (1 << 20))
                socket.write(QByteArray(1 << 20, 'x'));
        };
        connect(&socket, &QTcpSocket::bytesWritten, &socket, pour);
        pour();
    });
    const ReplayRecord record = run();
    QCOMPARE(record.outcome, Outcome::BadResponse);
    QVERIFY2(record.message.find("larger than 16 MiB") != std::string::npos, record.message.c_str());
    QTRY_COMPARE(m_pipeline->disconnections, 1);
}

void TstReplayRunner::anEndlessResponseTimesOut()
{
    m_target.timeout = std::chrono::milliseconds(200);
    QTimer drip;
    start([&](QTcpSocket &socket, const SeenRequest &) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n\"");
        connect(&drip, &QTimer::timeout, &socket, [&socket] { socket.write("x"); });
        drip.start(5);
    });
    QCOMPARE(run().outcome, Outcome::TimedOut);
}

void TstReplayRunner::somethingElseIsNotUnderstood()
{
    m_target.traceTimeout = std::chrono::milliseconds(100);
    start(FakePipeline::json("<html>It works</html>"));
    const ReplayRecord record = run();
    QCOMPARE(record.outcome, Outcome::BadResponse);
    QVERIFY(record.message.find("holds an answer") != std::string::npos);
}

void TstReplayRunner::aTraceWithTheAnswerMakesUpForTheResponse()
{
    // A pipeline that answers 202 and leaves its answer in the trace.
    start([this](QTcpSocket &socket, const SeenRequest &request) {
        const QList<QByteArray> parts = request.headers.value("traceparent").split('-');
        const TraceId id = *TraceId::fromHex(parts.at(1).toStdString());
        TelemetryBatch batch = batchFromOutline("query 0 150", id);
        batch.spans.front().parent = *SpanId::fromHex(parts.at(2).toStdString());
        std::vector<SpanFacts> facts(1);
        facts[0].answer = "from the trace";
        m_store->put(std::make_shared<const Trace>(std::move(batch), std::move(facts)));
        FakePipeline::json("{}", "202 Accepted")(socket, request);
    });
    const ReplayRecord record = run();
    QCOMPARE(record.outcome, Outcome::Completed);
    QCOMPARE(loadResult(*m_store, record)->comparison.replay.answer, std::string("from the trace"));
}

void TstReplayRunner::aConnectionThatBreaksIsReportedAndNotRetried()
{
    start([](QTcpSocket &socket, const SeenRequest &) { socket.abort(); });
    const ReplayRecord record = run();
    QCOMPARE(record.outcome, Outcome::BadResponse);
    QVERIFY(record.message.find("closed the connection") != std::string::npos);
    QCOMPARE(m_pipeline->requests.size(), std::size_t{1}); // a query may cost money: it is asked once
}

void TstReplayRunner::anAnswerWithoutATraceSaysSo()
{
    m_target.traceTimeout = std::chrono::milliseconds(120);
    start(FakePipeline::json(R"({"answer": "x"})"));
    const ReplayRecord record = run();
    QCOMPARE(record.outcome, Outcome::NoTrace);
    QCOMPARE(record.answer, std::string("x"));
    QVERIFY(record.message.find("within 120 ms") != std::string::npos);
    const auto result = loadResult(*m_store, record);
    QVERIFY(result && !result->hasReplayTrace && result->comparison.steps.empty());
    QVERIFY(!result->comparison.answer.isSame());
}

void TstReplayRunner::cancellingClosesTheConnection()
{
    start([](QTcpSocket &, const SeenRequest &) {});
    QSignalSpy finished(m_runner.get(), &ReplayRunner::finished);
    const TraceId id = m_runner->start(traceId(1));
    QTRY_COMPARE(m_pipeline->requests.size(), std::size_t{1});
    m_runner->cancel(id);
    m_runner->cancel(id);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(finished.at(0).at(0).value<ReplayRecord>().outcome, Outcome::Cancelled);
    QTRY_COMPARE(m_pipeline->disconnections, 1);
    m_runner->cancel(id); // long gone
}

void TstReplayRunner::cancellingWhileTheTraceIsAwaitedKeepsTheAnswer()
{
    start(FakePipeline::json(R"({"answer": "x"})"));
    QSignalSpy finished(m_runner.get(), &ReplayRunner::finished);
    connect(m_runner.get(), &ReplayRunner::progressed, this, [this](TraceId id, ReplayStage stage) {
        if (stage == ReplayStage::WaitingForTrace)
            m_runner->cancel(id);
    });
    m_runner->start(traceId(1));
    QTRY_COMPARE(finished.size(), 1);
    const auto record = finished.at(0).at(0).value<ReplayRecord>();
    QCOMPARE(record.outcome, Outcome::Cancelled);
    QCOMPARE(record.answer, std::string("x"));
    QVERIFY(record.message.find("waiting for the trace") != std::string::npos);
}

void TstReplayRunner::anUnknownQueryIsNotSent()
{
    start(FakePipeline::json("{}"));
    QCOMPARE(run(traceId(99)).outcome, Outcome::NotSent);
    QCOMPARE(m_pipeline->connections, 0);
}

void TstReplayRunner::aTargetThatIsNoAddressIsNotSentTo()
{
    start(FakePipeline::json("{}"));
    for (const char *url : {"", "pipeline", "file:///etc/passwd", "http://", "ftp://127.0.0.1/"}) {
        m_target.url = url;
        const ReplayRecord record = run();
        QCOMPARE(record.outcome, Outcome::NotSent);
        QVERIFY(record.message.find("not an address") != std::string::npos);
    }
    m_target.url = m_pipeline->url();
    m_target.headers = {{"X-A", "b\r\nX-Evil: c"}};
    QCOMPARE(run().outcome, Outcome::NotSent);
    QCOMPARE(m_pipeline->connections, 0);
}

void TstReplayRunner::aTemplateThatIsWrongIsNotSent()
{
    start(FakePipeline::json("{}"));
    m_target.bodyTemplate = "{\"query\": }";
    const ReplayRecord record = run();
    QCOMPARE(record.outcome, Outcome::NotSent);
    QVERIFY(record.message.find("line 1, column") != std::string::npos);
    QCOMPARE(m_pipeline->connections, 0);
}

void TstReplayRunner::aRecordThatCannotBeKeptIsSaid()
{
    start([this](QTcpSocket &socket, const SeenRequest &request) {
        FakePipeline::json(answerAfterReporting(request))(socket, request);
    });
    m_recording = Error{Error::Code::Io, "disk full"};
    QSignalSpy notKept(m_runner.get(), &ReplayRunner::notKept);
    QCOMPARE(run().outcome, Outcome::Completed);
    QCOMPARE(notKept.size(), 1);
    QVERIFY(notKept.at(0).at(1).toString().contains(QStringLiteral("disk full")));
}

void TstReplayRunner::destructionInTheMiddleIsSafe()
{
    start([this](QTcpSocket &, const SeenRequest &) { m_runner.reset(); });
    m_runner->start(traceId(1));
    m_runner->start(traceId(1));
    QTRY_VERIFY(!m_runner);
    QTRY_COMPARE(m_pipeline->connections, m_pipeline->disconnections);
}

static const Registered<TstReplayRunner> registered;
#include "tst_replayrunner.moc"
