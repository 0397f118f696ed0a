// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/chatrequest.h"
#include "core/genai/messagejson.h"
#include "core/genai/messages.h"
#include "core/genai/messagesreader.h"
#include "tests/support/suite.h"
#include "tests/unit/genai/spanbuilder.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <tuple>

using namespace spanwise;
using namespace spanwise::test;

namespace {

using Kind = MessagePart::Kind;
using Flat = std::tuple<Message::Direction, std::string, std::string>;

Flat flat(const Message &message)
{
    return {message.direction, message.role, message.content};
}

/// "text Why? | call find(c1) {"a":1} | answer(c1) 42 | image/png 3 bytes".
std::string outline(const Message &message)
{
    std::string line;
    for (const MessagePart &part : message.parts) {
        line += line.empty() ? "" : " | ";
        const std::string call = part.callId.empty() ? "" : '(' + part.callId + ')';
        switch (part.kind) {
        case Kind::Text:
            line += "text " + part.text;
            break;
        case Kind::Reasoning:
            line += "reasoning " + part.text;
            break;
        case Kind::ToolCall:
            line += "call " + part.name + call + ' ' + part.text;
            break;
        case Kind::ToolAnswer:
            line += "answer" + call + ' ' + part.text;
            break;
        case Kind::Other:
            line += "other " + part.name + ' ' + part.text;
            break;
        case Kind::Medium:
            line += part.name + ' ' + part.mimeType + ' ';
            line += mediumSize(part) ? std::to_string(*mediumSize(part)) + " bytes" : part.text;
            break;
        }
    }
    return line;
}

LogRecord record(const SpanBuilder &builder, std::string_view name, Value body,
                 std::span<const Attribute> attributes = {})
{
    LogRecord made;
    made.traceId = builder.batch.spans[0].traceId;
    made.spanId = builder.batch.spans[0].id;
    made.eventName = name;
    made.body = body;
    made.attributes = attributes;
    return made;
}

QJsonObject object(const std::string &json)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

} // namespace

class TstMessages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void openInferenceMessagesAreRead();
    void genAiMessagesAreRead();
    void traceloopAndLegacyMessagesAreRead();
    void picturesAndSoundsStandAsWhatTheyAre();
    void textCompletionsAreMessages();
    void messagesThatAreNoListAreShownAsTheyCame();
    void partsOfOpenInferenceKeepTheirOrder();
    void partsOfGenAiKeepTheirKinds();
    void contentThatIsAListOfPartsIsReadAsParts();
    void anAnswerOfAToolKnowsItsCall();
    void legacyRecordsBecomeMessages();
    void detailsOfARecordAreReadLikeThoseOfASpan();
    void whatSpanAndRecordBothSayStandsOnce();
    void recordsOfOtherSpansArePassedOver();
    void oneReaderJoinsTheSpansOfManyTracesWithTheirRecords();
    void aMessageAsJsonKeepsEveryPart();
    void theRequestIsTheOneThatWasSent();
    void endpointsComeFromTheSpan_data();
    void endpointsComeFromTheSpan();
    void theShellHandsTheBodyToCurlUnchanged_data();
    void theShellHandsTheBodyToCurlUnchanged();
};

void TstMessages::openInferenceMessagesAreRead()
{
    SpanBuilder builder("llm 0 9");
    builder.with(
        0, {{"llm.input_messages.0.message.role", text("system")},
            {"llm.input_messages.0.message.content", text("Be brief.")},
            {"llm.input_messages.1.message.role", text("user")},
            {"llm.input_messages.1.message.contents.0.message_content.text", text("Look:")},
            {"llm.input_messages.1.message.contents.1.message_content.text", text("this")},
            {"llm.output_messages.0.message.role", text("assistant")},
            {"llm.output_messages.0.message.tool_calls.0.tool_call.function.name", text("find")},
            {"llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments", text(R"({"a":1})")}});
    const auto messages = messagesOf(builder.batch.spans[0]);
    QCOMPARE(messages.size(), 3U);
    QCOMPARE(flat(messages[0]), (Flat{Message::Direction::Input, "system", "Be brief."}));
    QCOMPARE(messages[1].content, "Look:\nthis");
    QCOMPARE(messages[2].direction, Message::Direction::Output);
    QCOMPARE(messages[2].toolCalls, R"([{"function.arguments":"{\"a\":1}","function.name":"find"}])");
}

