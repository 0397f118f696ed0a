// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search.h"
#include "tests/support/storecontract.h"

#include <QTest>

namespace spanwise::test {
namespace {

constexpr std::uint64_t question = 0xfedcba9876543210U; // more than a signed number holds

DocumentLabel wanted(std::uint32_t trace, std::uint64_t document, bool isWanted = true,
                     std::int64_t milliseconds = 1)
{
    DocumentLabel label;
    label.trace = traceId(trace);
    label.document = document;
    label.question = question;
    label.wanted = isWanted;
    label.id = "chunk-" + std::to_string(document);
    label.title = "Kapitel \xC3\x9C";
    label.time = Timestamp(std::chrono::milliseconds(milliseconds));
    return label;
}

QueryLabel judged(std::uint32_t trace, std::optional<Verdict> verdict, const std::string &note = {},
                  std::int64_t milliseconds = 1)
{
    return {traceId(trace), verdict, note, Timestamp(std::chrono::milliseconds(milliseconds))};
}

} // namespace

void StoreContract::whatIsSaidAboutAQueryIsKept()
{
    append(queryBatch(1, 10, "q"));
    const QueryLabel bad = judged(1, Verdict::Bad, "makes up a price; \"quoted\" \xE2\x80\x94 twice", 5);
    QVERIFY(labels().label(bad));
    QVERIFY(labels().labelsOf(traceId(1), question)->query == bad);
    const QueryLabel good = judged(1, Verdict::Good, {}, 6);
    QVERIFY(labels().label(good));
    QVERIFY(labels().labelsOf(traceId(1), question)->query == good);
    const QueryLabel noteAlone = judged(1, std::nullopt, "ask Mia", 7);
    QVERIFY(labels().label(noteAlone));
    QVERIFY(labels().labelsOf(traceId(1), 0)->query == noteAlone);
    QVERIFY(labels().labelsOf(traceId(2), question)->isEmpty());
}

void StoreContract::anEmptyLabelTakesBackWhatWasSaid()
{
    append(queryBatch(1, 10, "q"));
    QVERIFY(labels().label(judged(1, Verdict::Good)));
    QVERIFY(labels().label(judged(1, std::nullopt)));
    QVERIFY(labels().labelsOf(traceId(1), question)->isEmpty());
    QVERIFY(labels().queryLabels(10)->empty());
    QVERIFY(labels().label(judged(1, std::nullopt))); // there is nothing to take back, and that is no failure
}

void StoreContract::aDocumentLabelCountsForEveryQueryWithTheQuestion()
{
    append(queryBatch(1, 10, "q"));
    append(queryBatch(2, 20, "q"));
    const DocumentLabel first = wanted(1, 0xffffffffffffffffU);
    QVERIFY(labels().label(first));
    QVERIFY(labels().label(wanted(1, 7, false)));
    const auto other = labels().labelsOf(traceId(2), question);
    QCOMPARE(other->documents.size(), std::size_t(2));
    QVERIFY(other->documents[0] == wanted(1, 7, false));
    QVERIFY(other->documents[1] == first);
    QVERIFY(labels().labelsOf(traceId(2), 0)->documents.empty());
    QVERIFY(labels().labelsOf(traceId(2), question + 1)->documents.empty());
}

void StoreContract::aQuerysOwnWordOnADocumentWins()
{
    append(queryBatch(1, 10, "q"));
    append(queryBatch(2, 20, "q"));
    append(queryBatch(3, 30, "q"));
    QVERIFY(labels().label(wanted(1, 7, true, 100)));
    QVERIFY(labels().label(wanted(2, 7, false, 200)));
    QCOMPARE(labels().labelsOf(traceId(1), question)->documents.at(0).wanted,
             true); // its own, although older
    QCOMPARE(labels().labelsOf(traceId(2), question)->documents.at(0).wanted, false);
    QCOMPARE(labels().labelsOf(traceId(3), question)->documents.at(0).wanted, false); // the newest
    QCOMPARE(labels().labelsOf(traceId(3), question)->documents.size(), std::size_t(1));
    QVERIFY(labels().label(wanted(1, 7, false, 300)));
    QCOMPARE(labels().labelsOf(traceId(1), question)->documents.at(0), wanted(1, 7, false, 300));
}

void StoreContract::takingBackADocumentLabelTakesItEverywhere()
{
    append(queryBatch(1, 10, "q"));
    append(queryBatch(2, 20, "q"));
    QVERIFY(labels().label(wanted(1, 7)));
    QVERIFY(labels().label(wanted(1, 8)));
    QVERIFY(labels().unlabel(traceId(2), question, 7, at(9)));
    QCOMPARE(labels().labelsOf(traceId(1), question)->documents.size(), std::size_t(1));
    QVERIFY(labels().unlabel(traceId(1), 0, 8, at(9)));
    QVERIFY(labels().labelsOf(traceId(1), question)->isEmpty());
}

void StoreContract::labelsAreListedNewestFirst()
{
    for (std::uint32_t number = 1; number <= 3; ++number) {
        append(queryBatch(number, number, "q"));
        QVERIFY(labels().label(judged(number, Verdict::Good, {}, number == 2 ? 900 : number)));
        QVERIFY(labels().label(wanted(number, 7, true, number)));
    }
    const auto queries = labels().queryLabels(2);
    QCOMPARE(queries->size(), std::size_t(2));
    QCOMPARE(queries->at(0).trace, traceId(2));
    QCOMPARE(queries->at(1).trace, traceId(3));
    const auto documents = labels().documentLabels(2);
    QCOMPARE(documents->size(), std::size_t(2));
    QCOMPARE(documents->at(0).trace, traceId(3));
}

void StoreContract::whatIsNotHereCannotBeLabelled()
{
    const Status query = labels().label(judged(9, Verdict::Good));
    QVERIFY(!query);
    QCOMPARE(query.error().code, Error::Code::NotFound);
    const Status document = labels().label(wanted(9, 7));
    QVERIFY(!document);
    QCOMPARE(document.error().code, Error::Code::NotFound);
    QVERIFY(labels().queryLabels(10)->empty());
}

void StoreContract::labelsGoWithTheirTrace()
{
    append(queryBatch(1, 10, "q"));
    append(queryBatch(2, 20, "q"));
    for (const std::uint32_t number : {1U, 2U}) {
        QVERIFY(labels().label(judged(number, Verdict::Bad)));
        QVERIFY(labels().label(wanted(number, number)));
    }
    QVERIFY(store().pin(traceId(2), true));
    QCOMPARE(*store().pruneToBytes(1), 1U);
    QCOMPARE(labels().queryLabels(10)->size(), std::size_t(1));
    QCOMPARE(labels().queryLabels(10)->front().trace, traceId(2));
    QCOMPARE(labels().documentLabels(10)->size(), std::size_t(1));
    QCOMPARE(labels().documentLabels(10)->front().trace, traceId(2));
}

void StoreContract::labelsAreSeenByOtherProcesses()
{
    append(queryBatch(1, 10, "q"));
    const auto other = openAgain();
    const auto before = other->generation();
    QVERIFY(labels().label(judged(1, Verdict::Good)));
    QVERIFY(*other->generation() != *before);
    QVERIFY(dynamic_cast<LabelStore &>(*other).labelsOf(traceId(1), 0)->query.has_value());
}

void StoreContract::labelsThatCameWithATraceAreKeptOnce()
{
    append(queryBatch(1, 10, "q"));
    const TraceLabels came{judged(1, Verdict::Bad, "made up", 5),
                           {wanted(1, 7), wanted(1, 0xffffffffffffffffU, false)}};
    QVERIFY(labels().restore(came));
    QVERIFY(labels().restore(came));
    QVERIFY(*labels().labelsOf(traceId(1), question) == came);
    QCOMPARE(labels().queryLabels(10)->size(), std::size_t(1));
    QCOMPARE(labels().documentLabels(10)->size(), std::size_t(2));
    QVERIFY(labels().restore(
        {judged(9, Verdict::Good), {wanted(9, 7)}})); // a trace that is not here: passed over
    QCOMPARE(labels().queryLabels(10)->size(), std::size_t(1));
    QCOMPARE(labels().documentLabels(10)->size(), std::size_t(2));
}

void StoreContract::whatWasTakenBackDoesNotReturn()
{
    append(queryBatch(1, 10, "q"));
    append(queryBatch(2, 20, "q"));
    const TraceLabels exported{judged(1, Verdict::Bad, "made up", 5),
                               {wanted(1, 7, true, 5), wanted(1, 8, true, 5)}};
    QVERIFY(labels().restore(exported));
    QVERIFY(labels().label(judged(1, std::nullopt, {}, 6)));
    QVERIFY(labels().unlabel(traceId(2), question, 7, at(6))); // through another query that asks the same
    reopen();
    QVERIFY(*labels().restore(exported) ==
            (LabelCounts{.added = 0, .known = 1, .outdated = 2, .homeless = 0}));
    QVERIFY(*labels().restore({std::nullopt, {wanted(2, 7, true, 5)}}) == (LabelCounts{.outdated = 1}));
    const auto left = labels().labelsOf(traceId(1), question);
    QVERIFY(!left->query);
    QCOMPARE(left->documents.size(), std::size_t(1));
    QCOMPARE(left->documents.front().document, std::uint64_t(8));
    QVERIFY(labels().queryLabels(10)->empty());
    TraceFilter any;
    any.labelled = Labelling::Any;
    QCOMPARE(listed(any), std::string());
    // What was said later counts, and so does saying it again here.
    QVERIFY(*labels().restore({judged(1, Verdict::Good, {}, 7), {wanted(1, 7, true, 7)}}) ==
            (LabelCounts{.added = 2}));
    QVERIFY(labels().label(judged(1, std::nullopt, {}, 9)));
    QVERIFY(labels().label(judged(1, Verdict::Bad, "again", 5))); // undone: with its old time
    QVERIFY(*labels().restore(exported) ==
            (LabelCounts{.added = 0, .known = 2, .outdated = 1, .homeless = 0}));
}

void StoreContract::labelsThatCameWithATraceAreCounted()
{
    append(queryBatch(1, 10, "q"));
    QVERIFY(labels().label(wanted(1, 8, false, 9)));
    const TraceLabels came{judged(1, Verdict::Bad, {}, 5),
                           {wanted(1, 7, true, 5), wanted(1, 8, true, 5), wanted(9, 7, true, 5)}};
    QVERIFY(*labels().restore(came) == (LabelCounts{.added = 2, .known = 0, .outdated = 1, .homeless = 1}));
    QVERIFY(*labels().restore(came) == (LabelCounts{.added = 0, .known = 2, .outdated = 1, .homeless = 1}));
}

void StoreContract::whatIsTakenBackGoesWithItsTrace()
{
    append(queryBatch(1, 10, "q"));
    QVERIFY(labels().label(judged(1, Verdict::Bad, {}, 5)));
    QVERIFY(labels().label(judged(1, std::nullopt, {}, 6)));
    QCOMPARE(*store().pruneToBytes(0), 1U);
    append(queryBatch(1, 10, "q"));
    QVERIFY(*labels().restore({judged(1, Verdict::Bad, {}, 5), {}}) == (LabelCounts{.added = 1}));
}

void StoreContract::whatIsSaidSinceIsNotOverwritten()
{
    append(queryBatch(1, 10, "q"));
    QVERIFY(labels().label(judged(1, Verdict::Good, "since", 9)));
    QVERIFY(labels().label(wanted(1, 7, false, 9)));
    QVERIFY(labels().restore({judged(1, Verdict::Bad, "before", 5), {wanted(1, 7, true, 5)}}));
    QVERIFY(labels().labelsOf(traceId(1), question)->query == judged(1, Verdict::Good, "since", 9));
    QCOMPARE(labels().labelsOf(traceId(1), question)->documents.at(0), wanted(1, 7, false, 9));
    QVERIFY(labels().restore({judged(1, Verdict::Bad, "after", 12), {wanted(1, 7, true, 12)}}));
    QVERIFY(labels().labelsOf(traceId(1), question)->query == judged(1, Verdict::Bad, "after", 12));
    QCOMPARE(labels().labelsOf(traceId(1), question)->documents.at(0), wanted(1, 7, true, 12));
}

void StoreContract::aDocumentThatIsSaidForTheQuestionIsNotSaidAgain()
{
    append(queryBatch(1, 10, "q"));
    append(queryBatch(2, 20, "q"));
    QVERIFY(labels().label(wanted(1, 7, true, 5)));
    // Exported with the other query, which it counts for.
    QVERIFY(labels().restore({std::nullopt, {wanted(2, 7, true, 5)}}));
    QCOMPARE(labels().documentLabels(10)->size(), std::size_t(1));
    QVERIFY(labels().unlabel(traceId(2), question, 7, at(9)));
    QVERIFY(labels().documentLabels(10)->empty());
}

void StoreContract::queriesAreListedByTheirLabel_data()
{
    QTest::addColumn<int>("labelled");
    QTest::addColumn<QString>("listedTraces");
    QTest::newRow("good") << int(Labelling::Good) << "5 1";
    QTest::newRow("bad") << int(Labelling::Bad) << "2";
    QTest::newRow("noted") << int(Labelling::Noted) << "3 2";
    QTest::newRow("any") << int(Labelling::Any) << "5 3 2 1";
    QTest::newRow("none") << int(Labelling::None) << "4";
}

void StoreContract::queriesAreListedByTheirLabel()
{
    QFETCH(const int, labelled);
    QFETCH(const QString, listedTraces);
    for (std::uint32_t number = 1; number <= 5; ++number)
        append(queryBatch(number, 10 * number, "same words"));
    QVERIFY(labels().label(judged(1, Verdict::Good)));
    QVERIFY(labels().label(judged(2, Verdict::Bad, "why")));
    QVERIFY(labels().label(judged(3, std::nullopt, "ask Mia")));
    QVERIFY(labels().label(judged(5, Verdict::Good)));
    TraceFilter filter;
    filter.labelled = static_cast<Labelling>(labelled);
    QCOMPARE(QString::fromStdString(listed(filter)), listedTraces);
    QCOMPARE(*store().count(filter, 100), std::uint64_t(listedTraces.split(u' ').size()));
    filter.text = "words";
    QCOMPARE(QString::fromStdString(listed(filter)), listedTraces);
    filter.text = "others";
    QCOMPARE(QString::fromStdString(listed(filter)), QString());
}

void StoreContract::labelsNarrowASearchToo()
{
    for (std::uint32_t number = 1; number <= 4; ++number)
        append(queryBatch(number, 10 * number, number % 2 == 0 ? "even words" : "odd words"));
    QVERIFY(labels().label(judged(2, Verdict::Bad)));
    QVERIFY(labels().label(judged(3, Verdict::Bad)));
    TraceFilter filter;
    filter.labelled = Labelling::Bad;
    for (const auto &[text, expected] :
         {std::pair("even", "2"), std::pair("words", "3 2"), std::pair("{ duration >= 0s }", "3 2")}) {
        std::string found;
        const auto end =
            searchTraces(store(), {.query = *SearchQuery::parse(text).query, .filter = filter, .after = {}},
                         [&](const SearchProgress &progress) {
                             for (const SearchHit &hit : progress.hits)
                                 found +=
                                     (found.empty() ? "" : " ") + std::to_string(hit.trace.id.bytes().back());
                         });
        QVERIFY(end);
        QCOMPARE(QString::fromStdString(found), QString::fromLatin1(expected));
    }
}

} // namespace spanwise::test
