// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"
#include "core/codec/otlp_protobuf.h"
#include "core/genai/facts.h"
#include "core/receive/pull/sources.h"
#include "tests/support/fakebackend.h"
#include "tests/support/suite.h"

#include <QTest>
#include <QUrlQuery>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;
using Manner = BackEndAnswer::Manner;

namespace {

constexpr char traceHex[] = "000000000000000000000000000000ab";

/// Two spans of one trace: the root asks a question.
constexpr char resourceSpans[] =
    R"([{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"rag"}}]},"scopeSpans":[{"scope":{"name":"s"},"spans":[)"
    R"({"traceId":"000000000000000000000000000000ab","spanId":"0000000000000001","name":"query","kind":2,"startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000001000000000","attributes":[{"key":"openinference.span.kind","value":{"stringValue":"CHAIN"}},{"key":"input.value","value":{"stringValue":"why?"}},{"key":"team","value":{"stringValue":"a"}}]},)"
    R"({"traceId":"000000000000000000000000000000ab","spanId":"0000000000000002","parentSpanId":"0000000000000001","name":"retrieve","startTimeUnixNano":"1700000000100000000","endTimeUnixNano":"1700000000200000000"}]}]}])";

QByteArray v3(const QByteArray &spans = resourceSpans)
{
    return R"({"result":{"resourceSpans":)" + spans + "}}";
}

constexpr char jaegerTrace[] =
    R"({"data":[{"traceID":"ab","spans":[{"traceID":"ab","spanID":"1","operationName":"query","references":[],"startTime":1700000000000000,"duration":1000000,"tags":[{"key":"input.value","type":"string","value":"why?"}],"logs":[],"processID":"p1"}],"processes":{"p1":{"serviceName":"rag","tags":[]}}}],"total":0,"limit":0,"offset":0,"errors":null})";

RemoteConnection connectionTo(ConnectionKind kind, const FakeBackEnd &server,
                              std::chrono::milliseconds timeout = std::chrono::seconds(20))
{
    RemoteConnection connection;
    connection.name = "team";
    connection.kind = kind;
    connection.url = server.url();
    connection.timeout = timeout;
    return connection;
}

std::shared_ptr<const TraceSource> sourceOf(ConnectionKind kind, const FakeBackEnd &server)
{
    return makeTraceSource(connectionTo(kind, server), {},
                           [](TelemetryBatch &batch) { return readFacts(batch); });
}

RemoteSearch searchOf(const std::string &service)
{
    const Timestamp middle{std::chrono::seconds(1'700'000'000)};
    RemoteSearch search;
    search.window = {middle - std::chrono::hours(1), middle + std::chrono::hours(1)};
    search.service = service;
    return search;
}

const TraceId wanted = *TraceId::fromHex(traceHex);

BackEndAnswer notFound()
{
    return {.status = 404, .type = "text/plain", .body = "404 page not found"};
}

/// What a Jaeger's UI answers to every path that it does not know.
BackEndAnswer startPage()
{
    return {.type = "text/html; charset=utf-8",
            .body = "<html>JAEGER_VERSION = {\"gitVersion\":\"v1.57.0\"}</html>"};
}

std::string messageOf(const auto &result)
{
    return result ? "no failure" : result.error().message;
}

QString valueOf(const QString &query, const QString &key)
{
    return QUrlQuery(query).queryItemValue(key, QUrl::FullyDecoded);
}

} // namespace

class TstSources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jaegerIsAskedOverItsNewInterfaceFirst();
    void anOlderJaegerIsFoundBehindItsStartPage();
    void whatIsNoJaegerIsSaid();
    void jaegerFindsNothingWithA404();
    void tagsThatAnOlderJaegerIgnoresAreAppliedHere();
    void severalObjectsInOneAnswerAreOneAnswer();
    void everyServiceIsSearchedWhenNoneIsChosen();
    void halfOfATraceIsNoTrace_data();
    void halfOfATraceIsNoTrace();
    void anotherTraceThanTheOneAskedForIsRefused();
    void tempoIsAskedInTraceQl();
    void temposIdsGetTheirZerosBack();
    void anOldTempoIsAskedByTags();
    void aTempoThatTakesTraceQlWithoutAWordIsAskedByTags();
    void tempoGivesItsTraceInAnEnvelope();
    void partOfATraceIsSaid();
    void anOldTempoServesVersionOne();
    void temposTenantIsNeeded();
    void clickHouseIsDescribedBeforeItIsAsked();
    void anExceptionBehindA200IsAFailure();
    void anExceptionInAnAttributeIsNone();
    void rowsBecomeSpansInEitherSpelling();
    void aTableThatIsNotThereIsSaid();
    void valuesNeverStandInTheStatement();
    void everyKindTellsWrongCredentials_data();
    void everyKindTellsWrongCredentials();
    void noKindHangs_data();
    void noKindHangs();
};

void TstSources::jaegerIsAskedOverItsNewInterfaceFirst()
{
    FakeBackEnd server([](const BackEndRequest &request) -> BackEndAnswer {
        if (request.path == u"/api/v3/services")
            return {.body = R"({"services":["rag","api"]})"};
        if (request.path == u"/")
            return startPage();
        return {.body = v3()};
    });
    const auto source = sourceOf(ConnectionKind::Jaeger, server);
    const auto test = source->test({});
    QVERIFY2(test, messageOf(test).c_str());
    QCOMPARE(*test, std::string("Jaeger v1.57.0, api_v3, 2 services"));
    auto search = searchOf("rag");
    search.minDuration = std::chrono::milliseconds(5);
    const auto found = source->search(search, {});
    QVERIFY2(found, messageOf(found).c_str());
    QCOMPARE(found->traces.size(), 1U);
    QCOMPARE(found->traces[0].question, std::string("why?"));
    QCOMPARE(found->traces[0].spanCount, 2U);
    const QString query = server.requests().constLast().query;
    QCOMPARE(valueOf(query, u"query.service_name"_s), u"rag"_s);
    QCOMPARE(valueOf(query, u"query.start_time_min"_s), u"2023-11-14T21:13:20.000000000Z"_s);
    QCOMPARE(valueOf(query, u"query.duration_min"_s), u"5000000ns"_s);
    const auto trace = source->load(wanted, {});
    QVERIFY2(trace, messageOf(trace).c_str());
    QCOMPARE(trace->batch.spans.size(), 2U);
    QCOMPARE(server.paths().constLast(), u"/api/v3/traces/"_s + QString::fromLatin1(traceHex));
}

void TstSources::anOlderJaegerIsFoundBehindItsStartPage()
{
    FakeBackEnd server([](const BackEndRequest &request) -> BackEndAnswer {
        if (request.path == u"/api/services")
            return {.body = R"({"data":["rag"],"total":1,"limit":0,"offset":0,"errors":null})"};
        return request.path.startsWith(u"/api/traces") ? BackEndAnswer{.body = jaegerTrace} : startPage();
    });
    const auto source = sourceOf(ConnectionKind::Jaeger, server);
    QCOMPARE(*source->services({}), std::vector<std::string>{"rag"});
    const auto found = source->search(searchOf("rag"), {});
    QVERIFY2(found, messageOf(found).c_str());
    QCOMPARE(found->traces.size(), 1U);
    QCOMPARE(valueOf(server.requests().constLast().query, u"start"_s), u"1699996400000000"_s);
    QVERIFY(source->load(wanted, {}));
}

void TstSources::whatIsNoJaegerIsSaid()
{
    FakeBackEnd server([](const BackEndRequest &) {
        return BackEndAnswer{.type = "text/html", .body = "<html>It works!</html>"};
    });
    const auto test = sourceOf(ConnectionKind::Jaeger, server)->test({});
    QVERIFY(!test);
    QVERIFY(test.error().message.find("does not answer like Jaeger") != std::string::npos);
}

void TstSources::jaegerFindsNothingWithA404()
{
    FakeBackEnd server([](const BackEndRequest &request) -> BackEndAnswer {
        if (request.path == u"/api/v3/services")
            return {.body = R"({"services":["rag"]})"};
        return {.status = 404, .body = R"({"error":{"httpCode":404,"message":"No traces found"}})"};
    });
    const auto source = sourceOf(ConnectionKind::Jaeger, server);
    const auto found = source->search(searchOf("rag"), {});
    QVERIFY2(found, messageOf(found).c_str());
    QVERIFY(found->traces.empty());
    QCOMPARE(source->load(wanted, {}).error().code, Error::Code::NotFound);
}

void TstSources::tagsThatAnOlderJaegerIgnoresAreAppliedHere()
{
    FakeBackEnd server([](const BackEndRequest &request) -> BackEndAnswer {
        return {.body = request.path == u"/api/v3/services" ? QByteArray(R"({"services":["rag"]})") : v3()};
    });
    const auto source = sourceOf(ConnectionKind::Jaeger, server);
    auto search = searchOf("rag");
    search.tags = {{"team", "a"}};
    QCOMPARE(source->search(search, {})->traces.size(), 1U);
    search.tags = {{"team", "b"}};
    QCOMPARE(source->search(search, {})->traces.size(), 0U);
}

void TstSources::severalObjectsInOneAnswerAreOneAnswer()
{
    FakeBackEnd server([](const BackEndRequest &request) -> BackEndAnswer {
        if (request.path == u"/api/v3/services")
            return {.body = R"({"services":["rag"]})"};
        QByteArray other(resourceSpans);
        other.replace("0000000000000001\",\"name", "0000000000000003\",\"name")
            .replace("spanId\":\"0000000000000002", "spanId\":\"0000000000000004");
        return {.body = v3() + "\n" + v3(other)};
    });
    const auto trace = sourceOf(ConnectionKind::Jaeger, server)->load(wanted, {});
    QVERIFY2(trace, messageOf(trace).c_str());
    QCOMPARE(trace->batch.spans.size(), 4U);
    for (const Span &span : trace->batch.spans)
        QCOMPARE(trace->batch.resources[span.resource].serviceName(), std::string_view("rag"));
}

void TstSources::everyServiceIsSearchedWhenNoneIsChosen()
{
    FakeBackEnd server([](const BackEndRequest &request) -> BackEndAnswer {
        return {.body =
                    request.path == u"/api/v3/services" ? QByteArray(R"({"services":["a","b","c"]})") : v3()};
    });
    const auto found = sourceOf(ConnectionKind::Jaeger, server)->search(searchOf({}), {});
    QVERIFY2(found, messageOf(found).c_str());
    QCOMPARE(found->traces.size(), 1U); // the same trace three times
    QCOMPARE(server.paths().count(u"/api/v3/traces"_s), 3);
}

void TstSources::halfOfATraceIsNoTrace_data()
{
    QTest::addColumn<ConnectionKind>("kind");
    QTest::newRow("jaeger") << ConnectionKind::Jaeger;
    QTest::newRow("tempo") << ConnectionKind::Tempo;
    QTest::newRow("clickhouse") << ConnectionKind::ClickHouse;
}

void TstSources::halfOfATraceIsNoTrace()
{
    QFETCH(const ConnectionKind, kind);
    FakeBackEnd server([](const BackEndRequest &request) -> BackEndAnswer {
        if (request.path == u"/api/v3/services")
            return {.body = R"({"services":["rag"]})"};
        return {.body = v3().left(300)}; // whole for HTTP, half of a document
    });
    const auto trace = sourceOf(kind, server)->load(wanted, {});
    QVERIFY(!trace);
    QVERIFY2(trace.error().message.find(server.url()) != std::string::npos, trace.error().message.c_str());
}

void TstSources::anotherTraceThanTheOneAskedForIsRefused()
{
    FakeBackEnd server([](const BackEndRequest &request) -> BackEndAnswer {
        return {.body = request.path == u"/api/v3/services" ? QByteArray(R"({"services":["rag"]})") : v3()};
    });
    const auto trace = sourceOf(ConnectionKind::Jaeger, server)
                           ->load(*TraceId::fromHex("11111111111111111111111111111111"), {});
    QVERIFY(!trace);
    QVERIFY(trace.error().message.find("another trace") != std::string::npos);
}

void TstSources::tempoIsAskedInTraceQl()
{
    FakeBackEnd server(
        [](const BackEndRequest &) { return BackEndAnswer{.body = R"({"traces":[],"metrics":{}})"}; });
    auto search = searchOf("a \"b\"");
    search.tags = {{"http.status_code", "500"}, {"team name", "a"}};
    search.onlyFailed = true;
    search.minDuration = std::chrono::seconds(2);
    QVERIFY(sourceOf(ConnectionKind::Tempo, server)->search(search, {}));
    const QString query = server.requests().constLast().query;
    QCOMPARE(
        valueOf(query, u"q"_s),
        uR"({ resource.service.name = "a \"b\"" && (.http.status_code = "500" || .http.status_code = 500) && ."team name" = "a" && status = error && traceDuration >= 2000000000ns })"_s);
    QCOMPARE(valueOf(query, u"start"_s), u"1699996400"_s);
}

