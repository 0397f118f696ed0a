// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"
#include "tests/support/outline.h"
#include "tests/support/post.h"
#include "tests/support/program.h"
#include "tests/support/suite.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

namespace {

const QString spanwiseName = u"spanwise"_s;

/// A trace of two spans whose root is a question.
QByteArray queryJson(std::uint32_t number, const char *question)
{
    TelemetryBatch batch = batchFromOutline("query_processing 0 900\n  retrieval 10 300\n", traceId(number));
    const Attribute input{"input.value", Value::ofString(question)};
    batch.spans[0].attributes = batch.arena.copy(std::span<const Attribute>(&input, 1));
    const auto shift = std::chrono::hours(24 * 365 * 50) + std::chrono::seconds(number);
    for (Span &span : batch.spans)
        span.time = {span.time.begin + shift, span.time.end + shift};
    return QByteArray::fromStdString(encodeOtlpJson(batch));
}

QByteArray logJson(std::uint32_t number)
{
    return R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":")" +
           QByteArray::number(1'700'000'000'000'000'000 + number) +
           R"(","severityNumber":13,"body":{"stringValue":"number )" + QByteArray::number(number) +
           R"("}}]}]}]})";
}

} // namespace

class TstCommandLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_data = std::make_unique<QTemporaryDir>(); }
    void exitCodesTellUsageFromFailure_data();
    void exitCodesTellUsageFromFailure();
    void importedFilesAreFoundAgain();
    void theStoryOfATraceIsOneObject();
    void messagesOfLogRecordsAreToldAndCompared();
    void evaluationsOfOtherTracesAreTold();
    void comparedTracesEndAsDiffDoes();
    void exportedTracesAreTheSameElsewhere_data();
    void exportedTracesAreTheSameElsewhere();
    void whatIsSkippedIsListedWithItsLine();
    void statsTellWhatThereIs();
    void everyCommandWorksWhileAnotherHasTheHistoryOpen();
    void nothingAcknowledgedIsLostByKillNine();
    void logRecordsOfAFileAreFoundAgain();
    void aBusyPortNamesTheSetting();
    void aHistoryOfALaterVersionIsRefused();
    void aDamagedHistoryIsMovedAsideAndANewOneBegun();
    void badInputIsAnsweredAndTheProgramLives_data();
    void badInputIsAnsweredAndTheProgramLives();

private:
    QStringList data() const { return {u"--data"_s, m_data->path()}; }
    Ran spanwise(const QStringList &arguments) const { return run(spanwiseName, arguments + data()); }
    QUrl serve(Program &program) const
    {
        if (!program.start(QStringList{u"serve"_s, u"--otlp-http"_s, u"127.0.0.1:0"_s} + data()))
            return {};
        return QUrl(program.waitFor(u"(http://127\\.0\\.0\\.1:\\d+)"_s).captured(1));
    }

    std::unique_ptr<QTemporaryDir> m_data;
};

void TstCommandLine::exitCodesTellUsageFromFailure_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, const QStringList &arguments, int code) {
        QTest::newRow(name) << arguments << code;
    };
    row("help", {u"--help"_s}, 0);
    row("version", {u"--version"_s}, 0);
    for (const char *command : {"serve", "import", "export", "query", "trace", "replay", "compare", "stats"})
        row(command, {QString::fromLatin1(command), u"--help"_s}, 0);
    row("unknown option", {u"query"_s, u"x"_s, u"--nonsense"_s}, 2);
    row("query without text", {u"query"_s}, 2);
    row("limit that is no number", {u"query"_s, u"x"_s, u"--limit"_s, u"many"_s}, 2);
    row("import without files", {u"import"_s}, 2);
    row("export of nothing", {u"export"_s}, 2);
    row("export of ids and a search", {u"export"_s, u"abcd"_s, u"--query"_s, u"x"_s}, 2);
    row("export in an unknown format", {u"export"_s, u"abcd"_s, u"--format"_s, u"xml"_s}, 2);
    row("export of a wrong search", {u"export"_s, u"--query"_s, u"{ duration >"_s}, 1);
    row("export of a trace that is not there", {u"export"_s, u"0123456789abcdef0123456789abcdef"_s}, 1);
    row("stats with an argument", {u"stats"_s, u"x"_s}, 2);
    row("trace without id", {u"trace"_s}, 2);
    row("trace in two shapes", {u"trace"_s, u"abcd"_s, u"--json"_s, u"--tree"_s}, 2);
    row("trace in another two", {u"trace"_s, u"abcd"_s, u"--story"_s, u"--json"_s}, 2);
    row("serve with a file", {u"serve"_s, u"file"_s}, 2);
    row("query in an empty history", {u"query"_s, u"x"_s}, 0);
    row("import of a missing file", {u"import"_s, u"/nowhere/at/all.json"_s}, 1);
    row("trace that is not there", {u"trace"_s, u"0123456789abcdef0123456789abcdef"_s}, 1);
    row("trace of a word", {u"trace"_s, u"hello"_s}, 1);
    row("replay of nothing",
        {u"replay"_s, u"0123456789abcdef0123456789abcdef"_s, u"--otlp-http"_s, u"127.0.0.1:0"_s}, 1);
    row("serve on a bad address", {u"serve"_s, u"--otlp-http"_s, u"nonsense"_s}, 1);
}