void TstMessages::genAiMessagesAreRead()
{
    SpanBuilder builder("chat 0 9");
    builder.with(
        0,
        {{"gen_ai.system_instructions", text(R"([{"type":"text","content":"Be brief."}])")},
         {"gen_ai.input.messages", text(R"([{"role":"user","parts":[{"type":"text","content":"Why?"}]}])")},
         {"gen_ai.output.messages",
          text(
              R"([{"role":"assistant","parts":[{"type":"reasoning","content":"Hm."},{"type":"text","content":"So."},)"
              R"({"type":"tool_call","name":"find","arguments":{"a":1}}],"finish_reason":"stop"}])")}});
    const auto messages = messagesOf(builder.batch.spans[0]);
    QCOMPARE(messages.size(), 3U);
    QCOMPARE(messages[0].role, "system");
    QCOMPARE(messages[1].content, "Why?");
    QCOMPARE(messages[2].content, "Hm.\nSo.");
    QCOMPARE(messages[2].toolCalls, R"([{"type":"tool_call","name":"find","arguments":{"a":1}}])");
}

void TstMessages::traceloopAndLegacyMessagesAreRead()
{
    SpanBuilder builder("openai.chat 0 9");
    builder.with(0, {{"gen_ai.prompt.0.role", text("user")},
                     {"gen_ai.prompt.0.content", text("Why?")},
                     {"gen_ai.completion.0.role", text("assistant")},
                     {"gen_ai.completion.0.content", text("So.")}});
    builder.event(0, "gen_ai.user.message", {{"content", text("event")}});
    builder.event(0, "gen_ai.choice", {{"message", text("chosen")}});
    const auto messages = messagesOf(builder.batch.spans[0]);
    QCOMPARE(messages.size(), 4U);
    QCOMPARE(messages[0].content, "Why?");
    QCOMPARE(messages[1].content, "So.");
    QCOMPARE(flat(messages[2]), (Flat{Message::Direction::Input, "user", "event"}));
    QCOMPARE(flat(messages[3]), (Flat{Message::Direction::Output, "assistant", "chosen"}));
}

void TstMessages::picturesAndSoundsStandAsWhatTheyAre()
{
    SpanBuilder builder("chat 0 9");
    builder.with(
        0,
        {{"llm.input_messages.0.message.role", text("user")},
         {"llm.input_messages.0.message.contents.0.message_content.text", text("What is this?")},
         {"llm.input_messages.0.message.contents.1.message_content.image.image.url",
          text("data:image/png;base64,AAAA")},
         {"llm.input_messages.1.message.role", text("tool")},
         {"llm.input_messages.1.message.tool_call_id", text("c1")},
         {"llm.input_messages.1.message.content", text("42")},
         {"gen_ai.output.messages",
          text(
              R"([{"role":"assistant","parts":[{"type":"blob","modality":"audio","mime_type":"audio/wav","content":"QUJD"},)"
              R"({"type":"uri","modality":"image","uri":"https://x.test/a.png"},{"content":"bare"},)"
              R"({"type":"tool_call_response","id":"c2","response":{"ok":true}}]}])")}});
    const auto messages = messagesOf(builder.batch.spans[0]);
    QCOMPARE(messages.size(), 3U);
    QCOMPARE(messages[0].content, "What is this?\n[image, image/png, 26 bytes]");
    QCOMPARE(messages[1].content, "42");
    QCOMPARE(messages[1].toolCallId, "c1");
    QCOMPARE(messages[2].content,
             "[audio, audio/wav, 4 bytes of base64]\n[image https://x.test/a.png]\nbare\n{\"ok\":true}");
    QCOMPARE(messages[2].toolCallId, "c2");
}

void TstMessages::textCompletionsAreMessages()
{
    SpanBuilder builder("llm 0 9");
    builder.with(
        0, {{"llm.choices.0.completion.text", text("So.")}, {"llm.prompts.0.prompt.text", text("Why?")}});
    const auto messages = messagesOf(builder.batch.spans[0]);
    QCOMPARE(messages.size(), 2U);
    QCOMPARE(flat(messages[0]), (Flat{Message::Direction::Input, "user", "Why?"}));
    QCOMPARE(flat(messages[1]), (Flat{Message::Direction::Output, "assistant", "So."}));
}

