// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/service/chatmodel.h"
#include "app/demo/service/httpserver.h"
#include "tests/support/suite.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <thread>

using namespace spanwise;
using namespace spanwise::demo;
using namespace spanwise::test;
using Json = nlohmann::json;

class TstDemoChatModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aModelIsAskedOverHttp();
    void aModelIsAskedFromAnyThread();
    void errorsOfTheModelAreSaid();
    void anUnreachableModelIsSaid();
    void strangeAnswersAreRefused_data();
    void strangeAnswersAreRefused();
    void missingUsageIsCounted();
    void addressesAreChecked();

private:
    static Prompt prompt()
    {
        return {.question = "What is a span?", .parts = {analyse("What is a span?")}, .documents = {}};
    }
};

namespace {

/// A stand-in for a model service that answers every request alike and keeps the last one.
struct FakeModel
{
    explicit FakeModel(HttpResponse answer)
        : server(options(), [this, answer = std::move(answer)](const HttpRequest &request) {
            last = request;
            return answer;
        })
    {
        if (!server.start())
            qFatal("no port for the fake model");
        url = "http://127.0.0.1:" + std::to_string(server.port()) + "/v1";
    }

    static HttpServerOptions options()
    {
        HttpServerOptions any;
        any.port = 0;
        return any;
    }

    HttpRequest last;
    HttpServer server;
    std::string url;
};

HttpResponse goodAnswer()
{
    return HttpResponse::json(
        {{"choices", {{{"message", {{"content", "A span."}}}, {"finish_reason", "length"}}}},
         {"usage", {{"prompt_tokens", 11}, {"completion_tokens", 3}}}});
}

} // namespace

void TstDemoChatModel::aModelIsAskedOverHttp()
{
    FakeModel fake(goodAnswer());
    const auto model = ChatModel::create({.url = fake.url + "/", .model = "m-1", .key = "secret"});
    QVERIFY(model.has_value());
    const auto completion = (*model)->generate(prompt());
    QVERIFY2(completion.has_value(), completion ? "" : completion.error().message.c_str());
    QCOMPARE(completion->text, "A span.");
    QCOMPARE(completion->finishReason, "length");
    QCOMPARE(completion->promptTokens, std::size_t(11));
    QCOMPARE(completion->completionTokens, std::size_t(3));
    QCOMPARE(fake.last.target, "/v1/chat/completions");
    QCOMPARE(fake.last.header("authorization"), "Bearer secret");
    const Json body = Json::parse(fake.last.body);
    QCOMPARE(body["model"].get<std::string>(), "m-1");
    QCOMPARE(body["messages"][1]["content"].get<std::string>(), prompt().userMessage());
}

void TstDemoChatModel::aModelIsAskedFromAnyThread()
{
    FakeModel fake(goodAnswer());
    const auto model = ChatModel::create({.url = fake.url, .model = "m-1", .key = {}});
    std::string text;
    std::thread([&] { text = (*model)->generate(prompt())->text; }).join();
    QCOMPARE(text, "A span.");
}

void TstDemoChatModel::errorsOfTheModelAreSaid()
{
    FakeModel fake(HttpResponse::error(529, "overloaded"));
    const auto model = ChatModel::create({.url = fake.url, .model = "m-1", .key = {}});
    const auto completion = (*model)->generate(prompt());
    QVERIFY(!completion);
    QVERIFY(completion.error().message.find("529") != std::string::npos);
}

void TstDemoChatModel::anUnreachableModelIsSaid()
{
    FakeModel fake(goodAnswer());
    fake.server.stop();
    const auto model = ChatModel::create({.url = fake.url, .model = "m-1", .key = {}});
    const auto completion = (*model)->generate(prompt());
    QVERIFY(!completion);
    QCOMPARE(completion.error().code, Error::Code::Unreachable);
}

void TstDemoChatModel::strangeAnswersAreRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no JSON") << QByteArray("<html>");
    QTest::newRow("no choices") << QByteArray("{}");
    QTest::newRow("no choice") << QByteArray(R"({"choices":[]})");
    QTest::newRow("no text") << QByteArray(R"({"choices":[{"message":{"content":null}}]})");
}

void TstDemoChatModel::strangeAnswersAreRefused()
{
    QFETCH(const QByteArray, body);
    QVERIFY(!ChatModel::completionIn(body.toStdString(), prompt()));
}

void TstDemoChatModel::missingUsageIsCounted()
{
    const auto completion =
        ChatModel::completionIn(R"({"choices":[{"message":{"content":"A span."}}]})", prompt());
    QVERIFY(completion.has_value());
    QCOMPARE(completion->completionTokens, std::size_t(3));
    QVERIFY(completion->promptTokens > 10);
}

void TstDemoChatModel::addressesAreChecked()
{
    for (const char *bad : {"", "ftp://x/v1", "127.0.0.1:1", "http://"})
        QVERIFY2(!ChatModel::create({.url = bad, .model = "m", .key = {}}), bad);
    QVERIFY(ChatModel::create({.url = "https://host/v1", .model = "m", .key = {}}).has_value());
}

static const Registered<TstDemoChatModel> registered;
#include "tst_demo_chatmodel.moc"