void TstSources::temposIdsGetTheirZerosBack()
{
    FakeBackEnd server([](const BackEndRequest &) {
        return BackEndAnswer{
            .body =
                R"({"traces":[{"traceID":"ab","rootServiceName":"rag","rootTraceName":"query","startTimeUnixNano":"1700000000000000000","durationMs":1200,"serviceStats":{"rag":{"spanCount":7,"errorCount":1}}},{"traceID":"zz"},{"traceID":"cd","rootServiceName":"<root span not yet received>","startTimeUnixNano":"1700000000000000001"}]})"};
    });
    const auto found = sourceOf(ConnectionKind::Tempo, server)->search(searchOf({}), {});
    QVERIFY2(found, messageOf(found).c_str());
    QCOMPARE(found->traces.size(), 2U);
    QCOMPARE(found->traces[1].id, wanted);
    QCOMPARE(found->traces[1].spanCount, 7U);
    QCOMPARE(found->traces[1].time.length(), Duration(std::chrono::milliseconds(1200)));
    QVERIFY(!found->traces[0].hasRoot);
    QCOMPARE(found->notes.size(), 1U); // the id that is none
}

void TstSources::anOldTempoIsAskedByTags()
{
    FakeBackEnd server([](const BackEndRequest &request) -> BackEndAnswer {
        if (request.query.contains(u"q="_s) && !request.query.contains(u"tags="_s))
            return {.status = 400, .type = "text/plain", .body = "invalid tags"};
        return {.body = R"({"traces":[]})"};
    });
    QVERIFY(sourceOf(ConnectionKind::Tempo, server)->search(searchOf("rag"), {}));
    QCOMPARE(valueOf(server.requests().constLast().query, u"tags"_s), u"service.name=\"rag\""_s);
}

