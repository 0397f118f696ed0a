// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/pipeline/stepnames.h"
#include "app/demo/service/httpserver.h"
#include "core/codec/otlp_protobuf.h"
#include "tests/support/suite.h"

#include <nlohmann/json.hpp>

#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <map>
#include <memory>
#include <mutex>
#include <vector>

using namespace spanwise;
using namespace spanwise::demo;
using namespace spanwise::test;
using Json = nlohmann::json;

namespace {

/// The least that can be called an OTLP receiver: decodes what it gets and keeps it.
class Receiver
{
public:
    Receiver()
        : m_server(options(), [this](const HttpRequest &request) { return take(request); })
    {
        if (!m_server.start())
            qFatal("no port for the receiver");
    }

    QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_server.port()); }
    int undecodable() const
    {
        const std::lock_guard lock(m_mutex);
        return m_undecodable;
    }

    /// Spans of one trace by name; of several with one name the last.
    std::map<std::string, Span> spansOf(const std::string &traceId) const
    {
        const std::lock_guard lock(m_mutex);
        std::map<std::string, Span> spans;
        for (const TelemetryBatch &batch : m_batches) {
            for (const Span &span : batch.spans) {
                if (span.traceId.toHex() == traceId)
                    spans.insert_or_assign(std::string(span.name), span);
            }
        }
        return spans;
    }

    std::size_t spanCount() const
    {
        const std::lock_guard lock(m_mutex);
        std::size_t count = 0;
        for (const TelemetryBatch &batch : m_batches)
            count += batch.spans.size();
        return count;
    }

private:
    static HttpServerOptions options()
    {
        HttpServerOptions any;
        any.port = 0;
        any.bodyLimit = 64U << 20U;
        return any;
    }

    HttpResponse take(const HttpRequest &request)
    {
        auto decoded = decodeOtlpProtobuf(request.body);
        const std::lock_guard lock(m_mutex);
        if (decoded && request.path() == "/v1/traces")
            m_batches.push_back(std::move(decoded->batch));
        else
            ++m_undecodable;
        HttpResponse accepted{200, ""};
        accepted.headers.emplace_back("Content-Type", "application/x-protobuf");
        return accepted;
    }

    mutable std::mutex m_mutex;
    std::vector<TelemetryBatch> m_batches; // guarded by m_mutex
    int m_undecodable = 0;                 // guarded by m_mutex
    HttpServer m_server;
};

std::string text(const Span &span, std::string_view key)
{
    for (const Attribute &attribute : span.attributes) {
        if (attribute.key == key && attribute.value.type() == Value::Type::String)
            return std::string(attribute.value.string());
    }
    return {};
}

} // namespace

class TstDemoProgram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theTraceOfAQuestionHasEveryStep();
    void theCallersTraceIsContinued();
    void itAsksItselfAndEndsWithItsSpansSent();
    void itAnswersWhileNobodyTakesItsTraces();
    void misbehaviourIsSwitchedWhileItRuns();
    void aBusyPortEndsItWithAReason();
    void wrongUsageIsExitCodeTwo();
    void anotherManualIsAnsweredFrom();

private:
    void start(const QStringList &arguments, const QString &endpoint);
    Json post(const QString &path, const Json &body, const QByteArray &traceparent = {},
              int *status = nullptr);

    std::unique_ptr<Receiver> m_receiver;
    std::unique_ptr<QProcess> m_demo;
    QString m_url;
};

void TstDemoProgram::init()
{
    m_receiver = std::make_unique<Receiver>();
    m_demo = std::make_unique<QProcess>();
}

void TstDemoProgram::cleanup()
{
    if (m_demo->state() != QProcess::NotRunning) {
        m_demo->kill();
        m_demo->waitForFinished();
    }
}