void TstMessages::messagesThatAreNoListAreShownAsTheyCame()
{
    SpanBuilder builder("llm 0 9");
    builder.with(0, {{"gen_ai.input.messages", text("[{\"role\":\"user\",\"content\":\"cut off")}});
    const auto messages = messagesOf(builder.batch.spans[0]);
    QCOMPARE(messages.size(), 1U);
    QCOMPARE(messages[0].content, "[{\"role\":\"user\",\"content\":\"cut off");
}

void TstMessages::partsOfOpenInferenceKeepTheirOrder()
{
    SpanBuilder builder("llm 0 9");
    builder.with(0, {{"llm.input_messages.0.message.role", text("user")},
                     {"llm.input_messages.0.message.contents.1.message_content.type", text("image")},
                     {"llm.input_messages.0.message.contents.1.message_content.image.image.url",
                      text("data:image/png;base64,AAAA")},
                     {"llm.input_messages.0.message.contents.0.message_content.text", text("What is this?")},
                     {"llm.output_messages.0.message.role", text("assistant")},
                     {"llm.output_messages.0.message.contents.0.message_content.type", text("reasoning")},
                     {"llm.output_messages.0.message.contents.0.message_content.text", text("A cat, so:")},
                     {"llm.output_messages.0.message.tool_calls.0.tool_call.id", text("c1")},
                     {"llm.output_messages.0.message.tool_calls.0.tool_call.function.name", text("name_cat")},
                     {"llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments",
                      text(R"({"tail":true})")}});
    const auto messages = messagesOf(builder.batch.spans[0]);
    QCOMPARE(outline(messages.at(0)), "text What is this? | image image/png 3 bytes");
    QCOMPARE(outline(messages.at(1)), R"(reasoning A cat, so: | call name_cat(c1) {"tail":true})");
}

void TstMessages::partsOfGenAiKeepTheirKinds()
{
    SpanBuilder builder("chat 0 9");
    builder.with(
        0,
        {{"gen_ai.output.messages",
          text(
              R"([{"role":"assistant","parts":[{"type":"reasoning","content":"Hm."},{"type":"text","content":"So."},)"
              R"({"type":"tool_call","id":"c1","name":"find","arguments":{"a":1}},)"
              R"({"type":"tool_call_response","id":"c1","response":{"ok":true}},)"
              R"({"type":"uri","modality":"video","uri":"https://x.test/v.mp4","mime_type":"video/mp4"},)"
              R"({"type":"plan","steps":[1,2]}],"finish_reason":"stop"}])")}});
    const auto messages = messagesOf(builder.batch.spans[0]);
    QCOMPARE(outline(messages.at(0)),
             R"(reasoning Hm. | text So. | call find(c1) {"a":1} | answer(c1) {"ok":true} | )"
             R"(video video/mp4 https://x.test/v.mp4 | other plan {"type":"plan","steps":[1,2]})");
    QCOMPARE(messages[0].finishReason, "stop");
}

void TstMessages::contentThatIsAListOfPartsIsReadAsParts()
{
    SpanBuilder builder("openai.chat 0 9");
    constexpr std::string_view content =
        R"([{"type":"text","text":"Look:"},{"type":"image_url","image_url":{"url":"https://x.test/a.png"}}])";
    builder.with(0, {{"gen_ai.prompt.0.role", text("user")}, {"gen_ai.prompt.0.content", text(content)}});
    const auto messages = messagesOf(builder.batch.spans[0]);
    QCOMPARE(messages.at(0).content, std::string(content)); // searches and exports see what was sent
    QCOMPARE(outline(messages[0]), "text Look: | image  https://x.test/a.png");
}

void TstMessages::anAnswerOfAToolKnowsItsCall()
{
    SpanBuilder builder("chat 0 9");
    builder.with(
        0,
        {{"gen_ai.input.messages",
          text(
              R"([{"role":"tool","tool_call_id":"c7","content":"42"},)"
              R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"c8","content":"43"}]},)"
              R"({"role":"assistant","content":[{"type":"tool_use","id":"c8","name":"add","input":{"a":1}}]}])")}});
    const auto messages = messagesOf(builder.batch.spans[0]);
    QCOMPARE(outline(messages.at(0)), "answer(c7) 42");
    QCOMPARE(outline(messages.at(1)), "answer(c8) 43");
    QCOMPARE(outline(messages.at(2)), R"(call add(c8) {"a":1})");
}