void TstSources::aTempoThatTakesTraceQlWithoutAWordIsAskedByTags()
{
    // As Tempo 1.5: what it does not know narrows nothing.
    const auto answer = [](bool knowsTraceQl) {
        return [knowsTraceQl](const BackEndRequest &request) -> BackEndAnswer {
            if (knowsTraceQl && valueOf(request.query, u"q"_s) == u"{"_s)
                return {.status = 400, .type = "text/plain", .body = "parse error"};
            if (request.query.contains(u"tags="_s))
                return {.body = R"({"traces":[{"traceID":"ab"}]})"};
            return {.body = R"({"traces":[{"traceID":"ab"},{"traceID":"cd"}]})"};
        };
    };
    FakeBackEnd old(answer(false));
    const auto found = sourceOf(ConnectionKind::Tempo, old)->search(searchOf("rag"), {});
    QVERIFY2(found, messageOf(found).c_str());
    QCOMPARE(found->traces.size(), 1U);
    auto own = searchOf({});
    own.traceQl = "{ .a = 1 }";
    const auto refused = sourceOf(ConnectionKind::Tempo, old)->search(own, {});
    QVERIFY(!refused);
    QVERIFY2(messageOf(refused).find("before 2.0") != std::string::npos, messageOf(refused).c_str());
    FakeBackEnd recent(answer(true));
    QCOMPARE(sourceOf(ConnectionKind::Tempo, recent)->search(own, {})->traces.size(), 2U);
}