void TstDemoProgram::start(const QStringList &arguments, const QString &endpoint)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith(QLatin1String("OTEL_")) || name.startsWith(QLatin1String("OPENAI_")))
            environment.remove(name);
    }
    environment.insert(QStringLiteral("OTEL_EXPORTER_OTLP_ENDPOINT"), endpoint);
    m_demo->setProcessEnvironment(environment);
    m_demo->start(QStringLiteral(SPANWISE_BIN_DIR "/spanwise-demo"),
                  QStringList{QStringLiteral("--port"), QStringLiteral("0")} + arguments);
    QVERIFY2(m_demo->waitForStarted(), qPrintable(m_demo->errorString()));
    while (!m_demo->canReadLine() && m_demo->waitForReadyRead(30'000)) {
    }
    const QString line = QString::fromUtf8(m_demo->readLine());
    static const QRegularExpression ready(
        QStringLiteral("^spanwise-demo listening on (http://127\\.0\\.0\\.1:\\d+), exporting to (\\S+)\n$"));
    const auto match = ready.match(line);
    QVERIFY2(match.hasMatch(), qPrintable(line + QString::fromUtf8(m_demo->readAllStandardError())));
    m_url = match.captured(1);
    QCOMPARE(match.captured(2), endpoint + QStringLiteral("/v1/traces"));
}

Json TstDemoProgram::post(const QString &path, const Json &body, const QByteArray &traceparent, int *status)
{
    QNetworkAccessManager network;
    QNetworkRequest request(QUrl(m_url + path));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    if (!traceparent.isEmpty())
        request.setRawHeader("traceparent", traceparent);
    const std::unique_ptr<QNetworkReply> reply(network.post(request, QByteArray::fromStdString(body.dump())));
    QEventLoop loop;
    connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    if (status != nullptr)
        *status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    return Json::parse(reply->readAll().toStdString(), nullptr, false);
}

void TstDemoProgram::theTraceOfAQuestionHasEveryStep()
{
    // Long enough for both searches to be seen beside each other on a busy machine.
    start({QStringLiteral("--rate"), QStringLiteral("0"), QStringLiteral("--slow-step"),
           QStringLiteral("vector_search=300ms"), QStringLiteral("--slow-step"),
           QStringLiteral("bm25_search=300ms")},
          m_receiver->url());
    const Json answer =
        post(QStringLiteral("/query"), {{"query", "How do I replay a query?"}, {"context", {{"top_k", 3}}}});
    const std::string trace = answer["trace_id"];
    const std::size_t expected = stepNames.size() + 2; // and the query itself, and the look into the cache
    QTRY_COMPARE(m_receiver->spansOf(trace).size(), expected);
    const auto spans = m_receiver->spansOf(trace);
    const Span &root = spans.at("query_processing");
    QVERIFY(!root.parent);
    QCOMPARE(text(root, "input.value"), "How do I replay a query?");
    QCOMPARE(text(root, "output.value"), answer["answer"].get<std::string>());
    QCOMPARE(text(root, "query.context"), R"({"top_k":3})");
    QCOMPARE(text(spans.at("reranking"), "reranker.output_documents.0.document.id"),
             answer["documents"][0]["id"].get<std::string>());
    const TimeWindow vectors = spans.at("vector_search").time;
    const TimeWindow words = spans.at("bm25_search").time;
    QVERIFY(vectors.begin < words.end && words.begin < vectors.end);
    QCOMPARE(spans.at("vector_search").parent, spans.at("retrieval").id);
    QCOMPARE(spans.at("bm25_search").parent, spans.at("retrieval").id);
    QCOMPARE(m_receiver->undecodable(), 0);
}