void TstMessages::legacyRecordsBecomeMessages()
{
    SpanBuilder builder("chat 0 9");
    const std::array user{Attribute{"content", text("Weather?")}};
    const std::array function{Attribute{"name", text("weather")},
                              Attribute{"arguments", text(R"({"city":"Ulm"})")}};
    const std::array call{Attribute{"id", text("c1")}, Attribute{"type", text("function")},
                          Attribute{"function", Value::ofMap(function)}};
    const std::array calls{Value::ofMap(call)};
    const std::array inner{Attribute{"role", text("assistant")}, Attribute{"content", text("Sunny.")}};
    const std::array choice{
        Attribute{"index", Value::ofInt(0)}, Attribute{"finish_reason", text("tool_calls")},
        Attribute{"message", Value::ofMap(inner)}, Attribute{"tool_calls", Value::ofArray(calls)}};
    const std::array tool{Attribute{"id", text("c0")}, Attribute{"content", text("12 degrees")}};
    const std::array plain{Attribute{"event.name", text("gen_ai.system.message")}};
    const std::vector<LogRecord> records{
        record(builder, "gen_ai.choice", Value::ofMap(choice)), record(builder, {}, text("Be brief."), plain),
        record(builder, "gen_ai.user.message", Value::ofMap(user)),
        record(builder, "gen_ai.tool.message", Value::ofMap(tool)), record(builder, "other", text("x"))};
    const auto messages = messagesOf(builder.batch.spans[0], records);
    QCOMPARE(messages.size(), 4U);
    QCOMPARE(flat(messages[0]), (Flat{Message::Direction::Input, "system", "Be brief."}));
    QCOMPARE(flat(messages[1]), (Flat{Message::Direction::Input, "user", "Weather?"}));
    QCOMPARE(outline(messages[2]), "answer(c0) 12 degrees");
    QCOMPARE(flat(messages[3]), (Flat{Message::Direction::Output, "assistant", "Sunny."}));
    QCOMPARE(outline(messages[3]), R"(text Sunny. | call weather(c1) {"city":"Ulm"})");
    QCOMPARE(messages[3].finishReason, "tool_calls");
}

void TstMessages::detailsOfARecordAreReadLikeThoseOfASpan()
{
    SpanBuilder builder("chat 0 9");
    const std::array part{Attribute{"type", text("text")}, Attribute{"content", text("Why?")}};
    const std::array parts{Value::ofMap(part)};
    const std::array message{Attribute{"role", text("user")}, Attribute{"parts", Value::ofArray(parts)}};
    const std::array list{Value::ofMap(message)};
    const std::array attributes{
        Attribute{"gen_ai.output.messages",
                  text(R"([{"role":"assistant","parts":[{"type":"text","content":"So."}]}])")},
        Attribute{"gen_ai.input.messages", Value::ofArray(list)}};
    const std::vector<LogRecord> records{
        record(builder, "gen_ai.client.inference.operation.details", {}, attributes)};
    const auto messages = messagesOf(builder.batch.spans[0], records);
    QCOMPARE(messages.size(), 2U);
    QCOMPARE(flat(messages[0]), (Flat{Message::Direction::Input, "user", "Why?"}));
    QCOMPARE(flat(messages[1]), (Flat{Message::Direction::Output, "assistant", "So."}));
}

void TstMessages::whatSpanAndRecordBothSayStandsOnce()
{
    SpanBuilder builder("chat 0 9");
    builder.with(0, {{"gen_ai.input.messages",
                      text(R"([{"role":"user","content":"Yes"},{"role":"user","content":"Why?"}])")}});
    const std::array why{Attribute{"content", text("Why?")}};
    const std::array yes{Attribute{"content", text("Yes")}};
    const std::vector<LogRecord> records{record(builder, "gen_ai.user.message", Value::ofMap(yes)),
                                         record(builder, "gen_ai.user.message", Value::ofMap(why)),
                                         record(builder, "gen_ai.user.message", Value::ofMap(yes))};
    const auto messages = messagesOf(builder.batch.spans[0], records);
    QCOMPARE(messages.size(), 3U); // the second "Yes" of the records is one more
    QCOMPARE(messages[2].content, "Yes");
}