void TstCommandLine::exitCodesTellUsageFromFailure()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, code);
    const Ran ran = spanwise(arguments);
    QCOMPARE(ran.code, code);
    QVERIFY2(code == 0 || !ran.err.isEmpty(), "a failure says why");
    if (arguments.contains(u"--help"_s))
        QVERIFY(ran.out.contains("--data"));
}

void TstCommandLine::importedFilesAreFoundAgain()
{
    QFile file(m_data->filePath(u"traces.jsonl"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(queryJson(1, "How large may a prompt be?") + "\n" + queryJson(2, "文档在哪一步丢失了？") +
               "\n");
    file.close();
    QCOMPARE(spanwise({u"import"_s, file.fileName()}).code, 0);
    const Ran again = spanwise({u"import"_s, file.fileName()});
    QVERIFY2(again.out.contains("0 spans stored, 4 were there already"), again.out.constData());

    const Ran found = spanwise({u"query"_s, u"丢失"_s, u"--json"_s});
    QCOMPARE(found.out.count('\n'), 1);
    const QJsonObject query = QJsonDocument::fromJson(found.out).object();
    QCOMPARE(query[u"trace_id"_s].toString(), QString::fromStdString(traceId(2).toHex()));
    QCOMPARE(query[u"span_count"_s].toInt(), 2);
    QCOMPARE(query[u"error_count"_s].toInt(), 0);
    QCOMPARE(query[u"duration_ms"_s].toDouble(), 900.0);
    QCOMPARE(query[u"service"_s].toString(), u"outline"_s);
    QCOMPARE(query[u"name"_s].toString(), u"query_processing"_s);
    QCOMPARE(query[u"start"_s].toString(), u"2019-12-20T00:00:02.000000000Z"_s);

    QCOMPARE(spanwise({u"query"_s, QString(), u"--json"_s, u"--limit"_s, u"1"_s}).out.count('\n'), 1);
    const Ran tree = spanwise({u"trace"_s, QString::fromStdString(traceId(1).toHex()), u"--tree"_s});
    QVERIFY(tree.out.startsWith("query_processing"));
    QVERIFY(tree.out.contains("\n  retrieval"));
}

void TstCommandLine::theStoryOfATraceIsOneObject()
{
    TelemetryBatch batch = batchFromOutline("ask 0 900\n  search 10 300\n  write 300 800\n", traceId(7));
    const auto give = [&](std::size_t span, std::vector<Attribute> attributes) {
        batch.spans[span].attributes = batch.arena.copy(std::span<const Attribute>(attributes));
    };
    give(0, {{"input.value", Value::ofString("Where?")}, {"output.value", Value::ofString("Here.")}});
    give(1, {{"openinference.span.kind", Value::ofString("RETRIEVER")},
             {"retrieval.documents.0.document.id", Value::ofString("a")},
             {"retrieval.documents.0.document.score", Value::ofDouble(0.5)},
             {"retrieval.documents.0.document.metadata", Value::ofString(R"({"title":"A"})")}});
    give(2, {{"openinference.span.kind", Value::ofString("LLM")},
             {"llm.model_name", Value::ofString("small")},
             {"llm.token_count.prompt", Value::ofInt(7)},
             {"llm.input_messages.0.message.role", Value::ofString("user")},
             {"llm.input_messages.0.message.content", Value::ofString("Where?")}});
    QFile file(m_data->filePath(u"story.json"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(QByteArray::fromStdString(encodeOtlpJson(batch)));
    file.close();
    QCOMPARE(spanwise({u"import"_s, file.fileName()}).code, 0);

    const Ran ran = spanwise({u"trace"_s, QString::fromStdString(traceId(7).toHex()), u"--story"_s});
    QCOMPARE(ran.code, 0);
    const QJsonObject story = QJsonDocument::fromJson(ran.out).object();
    QCOMPARE(story[u"question"_s].toString(), u"Where?"_s);
    QCOMPARE(story[u"answer"_s].toString(), u"Here."_s);
    QCOMPARE(story[u"model"_s].toString(), u"small"_s);
    QCOMPARE(story[u"input_tokens"_s].toInt(), 7);
    QVERIFY(!story.contains(u"output_tokens"_s));
    const QJsonArray steps = story[u"steps"_s].toArray();
    QCOMPARE(steps.size(), 3);
    QCOMPARE(steps[1][u"kind"_s].toString(), u"retrieval"_s);
    const QJsonValue document = steps[1][u"documents"_s][0];
    QCOMPARE(document[u"id"_s].toString(), u"a"_s);
    QCOMPARE(document[u"rank"_s].toInt(), 1);
    QCOMPARE(document[u"score"_s].toDouble(), 0.5);
    QCOMPARE(document[u"metadata"_s][u"title"_s].toString(), u"A"_s);
    QCOMPARE(steps[2][u"messages"_s][0][u"content"_s].toString(), u"Where?"_s);
}

void TstCommandLine::messagesOfLogRecordsAreToldAndCompared()
{
    const auto import = [&](std::uint32_t number, std::string_view question) {
        TelemetryBatch batch = batchFromOutline("ask 0 900\n  write 300 800\n", traceId(number));
        const std::vector<Attribute> model{{"gen_ai.operation.name", Value::ofString("chat")}};
        batch.spans[1].attributes = batch.arena.copy(std::span<const Attribute>(model));
        for (const auto &[name, words] :
             {std::pair<std::string_view, std::string_view>("gen_ai.user.message", question),
              {"gen_ai.choice", "Here."}}) {
            LogRecord &record = batch.logs.emplace_back();
            record.time = batch.spans[1].time.begin;
            record.traceId = batch.spans[1].traceId;
            record.spanId = batch.spans[1].id;
            record.eventName = name;
            record.body = Value::ofString(words);
        }
        QFile file(m_data->filePath(u"messages.json"_s));
        QVERIFY(file.open(QFile::WriteOnly));
        file.write(QByteArray::fromStdString(encodeOtlpJson(batch)));
        file.close();
        QCOMPARE(spanwise({u"import"_s, file.fileName()}).code, 0);
    };
    import(7, "Where?");
    import(8, "Where then?");
    const auto id = [](std::uint32_t number) { return QString::fromStdString(traceId(number).toHex()); };

    const QJsonObject story =
        QJsonDocument::fromJson(spanwise({u"trace"_s, id(7), u"--story"_s}).out).object();
    QCOMPARE(story[u"answer"_s].toString(), u"Here."_s);
    const QJsonArray messages = story[u"steps"_s][1][u"messages"_s].toArray();
    QCOMPARE(messages.size(), 2);
    QCOMPARE(messages[0][u"content"_s].toString(), u"Where?"_s);

    const Ran compared = spanwise({u"compare"_s, id(7), id(8), u"--json"_s});
    QCOMPARE(compared.code, 1);
    QVERIFY2(compared.out.contains("Where then?"), compared.out.constData());
    QVERIFY2(compared.out.contains("Here."), compared.out.constData());
}

void TstCommandLine::evaluationsOfOtherTracesAreTold()
{
    TelemetryBatch batch = batchFromOutline("ask 0 900\n  write 300 800\n", traceId(7));
    const SpanId judged = batch.spans[1].id;
    TelemetryBatch judging = batchFromOutline("judge 2000 2100\n", traceId(8));
    const auto give = [](TelemetryBatch &to, std::size_t span, std::vector<Attribute> attributes) {
        to.spans[span].attributes = to.arena.copy(std::span<const Attribute>(attributes));
    };
    give(batch, 0,
         {{"evaluations.0.evaluation.name", Value::ofString("kind")},
          {"evaluations.0.evaluation.score", Value::ofDouble(0.25)}});
    give(judging, 0,
         {{"evaluations.0.evaluation.name", Value::ofString("grounded")},
          {"evaluations.0.evaluation.score", Value::ofDouble(0.5)},
          {"evaluations.0.evaluation.label", Value::ofString("half")}});
    Link link;
    link.traceId = traceId(7);
    link.spanId = judged;
    judging.spans[0].links = judging.arena.copy(std::span<const Link>(&link, 1));
    QFile file(m_data->filePath(u"judged.jsonl"_s));
    QVERIFY(file.open(QFile::WriteOnly));
    file.write(QByteArray::fromStdString(encodeOtlpJson(batch) + '\n' + encodeOtlpJson(judging) + '\n'));
    file.close();
    QCOMPARE(spanwise({u"import"_s, file.fileName()}).code, 0);

    const Ran ran = spanwise({u"trace"_s, QString::fromStdString(traceId(7).toHex()), u"--story"_s});
    const QJsonArray said = QJsonDocument::fromJson(ran.out)[u"evaluations"_s].toArray();
    QVERIFY2(said.size() == 2, ran.out.constData());
    QCOMPARE(said[0][u"name"_s].toString(), u"kind"_s);
    QVERIFY(!said[0].toObject().contains(u"in_trace_id"_s));
    QCOMPARE(said[1][u"name"_s].toString(), u"grounded"_s);
    QCOMPARE(said[1][u"score"_s].toDouble(), 0.5);
    QCOMPARE(said[1][u"label"_s].toString(), u"half"_s);
    QCOMPARE(said[1][u"by"_s].toString(), u"judge"_s);
    QCOMPARE(said[1][u"of_span_id"_s].toString(), QString::fromStdString(judged.toHex()));
    QCOMPARE(said[1][u"in_trace_id"_s].toString(), QString::fromStdString(traceId(8).toHex()));
}

void TstCommandLine::comparedTracesEndAsDiffDoes()
{
    const QString traces = m_data->filePath(u"traces.jsonl"_s);
    QFile file(traces);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(
                   encodeOtlpJson(batchFromOutline("ask 0 900\n  search 10 300\n", traceId(1)))) +
               '\n' +
               QByteArray::fromStdString(
                   encodeOtlpJson(batchFromOutline("ask 5000 5700\n  search 5010 5100\n", traceId(2)))) +
               '\n' +
               QByteArray::fromStdString(
                   encodeOtlpJson(batchFromOutline("ask 0 900\n  search 10 300 error\n", traceId(3)))) +
               '\n');
    file.close();
    QCOMPARE(spanwise({u"import"_s, traces}).code, 0);
    const auto id = [](std::uint32_t number) { return QString::fromStdString(traceId(number).toHex()); };

    const Ran same = spanwise({u"compare"_s, id(1), id(2)});
    QVERIFY2(same.code == 0, same.err.constData());
    QVERIFY2(same.out.contains("Verdict: the same but for time"), same.out.constData());
    QVERIFY2(same.out.contains("| · search | 290.0 | 90.0 | -200.0 |"), same.out.constData());
    const Ran different = spanwise({u"compare"_s, id(1), id(3), u"--json"_s});
    QCOMPARE(different.code, 1);
    const QJsonObject told = QJsonDocument::fromJson(different.out).object();
    QCOMPARE(told[u"differences"_s].toArray(), QJsonArray{u"status"_s});
    QCOMPARE(spanwise({u"compare"_s, id(1), id(9)}).code, 2);
    QCOMPARE(spanwise({u"compare"_s, id(1)}).code, 2);
}

void TstCommandLine::exportedTracesAreTheSameElsewhere_data()
{
    QTest::addColumn<QString>("format");
    for (const char *format : {"otlp-json", "jaeger", "zipkin"})
        QTest::newRow(format) << QString::fromLatin1(format);
}

void TstCommandLine::exportedTracesAreTheSameElsewhere()
{
    QFETCH(const QString, format);
    const QString traces = m_data->filePath(u"traces.jsonl"_s);
    QFile file(traces);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(queryJson(1, "First?") + "\n" + queryJson(2, "Second?") + "\n" +
               R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"5","traceId":")" +
               QByteArray::fromStdString(traceId(1).toHex()) + R"(","body":{"stringValue":"said"}}]}]}]})");
    file.close();
    QCOMPARE(spanwise({u"import"_s, traces}).code, 0);

    const QString exported = m_data->filePath(u"exported"_s);
    const Ran done =
        spanwise({u"export"_s, u"--query"_s, QString(), u"--format"_s, format, u"-o"_s, exported});
    QVERIFY2(done.code == 0, done.err.constData());
    const bool hasLogs = format == u"otlp-json"_s;
    QVERIFY2(done.err.contains(hasLogs ? "2 traces with 4 spans and 1 log record exported"
                                       : "2 traces with 4 spans exported"),
             done.err.constData());
    QCOMPARE(done.err.contains("1 log record left out"), !hasLogs);
    const QString elsewhere = m_data->filePath(u"elsewhere"_s);
    const auto there = [&](QStringList arguments) {
        return run(spanwiseName, arguments + QStringList{u"--data"_s, elsewhere});
    };
    QVERIFY(there({u"import"_s, exported}).out.contains("4 spans stored"));
    QVERIFY(there({u"import"_s, exported}).out.contains("0 spans stored, 4 were there already"));
    const QString id = QString::fromStdString(traceId(1).toHex());
    const QByteArray whole = spanwise({u"trace"_s, id, u"--json"_s}).out;
    QCOMPARE(there({u"trace"_s, id, u"--json"_s}).out,
             hasLogs ? whole : whole.left(whole.indexOf(R"(,"resourceLogs")")) + "}\n");

    // To standard output, one trace by the beginning of its id.
    const Ran one = spanwise({u"export"_s, id, u"--format"_s, format});
    QVERIFY(one.out.contains("First?") && !one.out.contains("Second?"));
}

