// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/bodytemplate.h"
#include "core/settings/settings.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;

class TstBodyTemplate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void placesAreFilled_data();
    void placesAreFilled();
    void mistakesAreShownWhereTheyAre_data();
    void mistakesAreShownWhereTheyAre();
};

void TstBodyTemplate::placesAreFilled_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("question");
    QTest::addColumn<QByteArray>("context");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray standard = QByteArray::fromStdString(ReplayTarget{}.bodyTemplate);
    const auto row = [](const char *name, QByteArray pattern, QByteArray question, QByteArray context,
                        QByteArray expected) {
        QTest::newRow(name) << pattern << question << context << expected;
    };
    row("the standard template", standard, "why?", R"({"top_k": 3})",
        R"({"query": "why?", "context": {"top_k": 3}})");
    row("no context is an empty object", standard, "q", "", R"({"query": "q", "context": {}})");
    row("null is no context", standard, "q", " null ", R"({"query": "q", "context": {}})");
    row("quotes and line breaks are escaped", standard, "say \"hi\"\nnow\\", "",
        R"({"query": "say \"hi\"\nnow\\", "context": {}})");
    row("the question's own braces are not a place", standard, "what is {{context}} and {{query}}?",
        R"({"a": 1})", R"({"query": "what is {{context}} and {{query}}?", "context": {"a": 1}})");
    row("the context's own braces are not a place", R"([{{context}}, {{query}}])", "q",
        R"({"t": "{{query}}"})", R"([{"t": "{{query}}"}, "q"])");
    row("a place may stand twice", R"([{{query}}, {{query}}])", "q", "", R"(["q", "q"])");
    row("a place may be the whole body", "{{query}}", "q", "", R"("q")");
    row("a chat request", R"({"messages": [{"role": "user", "content": {{query}}}]})", "hé", "",
        R"({"messages": [{"role": "user", "content": "hé"}]})");
    row("other braces in text stay", R"({"q": {{query}}, "note": "{{name}}"})", "q", "",
        R"({"q": "q", "note": "{{name}}"})");
    row("no place at all", R"({"fixed": true})", "q", "", R"({"fixed": true})");
    row("bytes that are not text are replaced", "{{query}}", "a\xff", "", "\"a\xef\xbf\xbd\"");
}

void TstBodyTemplate::placesAreFilled()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, question);
    QFETCH(QByteArray, context);
    SavedQuery query;
    query.question = question.toStdString();
    query.context = context.toStdString();
    const auto body = expandTemplate(pattern.toStdString(), query);
    QVERIFY2(body, body ? "" : body.error().message.c_str());
    QTEST(*body, "expected");
}

void TstBodyTemplate::mistakesAreShownWhereTheyAre_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("context");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, QByteArray pattern, QByteArray context, const char *expected) {
        QTest::newRow(name) << pattern << context << QString::fromUtf8(expected);
    };
    row("a missing comma", "{\"query\": {{query}} \"context\": {{context}}}", "", "line 1, column 22");
    row("behind a long question, in the template's own columns", "{\"q\": {{query}},\n \"c\": }", "",
        "line 2, column 8");
    row("quotes around the place", R"({"query": "{{query}}"})", "", "brings its own quotation marks");
    row("an unknown place", R"({"query": {{question}}})", "", "line 1, column 13");
    row("nothing", "  ", "", "is empty");
    row("two values", "{{query}}, {{query}}", "", "more than one value");
    row("a context that is a list", "{{context}}", "[1]", "not a JSON object");
    row("a context that is not JSON", "{{context}}", "{top_k: 3}", "not a JSON object");
}

void TstBodyTemplate::mistakesAreShownWhereTheyAre()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, context);
    QFETCH(QString, expected);
    SavedQuery query;
    query.question = "a question that is rather longer than its place in the template";
    query.context = context.toStdString();
    const auto body = expandTemplate(pattern.toStdString(), query);
    QVERIFY(!body);
    QCOMPARE(body.error().code, Error::Code::InvalidInput);
    QVERIFY2(QString::fromStdString(body.error().message).contains(expected), body.error().message.c_str());
}

static const spanwise::test::Registered<TstBodyTemplate> registered;
#include "tst_bodytemplate.moc"
