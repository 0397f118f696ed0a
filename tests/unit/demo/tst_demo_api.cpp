// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/pipeline/stepnames.h"
#include "app/demo/service/api.h"
#include "tests/support/suite.h"
#include "tests/unit/demo/fixture.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::demo;
using namespace spanwise::test;
using Json = nlohmann::json;

class TstDemoApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aQuestionIsAnswered();
    void badBodiesAreRefused_data();
    void badBodiesAreRefused();
    void unknownMembersOfTheContextAreKept();
    void wrongMethodsNameTheRightOnes();
    void unknownAddressesListTheKnownOnes();
    void aFailedStepIsA500WithItsTrace();
    void noCacheIsHonoured();
    void misbehaviourIsChangedAndEnded();
    void aChangeOfMisbehaviourEmptiesTheCache();
    void healthCounts();

private:
    HttpResponse post(const std::string &path, const std::string &body)
    {
        return m_api->handle({.method = "POST", .target = path, .headers = {}, .body = body});
    }

    std::unique_ptr<DemoFixture> m_demo;
    std::unique_ptr<Api> m_api;
};

void TstDemoApi::init()
{
    m_demo = std::make_unique<DemoFixture>();
    m_api = std::make_unique<Api>(m_demo->pipeline, m_demo->misbehaviour, m_demo->cache, [] {
        return Json{{"documents", manual().corpus.size()}};
    });
}

void TstDemoApi::aQuestionIsAnswered()
{
    const auto response =
        post("/query?x=1", R"({"query":"How long are traces kept?","context":{"top_k":2}})");
    QCOMPARE(response.status, 200U);
    const Json body = Json::parse(response.body);
    QVERIFY(body["answer"].get<std::string>().starts_with("Traces are kept for 30 days"));
    QCOMPARE(body["documents"].size(), std::size_t(2));
    QCOMPARE(body["documents"][0]["rank"].get<int>(), 1);
    for (const char *member : {"id", "title", "content", "score"})
        QVERIFY(body["documents"][0].contains(member));
    QCOMPARE(body["pipeline"].get<std::string>(), "simple");
    QCOMPARE(body["cache_hit"].get<bool>(), false);
    QCOMPARE(body["hallucination_score"].get<double>(), 0.0);
    QCOMPARE(body["timings"].size(), stepNames.size());
    QCOMPARE(body["trace_id"].get<std::string>(), m_demo->span(step::query).traceId.toHex());
}

void TstDemoApi::badBodiesAreRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("hint"); // a part of the message
    QTest::newRow("empty") << QByteArray() << QByteArray("empty");
    QTest::newRow("truncated") << QByteArray(R"({"query":"a)") << QByteArray("byte");
    QTest::newRow("no object") << QByteArray("[1]") << QByteArray("object");
    QTest::newRow("no query") << QByteArray("{}") << QByteArray("'query' is missing");
    QTest::newRow("query of a wrong type") << QByteArray(R"({"query":7})") << QByteArray("text");
    QTest::newRow("blank query") << QByteArray(R"({"query":" \t? "})") << QByteArray("empty");
    QTest::newRow("long query") << QByteArray(R"({"query":")" + QByteArray(20'000, 'a') + R"("})")
                                << QByteArray("longer");
    QTest::newRow("invalid UTF-8") << QByteArray("{\"query\":\"\xff\"}") << QByteArray("byte");
    QTest::newRow("context of a wrong type")
        << QByteArray(R"({"query":"a","context":[]})") << QByteArray("context");
    QTest::newRow("top_k too large") << QByteArray(R"({"query":"a","context":{"top_k":21}})")
                                     << QByteArray("top_k");
    QTest::newRow("top_k not whole") << QByteArray(R"({"query":"a","context":{"top_k":1.5}})")
                                     << QByteArray("top_k");
    QTest::newRow("unknown pipeline")
        << QByteArray(R"({"query":"a","context":{"pipeline":"x"}})") << QByteArray("multi_hop");
    QTest::newRow("rerank as text") << QByteArray(R"({"query":"a","context":{"rerank":"no"}})")
                                    << QByteArray("rerank");
    QTest::newRow("deep nesting") << QByteArray(500'000, '[') << QByteArray("nested");
    QTest::newRow("deep context") << R"({"query":"a","context":{"x":)" + QByteArray(100, '[') +
                                         QByteArray(100, ']') + "}}"
                                  << QByteArray("nested");
}

void TstDemoApi::badBodiesAreRefused()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, hint);
    const auto response = post("/query", body.toStdString());
    QCOMPARE(response.status, 400U);
    const std::string message = Json::parse(response.body)["error"]["message"];
    QVERIFY2(QByteArray::fromStdString(message).contains(hint), message.c_str());
    QVERIFY(m_demo->spans().empty());
}

