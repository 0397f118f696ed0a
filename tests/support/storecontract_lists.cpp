// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/storecontract.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

namespace spanwise::test {
namespace {

using namespace std::chrono_literals;

} // namespace

void StoreContract::theSummaryIsTheSameInAnyOrder()
{
    TraceSummary expected;
    std::vector<int> order{0, 1, 2, 3};
    do {
        m_store = makeStore();
        const std::vector<AdmittedBatch> pieces = piecesOfATrace();
        for (const int i : order)
            append(pieces[static_cast<std::size_t>(i)]);
        const TraceSummary summary = *m_store->summary(traceId(1));
        if (expected.spanCount == 0)
            expected = summary;
        QVERIFY(summary == expected);
    } while (std::ranges::next_permutation(order).found);
    QCOMPARE(expected.service, "rag");
    QCOMPARE(expected.rootName, "answer_query");
    QCOMPARE(expected.question, "why?");
    QCOMPARE(expected.time, (TimeWindow{at(0), at(950)}));
    QCOMPARE(expected.spanCount, 4U);
    QVERIFY(expected.hasRoot);
    QVERIFY(!expected.failed);
}

void StoreContract::theEarliestSpanNamesATraceWithoutRoot()
{
    BatchBuilder late("b");
    late.add(traceId(1), spanId(3), spanId(1), "late", 20, 30);
    append(late.take());
    QCOMPARE(m_store->summary(traceId(1))->rootName, "late");
    BatchBuilder early("a");
    early.add(traceId(1), spanId(2), spanId(1), "early", 10, 15);
    append(early.take());
    TraceSummary summary = *m_store->summary(traceId(1));
    QCOMPARE(summary.rootName, "early");
    QCOMPARE(summary.service, "a");
    QVERIFY(!summary.hasRoot);
    BatchBuilder root("c");
    root.add(traceId(1), spanId(1), {}, "root", 15, 40).status = StatusCode::Error;
    append(root.take());
    summary = *m_store->summary(traceId(1));
    QCOMPARE(summary.rootName, "root");
    QCOMPARE(summary.service, "c");
    QVERIFY(summary.hasRoot);
    QVERIFY(summary.failed);
    QCOMPARE(summary.errorCount, 1U);
}

void StoreContract::aQueryNamesTheTraceBeforeAPlainRoot()
{
    const std::vector<AdmittedBatch> pieces = piecesOfATrace();
    append(pieces[1]);
    append(pieces[0]);
    QCOMPARE(m_store->summary(traceId(1))->rootName, "answer_query");
    QCOMPARE(m_store->summary(traceId(1))->question, "why?");
}

void StoreContract::stepsErrorsAndTokensAreCounted()
{
    const std::vector<AdmittedBatch> pieces = piecesOfATrace();
    append({&pieces[0], &pieces[1], &pieces[2], &pieces[3]});
    const TraceSummary summary = *m_store->summary(traceId(1));
    QCOMPARE(summary.stepCount, 2U);
    QCOMPARE(summary.errorCount, 1U);
    QCOMPARE(summary.inputTokens, 12);
    QCOMPARE(summary.hallucination, std::optional(0.25));
    QCOMPARE(summary.cacheHit, std::optional(false));
}

void StoreContract::numbersThatAreNotNumbersDoNotHurt()
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    append(queryBatch(1, 0, "q", {{"cost", Value::ofDouble(nan)}, {"hallucination", Value::ofDouble(nan)}}));
    append(queryBatch(2, 0, "q", {{"cost", Value::ofDouble(std::numeric_limits<double>::infinity())}}));
    QCOMPARE(m_store->summary(traceId(1))->costUsd, 0.0);
    QVERIFY(!m_store->summary(traceId(1))->hallucination);
    QCOMPARE(m_store->summary(traceId(2))->costUsd, 0.0);
}

void StoreContract::theNewestTracesComeFirst()
{
    for (const auto &[number, begin] : {std::pair(1U, 30), {2U, 10}, {3U, 20}, {4U, 20}})
        append(queryBatch(number, begin, "q"));
    QCOMPARE(listed({}), "1 4 3 2");
}