void TstSources::tempoGivesItsTraceInAnEnvelope()
{
    const auto decoded = decodeOtlpJson(R"({"resourceSpans":)" + std::string(resourceSpans) + "}");
    const std::string trace = encodeOtlpProtobuf(decoded->batch);
    QByteArray envelope("\x0a");
    for (std::size_t left = trace.size(); left > 0; left >>= 7U)
        envelope.append(static_cast<char>((left & 0x7fU) | (left > 0x7fU ? 0x80U : 0U)));
    envelope.append(QByteArray::fromStdString(trace));
    bool isPartial = false;
    FakeBackEnd server([&](const BackEndRequest &) {
        return BackEndAnswer{.type = "application/protobuf",
                             .body =
                                 envelope + (isPartial ? QByteArray("\x18\x01\x22\x04slow") : QByteArray())};
    });
    const auto source = sourceOf(ConnectionKind::Tempo, server);
    const auto whole = source->load(wanted, {});
    QVERIFY2(whole, messageOf(whole).c_str());
    QCOMPARE(encodeOtlpJson(whole->batch), encodeOtlpJson(decoded->batch));
    QVERIFY(whole->notes.empty());
    isPartial = true;
    const auto part = source->load(wanted, {});
    QVERIFY2(part, messageOf(part).c_str());
    QCOMPARE(part->notes, std::vector<std::string>{"Tempo gave a part of the trace only: slow"});
}