void TstMessages::recordsOfOtherSpansArePassedOver()
{
    SpanBuilder builder("chat 0 9\n  tool 1 2");
    LogRecord other = record(builder, "gen_ai.user.message", text("Why?"));
    other.spanId = builder.batch.spans[1].id;
    QVERIFY(messagesOf(builder.batch.spans[0], std::vector{other}).empty());
    QCOMPARE(messagesOf(builder.batch.spans[1], std::vector{other}).size(), 1U);
}

void TstMessages::oneReaderJoinsTheSpansOfManyTracesWithTheirRecords()
{
    SpanBuilder builder("chat 0 9\n  tool 1 2");
    auto logs = std::make_shared<TelemetryBatch>();
    const auto say = [&](std::size_t span, bool elsewhere, std::string_view name, std::string_view words) {
        LogRecord said = record(builder, name, text(words));
        said.spanId = builder.batch.spans[span].id;
        if (elsewhere)
            said.traceId = *TraceId::fromHex("000000000000000000000000000000ff");
        logs->logs.push_back(said);
    };
    say(1, false, "gen_ai.user.message", "What?");
    say(0, false, "gen_ai.choice", "So.");
    say(0, true, "gen_ai.user.message", "of another trace with the same span id");
    say(0, false, "noise", "no message");
    say(0, false, "gen_ai.user.message", "Why?");
    const Trace trace(std::move(builder.batch), std::vector<SpanFacts>(2));
    const MessagesReader reader = messagesWith({nullptr, logs});
    const auto messages = reader(trace, SpanRow{0});
    QCOMPARE(messages.size(), 2U);
    QCOMPARE(flat(messages[0]), (Flat{Message::Direction::Input, "user", "Why?"}));
    QCOMPARE(flat(messages[1]), (Flat{Message::Direction::Output, "assistant", "So."}));
    QCOMPARE(reader(trace, SpanRow{1}).at(0).content, "What?");
    QVERIFY(messagesWith({})(trace, SpanRow{0}).empty());
}

void TstMessages::aMessageAsJsonKeepsEveryPart()
{
    Message message{Message::Direction::Output, "assistant", {}, {}};
    message.parts = {{Kind::Text, "He said \"no\"\n"},
                     {Kind::ToolCall, R"({"a": 1.50})", "find", "c1"},
                     {Kind::ToolCall, "{cut", "find", "c2"},
                     {Kind::Medium, "data:image/png;base64,AAAA", "image", {}, "image/png"},
                     {Kind::Other, R"({"type":"plan"})", "plan"}};
    QCOMPARE(
        messageJson(message),
        R"({"direction":"output","role":"assistant","parts":[{"type":"text","content":"He said \"no\"\u000a"},)"
        R"({"type":"tool_call","id":"c1","name":"find","arguments":{"a": 1.50}},)"
        R"({"type":"tool_call","id":"c2","name":"find","arguments":"{cut"},)"
        R"({"type":"blob","modality":"image","mime_type":"image/png","content":"AAAA"},{"type":"plan"}]})");
}

void TstMessages::theRequestIsTheOneThatWasSent()
{
    SpanBuilder builder("chat 0 9");
    builder.with(
        0,
        {{"gen_ai.request.model", text("m1")},
         {"gen_ai.request.temperature", Value::ofDouble(0.25)},
         {"llm.invocation_parameters",
          text(R"({"temperature":0.9,"max_tokens":64,"messages":["no"],"stop":null})")},
         {"gen_ai.tool.definitions",
          text(R"([{"type":"function","name":"find","description":"d","parameters":{"type":"object"}}])")},
         {"gen_ai.system_instructions", text(R"([{"type":"text","content":"Be brief."}])")},
         {"gen_ai.input.messages",
          text(
              R"([{"role":"user","parts":[{"type":"text","content":"Look"},{"type":"uri","modality":"image","uri":"https://x.test/a.png"}]},)"
              R"({"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"find","arguments":{"a":1}}]},)"
              R"({"role":"tool","parts":[{"type":"tool_call_response","id":"c1","response":"42"}]}])")},
         {"gen_ai.output.messages", text(R"([{"role":"assistant","content":"not sent again"}])")}});
    const Span &span = builder.batch.spans[0];
    const QJsonObject request = object(chatRequestJson(span, messagesOf(span)));
    QCOMPARE(request.keys(), (QStringList{"max_tokens", "messages", "model", "temperature", "tools"}));
    QCOMPARE(request["temperature"].toDouble(), 0.25);
    QCOMPARE(request["tools"][0]["function"]["name"].toString(), QStringLiteral("find"));
    const QJsonArray messages = request["messages"].toArray();
    QCOMPARE(messages.size(), 4);
    QCOMPARE(messages[0].toObject()["content"].toString(), QStringLiteral("Be brief."));
    QCOMPARE(messages[1]["content"][1]["image_url"]["url"].toString(),
             QStringLiteral("https://x.test/a.png"));
    QVERIFY(messages[2]["content"].isNull());
    QCOMPARE(messages[2]["tool_calls"][0]["function"]["arguments"].toString(), QStringLiteral("{\"a\":1}"));
    QCOMPARE(messages[3]["tool_call_id"].toString(), QStringLiteral("c1"));
}