void TstCommandLine::whatIsSkippedIsListedWithItsLine()
{
    QFile file(m_data->filePath(u"mixed"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(queryJson(1, "Good?") + "\n{\"resourceSpans\":[}\n" + queryJson(2, "Too?") + "\n");
    file.close();
    const Ran done = spanwise({u"import"_s, file.fileName()});
    QCOMPARE(done.code, 0);
    QVERIFY2(done.err.contains("skipped at line 2: "), done.err.constData());
}

void TstCommandLine::statsTellWhatThereIs()
{
    QFile file(m_data->filePath(u"traces"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(queryJson(1, "One?"));
    file.close();
    QCOMPARE(spanwise({u"import"_s, file.fileName()}).code, 0);
    const QJsonObject numbers = QJsonDocument::fromJson(spanwise({u"stats"_s, u"--json"_s}).out).object();
    QCOMPARE(numbers[u"traces"_s].toInt(), 1);
    QCOMPARE(numbers[u"spans"_s].toInt(), 2);
    QCOMPARE(numbers[u"services"_s].toArray(), QJsonArray{u"outline"_s});
    QVERIFY(numbers[u"bytes"_s].toInt() > 0 && numbers[u"oldest"_s].toString().startsWith(u"2019-12-20"));
    QVERIFY(spanwise({u"stats"_s}).out.contains("outline"));
}

void TstCommandLine::everyCommandWorksWhileAnotherHasTheHistoryOpen()
{
    Program server(spanwiseName);
    const QUrl endpoint = serve(server);
    QVERIFY(endpoint.isValid());
    QCOMPARE(
        Poster(endpoint).post("/v1/traces", "application/json", queryJson(7, "Who holds the lock?")).status,
        200);
    QVERIFY(spanwise({u"query"_s, u"lock"_s}).out.contains("Who holds the lock?"));
    QFile file(m_data->filePath(u"one.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(queryJson(8, "Who imports beside a server?"));
    file.close();
    QCOMPARE(spanwise({u"import"_s, file.fileName()}).code, 0);
    QCOMPARE(Poster(endpoint).post("/v1/traces", "application/json", queryJson(9, "And after that?")).status,
             200);
    QCOMPARE(spanwise({u"query"_s, QString(), u"--json"_s}).out.count('\n'), 3);
    QCOMPARE(server.terminate(), 0);
}

void TstCommandLine::nothingAcknowledgedIsLostByKillNine()
{
    QSet<QString> acknowledged;
    QSet<QByteArray> acknowledgedLogs;
    std::uint32_t next = 1;
    for (int round = 0; round < 5; ++round) {
        Program server(spanwiseName);
        const QUrl endpoint = serve(server);
        QVERIFY(endpoint.isValid());
        Poster poster(endpoint);
        // Another number of acknowledged batches each time, then one that is on its way when the process
        // dies.
        for (int i = 0; i < 10 + round * 17; ++i, ++next) {
            if (poster.post("/v1/traces", "application/json", queryJson(next, "q")).status == 200)
                acknowledged.insert(QString::fromStdString(traceId(next).toHex()));
            if (poster.post("/v1/logs", "application/json", logJson(next)).status == 200)
                acknowledgedLogs.insert(QByteArray::number(next));
        }
        server.killHard();
    }
    QVERIFY(acknowledged.size() > 200);
    QSet<QString> stored;
    const Ran all = spanwise({u"query"_s, QString(), u"--json"_s, u"--limit"_s, u"100000"_s});
    for (const QByteArray &line : all.out.split('\n')) {
        const QJsonObject query = QJsonDocument::fromJson(line).object();
        if (query[u"span_count"_s].toInt() == 2)
            stored.insert(query[u"trace_id"_s].toString());
    }
    QCOMPARE((acknowledged - stored).size(), 0);
    QVERIFY(acknowledgedLogs.size() > 200);
    const Ran logs = spanwise({u"logs"_s, u"--limit"_s, u"100000"_s});
    QSet<QByteArray> storedLogs;
    for (const QByteArray &line : logs.out.split('\n'))
        storedLogs.insert(line.mid(line.lastIndexOf("number ") + 7));
    QCOMPARE((acknowledgedLogs - storedLogs).size(), 0);
}

void TstCommandLine::logRecordsOfAFileAreFoundAgain()
{
    TelemetryBatch trace = batchFromOutline("query_processing 0 900\n", traceId(1));
    const QByteArray spans = QByteArray::fromStdString(encodeOtlpJson(trace));
    const QByteArray id = QByteArray::fromStdString(traceId(1).toHex());
    const QByteArray ofTrace =
        R"({"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"rag"}}]},)"
        R"("scopeLogs":[{"logRecords":[{"timeUnixNano":"5","severityNumber":17,"traceId":")" +
        id + R"(","body":{"stringValue":"disk is full"}}]}]}]})";
    QFile file(m_data->filePath(u"mixed.jsonl"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(spans + "\n" + ofTrace + "\n" + logJson(1) + "\n");
    file.close();
    for (int i = 0; i < 2; ++i) { // a second time adds nothing
        const Ran imported = spanwise({u"import"_s, file.fileName()});
        QVERIFY2(imported.code == 0, imported.err.constData());
    }
    QCOMPARE(spanwise({u"logs"_s}).out.count('\n'), 2);
    const Ran errors = spanwise({u"logs"_s, u"--severity"_s, u"error"_s});
    QVERIFY2(errors.out.contains("ERROR") && errors.out.contains("rag") &&
                 errors.out.contains("disk is full") && errors.out.contains(id),
             errors.out.constData());
    QCOMPARE(errors.out.count('\n'), 1);
    QVERIFY(spanwise({u"logs"_s, u"NUMBER"_s}).out.contains("number 1"));
    QVERIFY(spanwise({u"logs"_s, u"nowhere"_s}).err.contains("no log record"));
    QCOMPARE(spanwise({u"logs"_s, u"--severity"_s, u"loud"_s}).code, 2);
    const Ran json = spanwise({u"trace"_s, QString::fromLatin1(id), u"--json"_s});
    const auto document = QJsonDocument::fromJson(json.out).object();
    QCOMPARE(document[u"resourceSpans"_s].toArray().size(), 1);
    QCOMPARE(document[u"resourceLogs"_s].toArray().size(), 1);
    QVERIFY(spanwise({u"trace"_s, QString::fromLatin1(id)}).out.contains("1 log record;"));
    // What is printed is imported again.
    QFile printed(m_data->filePath(u"printed.jsonl"_s));
    QVERIFY(printed.open(QIODevice::WriteOnly));
    printed.write(spanwise({u"logs"_s, u"--json"_s}).out);
    printed.close();
    QCOMPARE(spanwise({u"import"_s, printed.fileName()}).code, 0);
    QCOMPARE(spanwise({u"logs"_s}).out.count('\n'), 2);
}

void TstCommandLine::aBusyPortNamesTheSetting()
{
    Program server(spanwiseName);
    const QUrl endpoint = serve(server);
    QVERIFY(endpoint.isValid());
    const Ran second = spanwise({u"serve"_s, u"--otlp-http"_s, u"127.0.0.1:%1"_s.arg(endpoint.port())});
    QCOMPARE(second.code, 1);
    QVERIFY2(second.err.contains("--otlp-http") && second.err.contains(QByteArray::number(endpoint.port())),
             second.err.constData());
}

void TstCommandLine::aHistoryOfALaterVersionIsRefused()
{
    QCOMPARE(spanwise({u"query"_s, u"x"_s}).code, 0);
    QFile database(m_data->filePath(u"spanwise.db"_s));
    QVERIFY(database.open(QIODevice::ReadWrite));
    database.seek(60); // the header's user version, big-endian (SQLite file format, 1.3)
    database.write(QByteArray::fromHex("00002710"));
    database.close();
    const Ran ran = spanwise({u"query"_s, u"x"_s});
    QCOMPARE(ran.code, 1);
    QVERIFY2(ran.err.contains("later") || ran.err.contains("newer"), ran.err.constData());
    QVERIFY(QDir(m_data->path()).entryList({u"*corrupt*"_s}).isEmpty());
}

void TstCommandLine::aDamagedHistoryIsMovedAsideAndANewOneBegun()
{
    QFile database(m_data->filePath(u"spanwise.db"_s));
    QVERIFY(database.open(QIODevice::WriteOnly));
    const QByteArray damaged(100'000, 'x');
    database.write(damaged);
    database.close();
    const Ran ran = spanwise({u"query"_s, u"x"_s});
    QCOMPARE(ran.code, 0);
    const QStringList aside = QDir(m_data->path()).entryList({u"*corrupt*"_s});
    QCOMPARE(aside.size(), 1);
    QVERIFY2(ran.err.contains(aside.constFirst().toUtf8()), ran.err.constData());
    QFile kept(m_data->filePath(aside.constFirst()));
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), damaged);
}