void StoreContract::pagesContinueWhereTheLastOneEnded()
{
    for (std::uint32_t i = 1; i <= 25; ++i)
        append(queryBatch(i, i / 3, "q")); // several begin at the same time
    std::vector<std::uint32_t> seen;
    TraceRequest request;
    request.limit = 4;
    for (;;) {
        const auto page = m_store->list(request);
        QVERIFY(page);
        for (const TraceSummary &trace : page->traces)
            seen.push_back(numberOf(trace.id));
        if (page->complete)
            break;
        QCOMPARE(page->traces.size(), std::size_t(4));
        request.after = PageCursor{page->traces.back().time.begin, page->traces.back().id};
    }
    QCOMPARE(seen.size(), std::size_t(25));
    QVERIFY(std::ranges::is_sorted(seen, std::greater<>()));
}

void StoreContract::newTracesDoNotShiftPages()
{
    for (std::uint32_t i = 1; i <= 6; ++i)
        append(queryBatch(i, i, "q"));
    TraceRequest request;
    request.limit = 3;
    const auto first = m_store->list(request);
    append(queryBatch(7, 7, "q"));
    request.after = PageCursor{first->traces.back().time.begin, first->traces.back().id};
    const auto second = m_store->list(request);
    QCOMPARE(numberOf(second->traces.front().id), 3U);
    QVERIFY(second->complete);
}

void StoreContract::filtersNarrow_data()
{
    QTest::addColumn<int>("row");
    QTest::addColumn<std::string>("expected");
    int row = 0;
    for (const auto &[name, expected] : {std::pair("nothing", "6 5 4 3 2 1"),
                                         {"window", "3 2"},
                                         {"service", "5"},
                                         {"unknown service", ""},
                                         {"pipeline", "3"},
                                         {"step", "6"},
                                         {"failed", "6 4"},
                                         {"not failed", "5 3 2 1"},
                                         {"queries", "5 4 3 2 1"},
                                         {"slow", "2"},
                                         {"fast", "6 5 4 3 1"},
                                         {"hallucinating", "1"},
                                         {"several", "4"}})
        QTest::newRow(name) << row++ << std::string(expected);
}

void StoreContract::filtersNarrow()
{
    append(queryBatch(1, 100, "a", {{"hallucination", Value::ofDouble(0.9)}}));
    append(queryBatch(2, 200, "b", {{"hallucination", Value::ofDouble(0.1)}}, "shop", 5000));
    append(queryBatch(3, 300, "c", {{"pipeline", Value::ofString("multi_hop")}}));
    AdmittedBatch failed = queryBatch(4, 400, "d");
    failed.facts[0].failed = true;
    append(failed);
    append(queryBatch(5, 500, "e", {}, "wiki"));
    BatchBuilder builder;
    builder.add(traceId(6), spanId(1), {}, "job", 600, 700);
    builder.add(traceId(6), spanId(2), spanId(1), "rerank", 610, 620, {{"step", Value::ofInt(4)}}).status =
        StatusCode::Error;
    append(builder.take());

    const std::array<TraceFilter, 13> filters{
        TraceFilter{},
        {.window = TimeWindow{at(200), at(400)}},
        {.service = "wiki"},
        {.service = "nobody"},
        {.pipeline = "multi_hop"},
        {.step = "rerank"},
        {.failed = true},
        {.failed = false},
        {.queriesOnly = true},
        {.minDuration = Duration(1s)},
        {.maxDuration = Duration(1s)},
        {.minHallucination = 0.5},
        {.window = TimeWindow{at(0), at(1000)},
         .text = "d",
         .service = "shop",
         .failed = true,
         .queriesOnly = true,
         .minDuration = Duration(50ms),
         .maxDuration = Duration(200ms)},
    };
    QFETCH(int, row);
    QFETCH(std::string, expected);
    const TraceFilter &filter = filters.at(static_cast<std::size_t>(row));
    QCOMPARE(listed(filter), expected);
    QCOMPARE(*m_store->count(filter, 100),
             static_cast<std::uint64_t>(std::ranges::count(expected, ' ') + (expected.empty() ? 0 : 1)));
}

void StoreContract::countStopsAtItsLimit()
{
    for (std::uint32_t i = 1; i <= 10; ++i)
        append(queryBatch(i, i, "q"));
    QCOMPARE(*m_store->count({}, 100), 10U);
    QCOMPARE(*m_store->count({}, 4), 4U);
}

