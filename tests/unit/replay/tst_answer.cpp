// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/answer.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;

class TstAnswer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAreFound_data();
    void answersAreFound();
    void deepNestingEndsQuietly();
};

void TstAnswer::answersAreFound_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("expected"); // "-": none
    const auto row = [](const char *name, const char *body, const char *expected,
                        const char *type = "application/json") {
        QTest::newRow(name) << QByteArray(body) << QByteArray(type) << QString::fromUtf8(expected);
    };
    row("answer", R"({"answer": "yes", "documents": []})", "yes");
    row("answer before output", R"({"output": "no", "answer": "yes"})", "yes");
    row("output", R"({"output": "yes"})", "yes");
    row("response", R"({"response": "yes"})", "yes");
    row("nested", R"({"result": {"answer": "yes"}})", "yes");
    row("OpenAI chat", R"({"choices": [{"index": 0, "message": {"role": "assistant", "content": "yes"}}]})",
        "yes");
    row("OpenAI parts",
        R"({"choices": [{"message": {"content": [{"type": "text", "text": "y"}, {"text": "es"}]}}]})", "yes");
    row("OpenAI completion", R"({"choices": [{"text": "yes"}]})", "yes");
    row("a list of generations", R"([{"generated_text": "yes"}])", "yes");
    row("a string", R"("yes")", "yes");
    row("an empty answer is one", R"({"answer": ""})", "");
    row("plain text", "yes", "yes", "text/plain; charset=utf-8");
    row("a web page is not an answer", "<html>login</html>", "-", "text/html");
    row("text that claims to be JSON is not one", "yes", "-");
    row("truncated JSON", R"({"answer": "ye)", "-");
    row("no known name", R"({"status": "ok"})", "-");
    row("a number is not text", R"({"answer": 42})", "-");
    row("null, then another name", R"({"answer": null, "text": "yes"})", "yes");
    row("nothing", "", "-");
    row("two values", R"("a", "b")", "-");
}

void TstAnswer::answersAreFound()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    const auto answer = answerIn(body, type);
    QTEST(answer ? QString::fromStdString(*answer) : QStringLiteral("-"), "expected");
}

void TstAnswer::deepNestingEndsQuietly()
{
    QVERIFY(!answerIn(QByteArray(200'000, '['), "application/json"));
    QVERIFY(
        !answerIn(QByteArray("{\"answer\":").repeated(500) + "1" + QByteArray(500, '}'), "application/json"));
}

static const spanwise::test::Registered<TstAnswer> registered;
#include "tst_answer.moc"