void TstCommandLine::badInputIsAnsweredAndTheProgramLives_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *path, const char *type, const QByteArray &body,
                        int status) {
        QTest::newRow(name) << QByteArray(path) << QByteArray(type) << body << status;
    };
    row("empty protobuf is an empty request", "/v1/traces", "application/x-protobuf", "", 200);
    row("empty JSON", "/v1/traces", "application/json", "", 400);
    row("truncated JSON", "/v1/traces", "application/json", queryJson(1, "q").chopped(40), 400);
    row("truncated protobuf", "/v1/traces", "application/x-protobuf", QByteArray::fromHex("0aff01"), 400);
    row("wrong type", "/v1/traces", "text/plain", "hello", 415);
    row("wrong path", "/v2/traces", "application/json", "{}", 404);
    row("200 MB", "/v1/traces", "application/json", QByteArray(200 << 20, ' '), 413);
    row("deep nesting", "/v1/traces", "application/json", QByteArray(1 << 20, '['), 400);
    row("invalid UTF-8", "/v1/traces", "application/json", queryJson(2, "broken \xff\xfe here"), 200);
    row("id of a wrong length", "/v1/traces", "application/json",
        R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"abcd","spanId":"0102030405060708","name":"x"}]}]}]})",
        200);
}

void TstCommandLine::badInputIsAnsweredAndTheProgramLives()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    Program server(spanwiseName);
    const QUrl endpoint = serve(server);
    QVERIFY(endpoint.isValid());
    const auto answer = Poster(endpoint).post(path, type, body);
    // A body over the limit may be refused before it is sent: the sender then sees its connection end.
    QVERIFY2(answer.status == status || (status == 413 && answer.status == 0),
             QByteArray::number(answer.status) + answer.body);
    QCOMPARE(Poster(endpoint).post("/v1/traces", "application/json", queryJson(3, "Still alive?")).status,
             200);
    QCOMPARE(server.terminate(), 0);
}

static const Registered<TstCommandLine> registered;
#include "tst_commandline.moc"
