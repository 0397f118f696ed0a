// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/steps/routing.h"
#include "app/demo/text/terms.h"
#include "tests/support/suite.h"
#include "tests/unit/demo/fixture.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

using namespace spanwise;
using namespace spanwise::demo;
using namespace spanwise::test;

class TstDemoRetrieval : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void analysisFindsWhatIsAskedFor_data();
    void analysisFindsWhatIsAskedFor();
    void spellingDoesNotChangeTheNormalForm();
    void compoundQuestionsAreSplit_data();
    void compoundQuestionsAreSplit();
    void theRouteFollowsTheQuestionUnlessForced();
    void embeddingsAreNormalised();
    void vectorSearchFindsARelatedWord();
    void bm25FindsTheWordAndOrdersByScore();
    void bm25TakesEverythingAsAWord();
    void bothListsCountInFusion();
    void fusionKeepsEachSectionOnce();
    void rerankingPutsTheAnsweringSectionFirst_data();
    void rerankingPutsTheAnsweringSectionFirst();
    void rerankingKeepsAllCandidates();
};

void TstDemoRetrieval::analysisFindsWhatIsAskedFor_data()
{
    QTest::addColumn<QByteArray>("intent");
    QTest::newRow("How do I replay a query?") << QByteArray("how_to");
    QTest::newRow("How long are traces kept?") << QByteArray("quantity");
    QTest::newRow("What is a span?") << QByteArray("definition");
    QTest::newRow("Why is it slow?") << QByteArray("reason");
    QTest::newRow("Where is the history?") << QByteArray("lookup");
    QTest::newRow("What is the difference between a span and a step?") << QByteArray("comparison");
    QTest::newRow("Warum ist es langsam?") << QByteArray("reason");
}

void TstDemoRetrieval::analysisFindsWhatIsAskedFor()
{
    QFETCH(const QByteArray, intent);
    QCOMPARE(nameOf(analyse(QTest::currentDataTag()).intent), intent.toStdString());
}

void TstDemoRetrieval::spellingDoesNotChangeTheNormalForm()
{
    QCOMPARE(normalised("  How DO\ti replay? "), "how do i replay");
    QCOMPARE(normalised("ＨＯＷ　do i replay!?"), "how do i replay");
    QCOMPARE(normalised("???"), "");
}

void TstDemoRetrieval::compoundQuestionsAreSplit_data()
{
    QTest::addColumn<int>("parts");
    QTest::newRow("How do I replay a query?") << 1;
    QTest::newRow("How do I replay a query and where is it stored?") << 2;
    QTest::newRow("What is a span? What is a step?") << 2;
    QTest::newRow("What is the difference between a trace and a query?") << 2;
    QTest::newRow("errors and documents") << 1;
    QTest::newRow("???") << 1;
}

void TstDemoRetrieval::compoundQuestionsAreSplit()
{
    QFETCH(const int, parts);
    QCOMPARE(int(analyse(QTest::currentDataTag()).subQuestions.size()), parts);
}

void TstDemoRetrieval::theRouteFollowsTheQuestionUnlessForced()
{
    const Analysis simple = analyse("How do I replay a query?");
    const Analysis compound = analyse("How do I replay a query and how do I export a trace?");
    QCOMPARE(decideRoute(simple).route, Route::Simple);
    QCOMPARE(decideRoute(compound).route, Route::MultiHop);
    QCOMPARE(decideRoute(simple, Route::MultiHop).route, Route::MultiHop);
    QCOMPARE(decideRoute(compound, Route::Simple).route, Route::Simple);
}

void TstDemoRetrieval::embeddingsAreNormalised()
{
    const auto embedding = manual().vectors.embed(termsOf("replay a query"));
    const double length = std::inner_product(embedding.begin(), embedding.end(), embedding.begin(), 0.0);
    QVERIFY(std::fabs(length - 1) < 1e-4);
    QVERIFY(manual().vectors.search(manual().vectors.embed({}), 5).empty());
}

void TstDemoRetrieval::vectorSearchFindsARelatedWord()
{
    // No section has the word "retentive" or its stem.
    const Hits hits = manual().vectors.search(manual().vectors.embed(termsOf("retentive")), 5);
    QVERIFY(std::any_of(hits.begin(), hits.end(), [](const Hit &hit) {
        return manual().corpus[hit.section].content.find("etention") != std::string::npos;
    }));
    QVERIFY(hits.front().score <= 1.0001);
}

