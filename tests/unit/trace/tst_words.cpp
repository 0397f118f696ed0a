// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/outline.h"
#include "tests/support/suite.h"
#include "ui/trace/indentjson.h"
#include "ui/trace/spanwords.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;

namespace spanwise {

using namespace std::chrono_literals;

class TstWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jsonIsIndentedAndOtherwiseLeftAlone();
    void bracesInStringsAreNoStructure();
    void brokenJsonComesOutAsSomething_data();
    void brokenJsonComesOutAsSomething();
    void tickLabelsTellNeighboursApart();
    void aFailureSaysItsStatusMessageOrItsException();
    void defectsAreWholeSentences();
};

void TstWords::jsonIsIndentedAndOtherwiseLeftAlone()
{
    QCOMPARE(indentJson(R"({"z":1.50,"a":[true,null],"e":{},"n":[]})"),
             std::string(
                 "{\n  \"z\": 1.50,\n  \"a\": [\n    true,\n    null\n  ],\n  \"e\": {},\n  \"n\": []\n}"));
}

void TstWords::bracesInStringsAreNoStructure()
{
    const std::string json = R"({"a":"{[,:\"}\\","b":2})";
    const std::string indented = indentJson(json);
    QCOMPARE(QJsonDocument::fromJson(QByteArray::fromStdString(indented)),
             QJsonDocument::fromJson(QByteArray::fromStdString(json)));
    QVERIFY(indented.find(R"("{[,:\"}\\")") != std::string::npos);
}

void TstWords::brokenJsonComesOutAsSomething_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char *json : {"", "{", "}", "\"", "\"\\", "[[[[", "]]]]", "{\"a\":\"b", "plain words"})
        QTest::addRow("%s", json) << QByteArray(json);
}

void TstWords::brokenJsonComesOutAsSomething()
{
    QFETCH(QByteArray, json);
    QVERIFY(indentJson(json.toStdString()).size() >=
            static_cast<std::size_t>(json.trimmed().size() == 0 ? 0 : 1));
}

void TstWords::tickLabelsTellNeighboursApart()
{
    const auto plain = [](QString label) { return label.replace(QChar(0x202f), u' '); };
    QCOMPARE(plain(tickLabel(0s, 1s)), u"0 s"_s);
    QCOMPARE(plain(tickLabel(2s, 1s)), u"2 s"_s);
    QCOMPARE(plain(tickLabel(1350ms, 50ms)), u"1.35 s"_s);
    QCOMPARE(plain(tickLabel(1'350'020us, 20us)), u"1.35002 s"_s);
    QCOMPARE(plain(tickLabel(200ms, 100ms)), u"200 ms"_s);
    QCOMPARE(plain(tickLabel(90s, 30s)), u"1 min 30 s"_s);
    QVERIFY(tickLabel(1'350'020us, 20us) != tickLabel(1'350'040us, 20us));
}

void TstWords::aFailureSaysItsStatusMessageOrItsException()
{
    const std::vector<Attribute> what{{"exception.type", Value::ofString("TimeoutError")},
                                      {"exception.message", Value::ofString("no answer")}};
    const Event event{.time = {}, .name = "exception", .attributes = what};
    Span span;
    span.events = {&event, 1};
    QCOMPARE(failureText(span), u"TimeoutError: no answer"_s);
    span.statusMessage = "index is gone";
    QCOMPARE(failureText(span), u"index is gone"_s);
}

void TstWords::defectsAreWholeSentences()
{
    const QStringList sentences =
        defectSentences({.orphans = 1, .cycles = 2, .skewed = 0, .reversed = 3, .dropped = 4000});
    QCOMPARE(sentences.size(), 4);
    QVERIFY(sentences[0].startsWith(u"1 span names a parent"_s));
    QVERIFY(sentences[1].startsWith(u"2 rings"_s));
    QVERIFY(defectSentences({}).isEmpty());
}

static const test::Registered<TstWords> registered;

} // namespace spanwise

#include "tst_words.moc"
