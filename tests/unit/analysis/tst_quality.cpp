// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/quality.h"
#include "core/genai/documentkey.h"
#include "core/genai/questionkey.h"
#include "tests/support/suite.h"

#include <QTest>

#include <cmath>

using namespace spanwise;
using namespace spanwise::test;

namespace {

/// "w.uw": wanted, not judged, unwanted, wanted.
std::vector<Judgement> ranking(const QString &marks)
{
    std::vector<Judgement> list;
    for (const QChar mark : marks)
        list.push_back(mark == QLatin1Char('w')   ? Judgement::Wanted
                       : mark == QLatin1Char('u') ? Judgement::Unwanted
                                                  : Judgement::Unjudged);
    return list;
}

/// "a b c": documents by content, best first; "x:a" has the id x.
std::vector<Document> documents(const QString &words)
{
    std::vector<Document> list;
    for (const QString &word : words.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        Document document;
        document.content = word.section(QLatin1Char(':'), -1).toStdString();
        document.id = word.contains(QLatin1Char(':')) ? word.section(QLatin1Char(':'), 0, 0).toStdString()
                                                      : std::string();
        document.rank = static_cast<std::uint32_t>(list.size() + 1);
        list.push_back(document);
    }
    return list;
}

/// "+a -b": a should be found, b should not.
std::vector<DocumentLabel> labels(const QString &words)
{
    std::vector<DocumentLabel> list;
    for (const QString &word : words.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const Document document = documents(word.mid(1)).front();
        DocumentLabel label;
        label.document = documentKey(document);
        label.id = document.id;
        label.wanted = word.startsWith(QLatin1Char('+'));
        list.push_back(label);
    }
    return list;
}

bool isNear(double left, double right)
{
    return std::abs(left - right) < 5e-5;
}

} // namespace

class TstQuality : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rankingsAreJudgedAsInTheWorkedExamples_data();
    void rankingsAreJudgedAsInTheWorkedExamples();
    void withoutAWantedDocumentThereIsNothingToMeasure();
    void whatNobodyJudgedIsCounted();
    void aQueryIsJudgedByWhatItsAnswerWasWrittenFrom();
    void aRepeatedDocumentCountsOnceAtItsBetterRank();
    void aDocumentWhoseTextChangedIsKnownByItsId();
    void theStepThatLostAWantedDocumentIsNamed();
    void meansGiveEachQueryTheSameWeight();
    void daysBeginAtTheReadersMidnight();
    void aQuestionIsTheSameWhateverItsBlanksAndCase();
};

void TstQuality::rankingsAreJudgedAsInTheWorkedExamples_data()
{
    QTest::addColumn<QString>("marks");
    QTest::addColumn<int>("wanted");
    QTest::addColumn<int>("k");
    QTest::addColumn<QList<double>>("expected"); // hit, RR, P@k, R@k, AP, nDCG
    const auto row = [](const char *name, const char *marks, int wanted, int k, QList<double> expected) {
        QTest::newRow(name) << QString::fromLatin1(marks) << wanted << k << std::move(expected);
    };
    row("a perfect list", "www", 3, 3, {1, 1, 1, 1, 1, 1});
    row("nothing found", "...", 2, 3, {0, 0, 0, 0, 0, 0});
    row("an empty list", "", 2, 5, {0, 0, 0, 0, 0, 0});
    // Places 1, 3, 6 of ten: P@10 = .3; AP = (1 + 2/3 + 3/6) / 3 = .7222; DCG = 1 + 1/2 + 1/log2(7) = 1.8562,
    // ideal 2.1309.
    row("three of three among ten", "w.w..w....", 3, 10, {1, 1, 0.3, 1, 0.72222, 0.87108});
    // The same list cut at 5: two of three; DCG = 1.5 of 2.1309.
    row("cut at five", "w.w..w....", 3, 5, {1, 1, 0.4, 0.66667, 0.83333, 0.70392});
    row("first place missed", ".w", 1, 2, {1, 0.5, 0.5, 1, 0.5, 0.63093});
    row("the first wanted one is below k", "....w", 1, 3, {0, 0.2, 0, 0, 0, 0});
    row("a list shorter than k", "w", 1, 5, {1, 1, 0.2, 1, 1, 1});
    // More wanted ones than places: the ideal list is full of them.
    row("more wanted than places", "ww", 9, 2, {1, 1, 1, 0.22222, 1, 1});
}

void TstQuality::rankingsAreJudgedAsInTheWorkedExamples()
{
    QFETCH(QString, marks);
    QFETCH(int, wanted);
    QFETCH(int, k);
    QFETCH(QList<double>, expected);
    const auto quality =
        judge(ranking(marks), static_cast<std::uint32_t>(wanted), static_cast<std::uint32_t>(k));
    QVERIFY(quality);
    QCOMPARE(quality->hit, expected[0] != 0);
    QVERIFY2(isNear(quality->reciprocalRank, expected[1]),
             qPrintable(QString::number(quality->reciprocalRank)));
    QVERIFY2(isNear(quality->precision, expected[2]), qPrintable(QString::number(quality->precision)));
    QVERIFY2(isNear(quality->recall, expected[3]), qPrintable(QString::number(quality->recall)));
    QVERIFY2(isNear(quality->averagePrecision, expected[4]),
             qPrintable(QString::number(quality->averagePrecision)));
    QVERIFY2(isNear(quality->ndcg, expected[5]), qPrintable(QString::number(quality->ndcg)));
}

