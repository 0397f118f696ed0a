// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/narrowing.h"
#include "tests/support/suite.h"

#include <QTest>

#include <algorithm>

namespace spanwise {
namespace {

SearchNarrowing of(std::string_view text)
{
    const SearchParse parsed = SearchQuery::parse(text);
    if (!parsed.query)
        qFatal("%s", parsed.error->message.c_str());
    return narrowingOf(*parsed.query);
}

SearchMark valueOf(std::string_view key, std::string_view value)
{
    return *valueMark(key, Datum::of(value));
}

using Need = SearchNarrowing::Need;

} // namespace

/// What is known of every trace that a search matches; that nothing is lost by it is the store contract's.
class TstNarrowing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aValueProvesItsAttributeToo();
    void aChoiceOfValuesIsOneChoiceOfMarks();
    void aChoiceBetweenSeveralConditionsKeepsThemAll();
    void aChoiceOfSpansetsIsAListOfAlternatives();
    void aSideThatSaysNothingOpensTheWholeChoice();
    void whatAllSidesNeedIsNeeded();
};

void TstNarrowing::aValueProvesItsAttributeToo()
{
    QCOMPARE(of("{ .a = \"1\" }").needs,
             (std::vector<Need>{Need{{valueOf("a", "1")}, {attributeMark("a")}}}));
    QCOMPARE(of("{ .a != \"1\" }").needs, (std::vector<Need>{Need{{attributeMark("a")}}}));
}

void TstNarrowing::aChoiceOfValuesIsOneChoiceOfMarks()
{
    const auto needs = of("{ .a = \"1\" || .b = \"2\" || .c = \"3\" }").needs;
    QCOMPARE(needs.size(), std::size_t(1));
    QCOMPARE(needs.front().front(),
             (SearchNarrowing::Choice{valueOf("a", "1"), valueOf("b", "2"), valueOf("c", "3")}));
}

void TstNarrowing::aChoiceBetweenSeveralConditionsKeepsThemAll()
{
    const auto needs = of("{ (.a = \"1\" && .b = \"2\") || .c = \"3\" }").needs;
    QCOMPARE(needs.size(), std::size_t(1));
    for (const SearchNarrowing::Choice &choice :
         {SearchNarrowing::Choice{valueOf("a", "1"), valueOf("c", "3")},
          {valueOf("b", "2"), valueOf("c", "3")}})
        QVERIFY(std::ranges::find(needs.front(), choice) != needs.front().end());
}

void TstNarrowing::aChoiceOfSpansetsIsAListOfAlternatives()
{
    const SearchNarrowing narrowing = of("{ .a = \"1\" } || heffalump || { .c = \"3\" }");
    QVERIFY(narrowing.needs.empty());
    QCOMPARE(narrowing.alternatives.size(), std::size_t(1));
    const std::vector<SearchNarrowing> &sides = narrowing.alternatives.front();
    QCOMPARE(sides.size(), std::size_t(3));
    QCOMPARE(sides[0].needs.front().front(), SearchNarrowing::Choice{valueOf("a", "1")});
    QCOMPARE(sides[1].words, std::vector<std::string>{"heffalump"});
    QCOMPARE(sides[2].needs.front().front(), SearchNarrowing::Choice{valueOf("c", "3")});
}

void TstNarrowing::aSideThatSaysNothingOpensTheWholeChoice()
{
    QVERIFY(of("{ .a = \"1\" } || {}").isEmpty());
    QVERIFY(of("{ .a = \"1\" || duration < 1s }").isEmpty());
    QCOMPARE(of("heffalump && ({ .a = \"1\" } || {})").words, std::vector<std::string>{"heffalump"});
}

void TstNarrowing::whatAllSidesNeedIsNeeded()
{
    const SearchNarrowing narrowing =
        of("{ duration > 2s && status = error } || { duration > 1s && .a = \"1\" && status = error }");
    QCOMPARE(narrowing.minDuration, std::optional(Duration(std::chrono::seconds(1))));
    QVERIFY(narrowing.troubleOnly);
}

static const test::Registered<TstNarrowing> registered;

} // namespace spanwise

#include "tst_narrowing.moc"