void StoreContract::idsAreFoundByTheirBeginning()
{
    for (const char *const hex : {"abcdef00000000000000000000000001", "abcd0000000000000000000000000002",
                                  "12340000000000000000000000000003"}) {
        BatchBuilder builder;
        builder.add(*TraceId::fromHex(hex), spanId(1), {}, "r", hex[31] - '0', 10);
        append(builder.take());
    }
    const auto ids = m_store->findByPrefix("ABCD", 10);
    QCOMPARE(ids->size(), std::size_t(2));
    QCOMPARE(numberOf(ids->front()), 2U); // began later
    QCOMPARE(m_store->findByPrefix("abcde", 10)->size(), std::size_t(1));
    QCOMPARE(m_store->findByPrefix("12340000000000000000000000000003", 10)->size(), std::size_t(1));
    QCOMPARE(m_store->findByPrefix("9999", 10)->size(), std::size_t(0));
    QCOMPARE(m_store->findByPrefix("abc", 10).error().code, Error::Code::InvalidInput);
    QCOMPARE(m_store->findByPrefix("wxyz", 10).error().code, Error::Code::InvalidInput);
    QCOMPARE(listed({.text = "1234"}), "3");
}

void StoreContract::wordsAreFound_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("a word of the question") << "rotate" << std::string("1");
    QTest::newRow("inside a word, other case") << "OTAT" << std::string("1");
    QTest::newRow("two words in two places") << "rotate  console" << std::string("1");
    QTest::newRow("one of two words missing") << "rotate missing" << std::string("");
    QTest::newRow("the answer") << "console" << std::string("1");
    QTest::newRow("the root's name") << "answer_query" << std::string("6 5 4 3 2 1");
    QTest::newRow("a short word") << "db" << std::string("5");
    QTest::newRow("Chinese, two characters") << QStringLiteral("检索") << std::string("2");
    QTest::newRow("Chinese, four characters") << QStringLiteral("向量检索") << std::string("2");
    QTest::newRow("Japanese") << QStringLiteral("パイプライン") << std::string("3");
    QTest::newRow("umlaut, other case") << QStringLiteral("GRÖßE") << std::string("4");
    QTest::newRow("Cyrillic, other case") << QStringLiteral("ВОПРОС") << std::string("4");
    QTest::newRow("quotes and operators") << "\"AND\" OR NEAR(" << std::string("6");
    QTest::newRow("percent is a character") << "100%" << std::string("5");
    QTest::newRow("blanks only") << "   " << std::string("6 5 4 3 2 1");
    QTest::newRow("in a long answer") << "needle" << std::string("6");
}

void StoreContract::wordsAreFound()
{
    QFETCH(QString, text);
    QFETCH(std::string, expected);
    const auto answer = [](const std::string &words) {
        return BatchBuilder::Attributes{{"answer", Value::ofString(words)}};
    };
    append(queryBatch(1, 1, "How do I rotate API keys?", answer("Open the console")));
    append(queryBatch(2, 2, "什么是向量检索?"));
    append(queryBatch(3, 3, "検索パイプラインとは"));
    append(queryBatch(4, 4, "Welche Größe? Вопрос"));
    append(queryBatch(5, 5, "100% of the DB"));
    const std::string longAnswer =
        std::string(3000, '.') + " needle \"and\" or near( " + std::string(3000, '.');
    append(queryBatch(6, 6, "long", answer(longAnswer)));
    QCOMPARE(listed({.text = text.toStdString()}), expected);
}

void StoreContract::aTextThatChangedIsFoundByItsNewWords()
{
    BatchBuilder child;
    child.add(traceId(1), spanId(2), spanId(1), "orphaned_name", 10, 20);
    append(child.take());
    QCOMPARE(listed({.text = "orphaned"}), "1");
    append(queryBatch(1, 0, "a brand-new question"));
    QCOMPARE(listed({.text = "brand-new"}), "1");
    QCOMPARE(listed({.text = "orphaned"}), "");
}

void StoreContract::servicesAreListedMostRecentFirst()
{
    append(queryBatch(1, 10, "a", {}, "old"));
    append(queryBatch(2, 30, "b", {}, "new"));
    QCOMPARE(*m_store->services(), (std::vector<std::string>{"new", "old"}));
    append(queryBatch(3, 50, "b", {}, "old"));
    QCOMPARE(m_store->services()->front(), "old");
}

} // namespace spanwise::test