void TstQuality::withoutAWantedDocumentThereIsNothingToMeasure()
{
    QVERIFY(!judge(ranking(QStringLiteral("..u")), 0, 3));
    QVERIFY(!judge(ranking(QStringLiteral("w")), 1, 0));
    QVERIFY(!qualityOf({{"retrieve", StepKind::Retrieval, documents(QStringLiteral("a"))}},
                       labels(QStringLiteral("-a"))));
    QVERIFY(!qualityOf({}, {}));
}

void TstQuality::whatNobodyJudgedIsCounted()
{
    const auto quality = judge(ranking(QStringLiteral("w.u.w")), 2, 4);
    QCOMPARE(quality->wantedFound, 1U);
    QCOMPARE(quality->unwantedFound, 1U);
    QCOMPARE(quality->unjudged, 2U);
}

void TstQuality::aQueryIsJudgedByWhatItsAnswerWasWrittenFrom()
{
    const DocumentFlow flow{{"vector", StepKind::Retrieval, documents(QStringLiteral("a b c"))},
                            {"rerank", StepKind::Reranking, documents(QStringLiteral("c a"))}};
    const auto quality = qualityOf(flow, labels(QStringLiteral("+c -b")), 1);
    QVERIFY(quality);
    QCOMPARE(quality->answer.reciprocalRank, 1.0);
    QVERIFY(quality->answer.hit);
    QCOMPARE(quality->steps.size(), std::size_t(2));
    QVERIFY(isNear(quality->steps[0].quality.reciprocalRank, 1.0 / 3));
    QVERIFY(!quality->steps[0].quality.hit);
    QVERIFY(quality->missing.empty());
}

void TstQuality::aRepeatedDocumentCountsOnceAtItsBetterRank()
{
    const auto quality = qualityOf({{"retrieve", StepKind::Retrieval, documents(QStringLiteral("a a b"))}},
                                   labels(QStringLiteral("+a +b")), 3);
    QCOMPARE(quality->answer.wantedFound, 2U);
    QCOMPARE(quality->answer.averagePrecision, 1.0); // b moves up to place 2
}

void TstQuality::aDocumentWhoseTextChangedIsKnownByItsId()
{
    const auto wanted = labels(QStringLiteral("+x:old"));
    QCOMPARE(isWanted(documents(QStringLiteral("x:new")).front(), wanted), std::optional(true));
    QCOMPARE(isWanted(documents(QStringLiteral("y:old")).front(), wanted),
             std::optional(true)); // the same text
    QCOMPARE(isWanted(documents(QStringLiteral("y:new")).front(), wanted), std::nullopt);
}

void TstQuality::theStepThatLostAWantedDocumentIsNamed()
{
    const DocumentFlow flow{{"vector", StepKind::Retrieval, documents(QStringLiteral("a b"))},
                            {"bm25", StepKind::Retrieval, documents(QStringLiteral("b c"))},
                            {"rerank", StepKind::Reranking, documents(QStringLiteral("a"))}};
    const auto quality = qualityOf(flow, labels(QStringLiteral("+a +c +z")));
    QCOMPARE(quality->missing.size(), std::size_t(2));
    QCOMPARE(quality->missing[0].lostIn, std::string("rerank"));
    QCOMPARE(quality->missing[0].bestRank, 2U);
    QCOMPARE(quality->missing[1].lostIn, std::string()); // never found
    QCOMPARE(quality->missing[1].bestRank, 0U);
}

void TstQuality::meansGiveEachQueryTheSameWeight()
{
    const std::vector<RetrievalQuality> queries{*judge(ranking(QStringLiteral("w")), 1, 1),
                                                *judge(ranking(QStringLiteral(".w")), 1, 1)};
    const QualityMeans means = meansOf(queries);
    QCOMPARE(means.queries, std::uint64_t(2));
    QCOMPARE(means.hitRate, 0.5);
    QCOMPARE(means.reciprocalRank, 0.75);
    QCOMPARE(meansOf({}).queries, std::uint64_t(0));
}

void TstQuality::daysBeginAtTheReadersMidnight()
{
    using namespace std::chrono;
    const auto at = [](int hour) { return Timestamp(hours(hour)); };
    const std::vector<DatedQuality> queries{{at(1), Verdict::Good, judge(ranking(QStringLiteral("w")), 1, 1)},
                                            {at(23), Verdict::Bad, judge(ranking(QStringLiteral(".")), 1, 1)},
                                            {at(25), std::nullopt, std::nullopt}};
    const auto utc = qualityByDay(queries, {});
    QCOMPARE(utc.size(), std::size_t(2));
    QCOMPARE(utc[0].begin, at(0));
    QCOMPARE(utc[0].means.hitRate, 0.5);
    QCOMPARE(utc[0].good, std::uint64_t(1));
    QCOMPARE(utc[0].bad, std::uint64_t(1));
    QCOMPARE(utc[1].means.queries, std::uint64_t(0));
    const auto east = qualityByDay(queries, hours(2)); // 23:00 is already the next day there
    QCOMPARE(east.size(), std::size_t(2));
    QCOMPARE(east[0].begin, at(-2));
    QCOMPARE(east[0].means.hitRate, 1.0);
    QCOMPARE(east[1].begin, at(22));
}

void TstQuality::aQuestionIsTheSameWhateverItsBlanksAndCase()
{
    QCOMPARE(questionKey("How do I\n rotate  keys?"), questionKey("  how do i rotate keys? "));
    QVERIFY(questionKey("how do irotate keys?") != questionKey("how do i rotate keys?"));
    QCOMPARE(questionKey(" \t\n"), std::uint64_t(0));
    QCOMPARE(questionKey("a"),
             std::uint64_t(0xaf63dc4c8601ec8cU)); // FNV-1a's published value: kept in files, never changes
}

static const Registered<TstQuality> registered;
#include "tst_quality.moc"