void TstDemoApi::unknownMembersOfTheContextAreKept()
{
    QCOMPARE(post("/query", R"({"query":"replay?","context":{"tenant":"blue"},"extra":1})").status, 200U);
    QCOMPARE(attribute(m_demo->span(step::query), "query.context"), R"({"tenant":"blue"})");
}

void TstDemoApi::wrongMethodsNameTheRightOnes()
{
    const auto response = m_api->handle({.method = "GET", .target = "/query", .headers = {}, .body = {}});
    QCOMPARE(response.status, 405U);
    QCOMPARE(response.headers.front(), (std::pair<std::string, std::string>{"Allow", "POST"}));
    QCOMPARE(post("/health", "").status, 405U);
    QCOMPARE(m_api->handle({.method = "PUT", .target = "/misbehave", .headers = {}, .body = "{}"}).status,
             405U);
}

void TstDemoApi::unknownAddressesListTheKnownOnes()
{
    const auto response = post("/queries", "{}");
    QCOMPARE(response.status, 404U);
    QVERIFY(response.body.find("POST /query") != std::string::npos);
}

void TstDemoApi::aFailedStepIsA500WithItsTrace()
{
    m_demo->misbehaviour.set({.errorRate = 1});
    const auto response = post("/query", R"({"query":"How long are traces kept?"})");
    QCOMPARE(response.status, 500U);
    const Json error = Json::parse(response.body)["error"];
    QCOMPARE(error["trace_id"].get<std::string>(), m_demo->span(step::query).traceId.toHex());
    QVERIFY(isStepName(error["step"].get<std::string>()));
}

void TstDemoApi::noCacheIsHonoured()
{
    const std::string body = R"({"query":"What is a replay?"})";
    post("/query", body);
    QVERIFY(Json::parse(post("/query", body).body)["cache_hit"].get<bool>());
    const auto fresh = m_api->handle(
        {.method = "POST", .target = "/query", .headers = {{"cache-control", "no-cache"}}, .body = body});
    QVERIFY(!Json::parse(fresh.body)["cache_hit"].get<bool>());
}

void TstDemoApi::misbehaviourIsChangedAndEnded()
{
    QCOMPARE(post("/misbehave", R"({"error_rate":0.5,"slow_step":{"routing":"20ms"}})").status, 200U);
    const auto current = m_api->handle({.method = "GET", .target = "/misbehave", .headers = {}, .body = {}});
    QCOMPARE(Json::parse(current.body)["slow_step"]["routing"].get<std::string>(), "20ms");
    const auto bad = post("/misbehave", R"({"error_rate":7})");
    QCOMPARE(bad.status, 400U);
    QCOMPARE(m_demo->misbehaviour.current().errorRate, 0.5);
    QCOMPARE(m_api->handle({.method = "DELETE", .target = "/misbehave", .headers = {}, .body = {}}).status,
             200U);
    QCOMPARE(m_demo->misbehaviour.current(), Misbehaviour{});
}

void TstDemoApi::aChangeOfMisbehaviourEmptiesTheCache()
{
    const std::string body = R"({"query":"What is a replay?"})";
    post("/query", body);
    post("/misbehave", R"({"drop_document":1})");
    QVERIFY(!Json::parse(post("/query", body).body)["cache_hit"].get<bool>());
}

void TstDemoApi::healthCounts()
{
    post("/query", R"({"query":"What is a replay?"})");
    const auto response = m_api->handle({.method = "GET", .target = "/health", .headers = {}, .body = {}});
    const Json health = Json::parse(response.body);
    QCOMPARE(health["status"].get<std::string>(), "ok");
    QCOMPARE(health["queries"].get<int>(), 1);
    QCOMPARE(health["documents"].get<std::size_t>(), manual().corpus.size());
}

static const Registered<TstDemoApi> registered;
#include "tst_demo_api.moc"
