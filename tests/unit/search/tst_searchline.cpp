// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/completion.h"
#include "core/search/searchparts.h"
#include "tests/support/suite.h"
#include "tests/unit/search/searchtrace.h"

#include <QTest>

namespace spanwise {

/// What the search line does with a search beside running it: parts, terms, completion.
class TstSearchLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void partsCanBeTakenOutOneByOne();
    void aTermIsAddedBeforeTheStagesAndOnce();
    void conditionsAreQuotedAsTheyNeedIt();
    void completionFitsThePlace_data();
    void completionFitsThePlace();
    void columnsCountWideCharactersTwice();
};

void TstSearchLine::partsCanBeTakenOutOneByOne()
{
    const auto parsed =
        SearchQuery::parse("refund && { status = error } !\"a b\" {.a=1}>{.b=2} | by(name) | count() > 2");
    QVERIFY(parsed.query);
    const auto parts = partsOf(*parsed.query);
    QCOMPARE(parts.size(), std::size_t(6));
    QVERIFY(withoutPart(*parsed.query, parts[1]) == "refund !\"a b\" {.a=1}>{.b=2} | by(name) | count() > 2");
    QVERIFY(withoutPart(*parsed.query, parts[5]) ==
            "refund { status = error } !\"a b\" {.a=1}>{.b=2} | by(name)");
    const auto last = SearchQuery::parse("refund | count() > 1");
    QVERIFY(withoutPart(*last.query, partsOf(*last.query).front()) == "{} | count() > 1");
    QVERIFY(partsOf(SearchQuery()).empty());
}

void TstSearchLine::aTermIsAddedBeforeTheStagesAndOnce()
{
    QVERIFY(withTerm("", "{ .a = 1 }") == "{ .a = 1 }");
    QVERIFY(withTerm("refund | count() > 1", "{ .a = 1 }") == "refund { .a = 1 } | count() > 1");
    QVERIFY(withTerm("refund { .a = 1 }", "{ .a = 1 }") == "refund { .a = 1 }");
    QVERIFY(withTerm("a || b", "c") == "a || b c");
}

void TstSearchLine::conditionsAreQuotedAsTheyNeedIt()
{
    const SearchField odd{.scope = SearchField::Scope::Span, .key = "a b"};
    const std::string text = "say \"hi\"\\\n";
    const std::string condition = conditionFor(odd, Datum::of(std::string_view(text)), false);
    QVERIFY(condition == "!{ span.\"a b\" = \"say \\\"hi\\\"\\\\\\n\" }");
    QVERIFY(SearchQuery::parse(condition).query);
    QVERIFY(conditionFor({.scope = SearchField::Scope::Intrinsic, .intrinsic = SearchField::Intrinsic::State},
                         Datum::of(StatusCode::Error), true) == "{ status = error }");
    QVERIFY(phraseFor("refund") == "refund");
    QVERIFY(phraseFor("a (b") == "\"a (b\"");
    QVERIFY(phraseFor("duration>2s") == "\"duration>2s\"");
}

void TstSearchLine::completionFitsThePlace_data()
{
    QTest::addColumn<QString>("typed"); // up to the cursor
    QTest::addColumn<QString>("first");
    QTest::addColumn<int>("begin");
    const auto row = [](const char *typed, const char *first, int begin) {
        QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(first) << begin;
    };
    row("{ dur", "duration", 2);
    row("{ .ser", ".service.name", 2);
    row("{ service.n", "resource.service.name", 2);
    row("{ duration > 2s && sta", "status", 19);
    row("{ status = ", "ok", 11);
    row("{ status = er", "error", 11);
    row("{ resource.service.name = ", "\"llm\"", 26);
    row("{ resource.service.name = \"l", "\"llm\"", 26);
    row("{ name = \"att", "\"attempt\"", 9);
    row("{ span.n = ", "1", 11);
    row("{ step = re", "retrieval", 9);
    row("{} | co", "count() > ", 5);
    row("{} | by(na", "name", 8);
    row("{} | { dur", "duration", 7);
    row("dura", "{ duration  }", 0);
    row("refund dura", "{ duration  }", 7);
    row("re", "", 0);
    row("{ duration > ", "", 13);
}

void TstSearchLine::completionFitsThePlace()
{
    QFETCH(QString, typed);
    QFETCH(QString, first);
    QFETCH(int, begin);
    SearchVocabulary vocabulary;
    vocabulary.add(test::searchTrace());
    const SearchCompletion completion =
        completionAt(typed.toStdString(), typed.toStdString().size(), vocabulary);
    QCOMPARE(completion.items.empty() ? QString() : QString::fromStdString(completion.items.front().insert),
             first);
    if (!first.isEmpty())
        QCOMPARE(int(completion.begin), begin);
}

void TstSearchLine::columnsCountWideCharactersTwice()
{
    QCOMPARE(terminalColumn("退款 x", 7), std::size_t(5));
    QCOMPARE(terminalColumn("abc", 99), std::size_t(3));
}

static const test::Registered<TstSearchLine> registered;

} // namespace spanwise

#include "tst_searchline.moc"