void TstDemoRetrieval::bm25FindsTheWordAndOrdersByScore()
{
    const auto hits = manual().bm25->search(termsOf("traceparent"), {}, 20);
    QVERIFY(hits && hits->size() >= 3);
    for (const Hit &hit : *hits) {
        const Section &section = manual().corpus[hit.section];
        QVERIFY((section.heading() + section.content).find("traceparent") != std::string::npos);
    }
    QVERIFY(std::is_sorted(hits->begin(), hits->end(),
                           [](const Hit &a, const Hit &b) { return a.score > b.score; }));
    QCOMPARE(manual().bm25->search(termsOf("traceparent"), {}, 2)->size(), std::size_t(2));
}

void TstDemoRetrieval::bm25TakesEverythingAsAWord()
{
    const std::array<std::string, 3> operators{"NEAR", "\"quoted", "a*"};
    for (const std::string &word : operators)
        QVERIFY(manual().bm25->search(termsOf(word), {}, 5).has_value());
    QVERIFY(manual().bm25->search({}, {}, 5)->empty());
}

void TstDemoRetrieval::bothListsCountInFusion()
{
    const std::array<Hits, 2> lists{Hits{{1, 9}, {2, 8}, {3, 7}}, Hits{{2, 0.9}, {4, 0.8}}};
    const Hits fused = fuse(lists, 10);
    QCOMPARE(fused.front().section, std::size_t(2));
    QVERIFY(std::fabs(fused.front().score - (1.0 / 62 + 1.0 / 61)) < 1e-12);
}

void TstDemoRetrieval::fusionKeepsEachSectionOnce()
{
    const std::array<Hits, 3> lists{Hits{{1, 9}}, Hits{{1, 9}, {2, 1}}, Hits{}};
    QCOMPARE(fuse(lists, 10).size(), std::size_t(2));
    QCOMPARE(fuse(lists, 1).size(), std::size_t(1));
    QVERIFY(fuse({}, 5).empty());
}

void TstDemoRetrieval::rerankingPutsTheAnsweringSectionFirst_data()
{
    QTest::addColumn<QByteArray>("section");
    QTest::newRow("How long are traces kept?")
        << QByteArray("manual/history-and-retention.md#how-long-data-is-kept");
    QTest::newRow("How do I connect a Python pipeline?")
        << QByteArray("manual/connect-your-pipeline.md#python");
    QTest::newRow("What does status 429 mean?")
        << QByteArray("manual/troubleshooting.md#the-answer-of-a-sender-was-429");
    QTest::newRow("How do I switch to dark mode?") << QByteArray("manual/settings.md#theme");
    QTest::newRow("Does Spanwise upload my data to the cloud?")
        << QByteArray("manual/privacy.md#nothing-leaves-the-machine");
    QTest::newRow("文档在哪一步丢失了？") << QByteArray("manual/documents.md#a-document-lost-by-reranking");
    QTest::newRow("Wie lange werden Daten aufbewahrt?")
        << QByteArray("manual/history-and-retention.md#how-long-data-is-kept");
}

void TstDemoRetrieval::rerankingPutsTheAnsweringSectionFirst()
{
    QFETCH(const QByteArray, section);
    DemoFixture demo;
    QCOMPARE(demo.ask(QTest::currentDataTag()).documents.front().id, section.toStdString());
}

void TstDemoRetrieval::rerankingKeepsAllCandidates()
{
    const Analysis analysis = analyse("replay");
    const Hits candidates{{5, 1}, {9, 0.5}, {0, 0.1}};
    Hits ranked = manual().reranker.rerank(std::span(&analysis, 1), candidates);
    QCOMPARE(ranked.size(), candidates.size());
    std::sort(ranked.begin(), ranked.end(), [](const Hit &a, const Hit &b) { return a.section < b.section; });
    QCOMPARE(ranked.back().section, std::size_t(9));
}

static const Registered<TstDemoRetrieval> registered;
#include "tst_demo_retrieval.moc"