void TstDemoProgram::theCallersTraceIsContinued()
{
    start({QStringLiteral("--rate=0"), QStringLiteral("--pace=0")}, m_receiver->url());
    const std::string trace = "0af7651916cd43dd8448eb211c80319c";
    const Json answer = post(QStringLiteral("/query"), {{"query", "What is a span?"}},
                             "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    QCOMPARE(answer["trace_id"].get<std::string>(), trace);
    QTRY_VERIFY(m_receiver->spansOf(trace).contains("query_processing"));
    const Span root = m_receiver->spansOf(trace).at("query_processing");
    QCOMPARE(root.parent.toHex(), "b7ad6b7169203331");
    QVERIFY(root.isEntry());
    QCOMPARE(root.kind, SpanKind::Server);
}

void TstDemoProgram::itAsksItselfAndEndsWithItsSpansSent()
{
    start({QStringLiteral("--rate=50"), QStringLiteral("--pace=0")}, m_receiver->url());
    QTRY_VERIFY(m_receiver->spanCount() >= 50);
    post(QStringLiteral("/query"), {{"query", "the very last question"}});
    m_demo->terminate();
    QVERIFY(m_demo->waitForFinished(10'000));
    QCOMPARE(m_demo->exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_demo->exitCode(), 0);
    QCOMPARE(m_demo->readAllStandardError(), QByteArray());
}

void TstDemoProgram::itAnswersWhileNobodyTakesItsTraces()
{
    const QString nobody = m_receiver->url();
    m_receiver.reset();
    start({QStringLiteral("--rate=0"), QStringLiteral("--pace=0")}, nobody);
    int status = 0;
    post(QStringLiteral("/query"), {{"query", "What is a span?"}}, {}, &status);
    QCOMPARE(status, 200);
    m_demo->terminate();
    QVERIFY(m_demo->waitForFinished(10'000));
    QCOMPARE(m_demo->exitCode(), 0);
    QCOMPARE(m_demo->readAllStandardError().count("Traces do not arrive"), 1);
}

void TstDemoProgram::misbehaviourIsSwitchedWhileItRuns()
{
    start({QStringLiteral("--rate=0"), QStringLiteral("--pace=0")}, m_receiver->url());
    int status = 0;
    post(QStringLiteral("/misbehave"), {{"error_rate", 1}}, {}, &status);
    QCOMPARE(status, 200);
    const Json failed = post(QStringLiteral("/query"), {{"query", "What is a span?"}}, {}, &status);
    QCOMPARE(status, 500);
    const std::string trace = failed["error"]["trace_id"];
    const std::string step = failed["error"]["step"];
    QTRY_VERIFY(m_receiver->spansOf(trace).contains("query_processing"));
    const auto spans = m_receiver->spansOf(trace);
    QCOMPARE(spans.at("query_processing").status, StatusCode::Error);
    QCOMPARE(spans.at(step).status, StatusCode::Error);
    QCOMPARE(spans.at(step).events.front().name, "exception");
    post(QStringLiteral("/misbehave"), {{"error_rate", 0}});
    post(QStringLiteral("/query"), {{"query", "What is a span?"}}, {}, &status);
    QCOMPARE(status, 200);
}

void TstDemoProgram::aBusyPortEndsItWithAReason()
{
    const QString port = m_receiver->url().section(QLatin1Char(':'), -1);
    m_demo->start(QStringLiteral(SPANWISE_BIN_DIR "/spanwise-demo"), {QStringLiteral("--port"), port});
    QVERIFY(m_demo->waitForFinished(30'000));
    QCOMPARE(m_demo->exitCode(), 1);
    const QByteArray said = m_demo->readAllStandardError();
    QVERIFY2(said.contains("Port " + port.toLatin1()) && said.contains("in use"), said.constData());
    QCOMPARE(m_demo->readAllStandardOutput(), QByteArray());
}

void TstDemoProgram::wrongUsageIsExitCodeTwo()
{
    for (const char *wrong : {"--port=x", "--nonsense", "--rate"}) {
        m_demo->start(QStringLiteral(SPANWISE_BIN_DIR "/spanwise-demo"), {QString::fromLatin1(wrong)});
        QVERIFY(m_demo->waitForFinished(30'000));
        QCOMPARE(m_demo->exitCode(), 2);
        QVERIFY(m_demo->readAllStandardError().startsWith("spanwise-demo: "));
    }
    m_demo->start(QStringLiteral(SPANWISE_BIN_DIR "/spanwise-demo"), {QStringLiteral("--help")});
    QVERIFY(m_demo->waitForFinished(30'000));
    QCOMPARE(m_demo->exitCode(), 0);
    QVERIFY(m_demo->readAllStandardOutput().startsWith("usage:"));
}

void TstDemoProgram::anotherManualIsAnsweredFrom()
{
    start({QStringLiteral("--rate=0"), QStringLiteral("--pace=0"), QStringLiteral("--manual"),
           QStringLiteral(SPANWISE_SOURCE_DIR "/tests/integration/demo/manual")},
          m_receiver->url());
    const Json answer = post(QStringLiteral("/query"), {{"query", "How are bicycles repaired?"}});
    QCOMPARE(answer["documents"][0]["id"].get<std::string>(), "manual/workshop.md#repair-bicycles");
    QVERIFY(answer["answer"].get<std::string>().starts_with("Bicycles are repaired on Mondays."));
}

static const Registered<TstDemoProgram> registered;
#include "tst_demo_program.moc"