void TstMessages::endpointsComeFromTheSpan_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("endpoint");
    QTest::newRow("a provider") << "api.x.test" << 0 << "https://api.x.test/v1/chat/completions";
    QTest::newRow("its port") << "api.x.test" << 443 << "https://api.x.test/v1/chat/completions";
    QTest::newRow("this machine") << "localhost" << 11434 << "http://localhost:11434/v1/chat/completions";
    QTest::newRow("address of version 6") << "::1" << 8000 << "http://[::1]:8000/v1/chat/completions";
    QTest::newRow("an address as the host")
        << "https://x.test/v1" << 0 << "https://x.test/v1/chat/completions";
    QTest::newRow("unknown") << "" << 0 << "";
}

void TstMessages::endpointsComeFromTheSpan()
{
    QFETCH(const QString, host);
    QFETCH(const int, port);
    QFETCH(const QString, endpoint);
    const std::string address = host.toStdString();
    SpanBuilder builder("chat 0 9");
    builder.with(0,
                 {{"server.address", text(address)}, {port == 0 ? "x" : "server.port", Value::ofInt(port)}});
    QCOMPARE(QString::fromStdString(chatEndpoint(builder.batch.spans[0])), endpoint);
}

void TstMessages::theShellHandsTheBodyToCurlUnchanged_data()
{
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("quotes and dollars") << QByteArray("it's `id` $HOME \"x\" \\ \n end!");
    QTest::newRow("longer than an argument may be") << QByteArray("it's $HOME ").repeated(20'000);
}

void TstMessages::theShellHandsTheBodyToCurlUnchanged()
{
    QFETCH(const QByteArray, words);
    const std::string content = words.toStdString();
    SpanBuilder builder("chat 0 9");
    builder.with(0, {{"gen_ai.prompt.0.role", text("user")},
                     {"gen_ai.prompt.0.content", text(content)},
                     {"server.address", text("x.test'; touch y #")}});
    const Span &span = builder.batch.spans[0];
    const QTemporaryDir directory;
    // A curl of our own writes down its body, wherever it comes from.
    QFile curl(directory.filePath(QStringLiteral("curl")));
    QVERIFY(curl.open(QIODevice::WriteOnly));
    curl.write("#!/bin/sh\nlast=\nfor a; do last=$a; done\ncase $last in @-) cat > body;; *) printf '%s' "
               "\"$last\" > body;; esac\nprintf '%s' \"$1\" > url\n");
    curl.close();
    curl.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QProcess shell;
    shell.setWorkingDirectory(directory.path());
    shell.start(QStringLiteral("/bin/sh"), {});
    shell.write("PATH=.:$PATH\n" + QByteArray::fromStdString(curlCommand(span, messagesOf(span))));
    shell.closeWriteChannel();
    QVERIFY(shell.waitForFinished());
    QFile body(directory.filePath(QStringLiteral("body")));
    QVERIFY2(body.open(QIODevice::ReadOnly), shell.readAllStandardError().constData());
    const QJsonObject sent = QJsonDocument::fromJson(body.readAll()).object();
    QCOMPARE(sent["messages"][0]["content"].toString().toUtf8(), words);
    QVERIFY(!QFile::exists(directory.filePath(QStringLiteral("y"))));
}

static const test::Registered<TstMessages> registered;

#include "tst_messages.moc"