void TstSources::partOfATraceIsSaid()
{
    FakeBackEnd server([](const BackEndRequest &) {
        return BackEndAnswer{.body = R"({"trace":{"resourceSpans":)" + QByteArray(resourceSpans) +
                                     R"(},"status":"PARTIAL"})"};
    });
    const auto trace = sourceOf(ConnectionKind::Tempo, server)->load(wanted, {});
    QVERIFY2(trace, messageOf(trace).c_str());
    QCOMPARE(trace->batch.spans.size(), 2U);
    QCOMPARE(trace->notes.size(), 1U);
}

void TstSources::anOldTempoServesVersionOne()
{
    FakeBackEnd server([](const BackEndRequest &request) -> BackEndAnswer {
        if (request.path.startsWith(u"/api/v2"))
            return notFound();
        return {.body = R"({"batches":)" + QByteArray(resourceSpans) + "}"};
    });
    const auto trace = sourceOf(ConnectionKind::Tempo, server)->load(wanted, {});
    QVERIFY2(trace, messageOf(trace).c_str());
    QCOMPARE(trace->batch.spans.size(), 2U);
}

void TstSources::temposTenantIsNeeded()
{
    FakeBackEnd server([](const BackEndRequest &) {
        return BackEndAnswer{.status = 401, .type = "text/plain", .body = "no org id"};
    });
    const auto test = sourceOf(ConnectionKind::Tempo, server)->test({});
    QCOMPARE(test.error().code, Error::Code::Denied);
    QVERIFY(test.error().message.find("no org id") != std::string::npos);
}

namespace {

/// A ClickHouse with a table of spans of the old schema: no scopes, no events.
BackEndAnswer clickHouse(const BackEndRequest &request, const QByteArray &rows)
{
    if (request.body.startsWith("SELECT version()"))
        return {.body = "{\"version\":\"24.8.1\"}\n"};
    if (request.body.contains("DESCRIBE") && request.body.contains("`otel_traces`")) {
        QByteArray columns;
        for (const char *const name :
             {"TraceId", "SpanId", "ParentSpanId", "SpanName", "ServiceName", "SpanAttributes",
              "ResourceAttributes", "Duration", "StatusCode", "SpanKind"})
            columns += "{\"name\":\"" + QByteArray(name) + "\",\"type\":\"String\"}\n";
        return {.body = columns + "{\"name\":\"Timestamp\",\"type\":\"DateTime64(9)\"}\n"};
    }
    if (request.body.startsWith("DESCRIBE"))
        return {.status = 404,
                .type = "text/plain",
                .body = "Code: 60. DB::Exception: Table default.x does not exist. (UNKNOWN_TABLE)"};
    return {.body = rows};
}

constexpr char spanRow[] =
    R"({"trace_id":"000000000000000000000000000000ab","span_id":"0000000000000001","parent_id":"","name":"query","service":"rag","kind":"SPAN_KIND_SERVER","status":"Error","duration_ns":"1000000000","start_ns":"1700000000000000000","resource":{"service.name":"rag"},"attributes":{"llm.token_count.prompt":"12","score":"0.25","flag":"true","zip":"007","text":"DB::Exception"}})";

} // namespace

void TstSources::clickHouseIsDescribedBeforeItIsAsked()
{
    FakeBackEnd server([](const BackEndRequest &request) { return clickHouse(request, {}); });
    const auto source = sourceOf(ConnectionKind::ClickHouse, server);
    const auto test = source->test({});
    QVERIFY2(test, messageOf(test).c_str());
    QCOMPARE(*test, std::string("ClickHouse 24.8.1, table otel_traces, no table otel_logs"));
    QVERIFY(source->search(searchOf("rag"), {}));
    const QByteArray sql = server.requests().constLast().body;
    QVERIFY(!sql.contains("ScopeName"));
    QCOMPARE(source->load(wanted, {}).error().code, Error::Code::NotFound);
}

void TstSources::anExceptionBehindA200IsAFailure()
{
    FakeBackEnd server([](const BackEndRequest &request) {
        return clickHouse(
            request,
            QByteArray(spanRow) +
                "\nCode: 159. DB::Exception: Timeout exceeded: elapsed 20 seconds. (TIMEOUT_EXCEEDED)\n");
    });
    const auto trace = sourceOf(ConnectionKind::ClickHouse, server)->load(wanted, {});
    QVERIFY(!trace);
    QCOMPARE(trace.error().code, Error::Code::Unreachable);
    QVERIFY(trace.error().message.find("Timeout exceeded") != std::string::npos);
}

void TstSources::anExceptionInAnAttributeIsNone()
{
    FakeBackEnd server([](const BackEndRequest &request) {
        QByteArray row(spanRow);
        row.replace("\"DB::Exception\"", "\"Code: 60. DB::Exception: seen elsewhere\"");
        return clickHouse(request, row + "\n");
    });
    const auto trace = sourceOf(ConnectionKind::ClickHouse, server)->load(wanted, {});
    QVERIFY2(trace, messageOf(trace).c_str());
}

void TstSources::rowsBecomeSpansInEitherSpelling()
{
    FakeBackEnd server(
        [](const BackEndRequest &request) { return clickHouse(request, QByteArray(spanRow) + "\n"); });
    const auto trace = sourceOf(ConnectionKind::ClickHouse, server)->load(wanted, {});
    QVERIFY2(trace, messageOf(trace).c_str());
    const Span &span = trace->batch.spans.front();
    QCOMPARE(span.kind, SpanKind::Server);
    QCOMPARE(span.status, StatusCode::Error);
    QCOMPARE(span.time.length(), Duration(std::chrono::seconds(1)));
    QCOMPARE(find(span.attributes, "llm.token_count.prompt")->integer(), 12);
    QCOMPARE(find(span.attributes, "score")->real(), 0.25);
    QCOMPARE(find(span.attributes, "flag")->boolean(), true);
    QCOMPARE(find(span.attributes, "zip")->string(), std::string_view("007"));
}

void TstSources::aTableThatIsNotThereIsSaid()
{
    FakeBackEnd server([](const BackEndRequest &request) -> BackEndAnswer {
        if (request.body.startsWith("SELECT version()"))
            return {.body = "{\"version\":\"24.8.1\"}\n"};
        return {.status = 404,
                .type = "text/plain",
                .body = "Code: 60. DB::Exception: Table default.otel_traces does not exist. (UNKNOWN_TABLE)"};
    });
    const auto test = sourceOf(ConnectionKind::ClickHouse, server)->test({});
    QVERIFY(test.error().message.find("otel_traces does not exist") != std::string::npos);
}

void TstSources::valuesNeverStandInTheStatement()
{
    FakeBackEnd server([](const BackEndRequest &request) { return clickHouse(request, {}); });
    auto search = searchOf("rag' OR 1=1 --");
    search.tags = {{"k\ty", "v'\n\\"}};
    QVERIFY(sourceOf(ConnectionKind::ClickHouse, server)->search(search, {}));
    const BackEndRequest request = server.requests().constLast();
    QVERIFY(!request.body.contains("1=1"));
    QCOMPARE(valueOf(request.query, u"param_service"_s), u"rag' OR 1=1 --"_s);
    QCOMPARE(valueOf(request.query, u"param_k0"_s), u"k\\ty"_s);
    QCOMPARE(valueOf(request.query, u"param_v0"_s), u"v'\\n\\\\"_s);
}

void TstSources::everyKindTellsWrongCredentials_data()
{
    QTest::addColumn<ConnectionKind>("kind");
    for (std::size_t kind = 0; kind < connectionKindCount; ++kind)
        QTest::newRow(std::string(nameOf(static_cast<ConnectionKind>(kind))).c_str())
            << static_cast<ConnectionKind>(kind);
}

void TstSources::everyKindTellsWrongCredentials()
{
    QFETCH(const ConnectionKind, kind);
    for (const int status : {401, 403}) {
        FakeBackEnd server([&](const BackEndRequest &) {
            return BackEndAnswer{.status = status, .type = "text/plain", .body = "no"};
        });
        const auto test = testConnection(connectionTo(kind, server), "wrong", {});
        QVERIFY(!test);
        QCOMPARE(test.error().code, Error::Code::Denied);
    }
}

void TstSources::noKindHangs_data()
{
    everyKindTellsWrongCredentials_data();
}

void TstSources::noKindHangs()
{
    QFETCH(const ConnectionKind, kind);
    for (const Manner manner : {Manner::Silent, Manner::Drip, Manner::Half, Manner::Close}) {
        FakeBackEnd server(
            [&](const BackEndRequest &) { return BackEndAnswer{.body = "{", .manner = manner}; });
        const auto test = testConnection(connectionTo(kind, server, std::chrono::milliseconds(100)), {}, {});
        QVERIFY(!test);
        QCOMPARE(test.error().code, Error::Code::Unreachable);
    }
}

static const Registered<TstSources> registered;
#include "tst_sources.moc"
