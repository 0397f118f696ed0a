// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/documentmatch.h"
#include "tests/support/suite.h"

#include <QTest>

#include <sstream>

using namespace spanwise;

namespace {

/// "retrieval a b c": one step a line. Names in capitals are documents without an id, known by their content.
DocumentFlow flowOf(const std::string &text)
{
    DocumentFlow flow;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        StepDocuments step;
        words >> step.step;
        step.kind = step.step == "reranking" ? StepKind::Reranking : StepKind::Retrieval;
        for (std::string name; words >> name;) {
            Document document;
            (name[0] >= 'A' && name[0] <= 'Z' ? document.content : document.id) = name;
            document.rank = static_cast<std::uint32_t>(step.documents.size() + 1);
            step.documents.push_back(document);
        }
        flow.push_back(std::move(step));
    }
    return flow;
}

/// "a 1>1, b 2>-"
QString printed(const DocumentComparison &comparison)
{
    QStringList rows;
    const auto rank = [](auto place) { return place ? QString::number(*place) : QStringLiteral("-"); };
    for (const ComparedDocument &d : comparison.documents) {
        QString row = QString::fromStdString(d.id.empty() ? d.content : d.id) + QLatin1Char(' ') +
                      rank(d.baselineRank) + QLatin1Char('>') + rank(d.replayRank);
        if (!d.lostIn.empty())
            row += QStringLiteral(" lost in ") + QString::fromStdString(d.lostIn);
        rows.append(row);
    }
    return rows.join(QStringLiteral(", "));
}

} // namespace

class TstDocumentMatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void documentsAreMatched_data();
    void documentsAreMatched();
    void movesAreNamed();
    void theSameListIsTheSame();
};

void TstDocumentMatch::documentsAreMatched_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *before, const char *after, const char *expected) {
        QTest::newRow(name) << QString::fromUtf8(before) << QString::fromUtf8(after)
                            << QString::fromUtf8(expected);
    };
    row("by id", "retrieval a b", "retrieval b a", "a 1>2, b 2>1");
    row("by content where there is no id", "retrieval A B", "retrieval B", "A 1>-, B 2>1");
    row("what entered follows the baseline", "retrieval a", "retrieval x a", "a 1>2, x ->1");
    row("a repetition counts once, at its better rank", "retrieval a a b", "retrieval a b b", "a 1>1, b 2>2");
    row("of several steps the reranking decides", "retrieval a b c\nreranking c a",
        "retrieval a b c\nreranking a b", "c 1>- lost in reranking, a 2>1, b ->2");
    row("never found is not lost in a step", "retrieval a b", "retrieval a\nreranking a", "a 1>1, b 2>-");
    row("parallel searches do not lose each other's documents", "vector a\nbm25 b\nreranking a b",
        "vector a\nbm25 b\nreranking a", "a 1>1, b 2>- lost in reranking");
    row("no documents at all", "", "", "");
    row("only the replay has documents", "", "retrieval a", "a ->1");
}

void TstDocumentMatch::documentsAreMatched()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    QTEST(printed(compareDocuments(flowOf(before.toStdString()), flowOf(after.toStdString()))), "expected");
}

void TstDocumentMatch::movesAreNamed()
{
    const auto comparison = compareDocuments(flowOf("retrieval a b c d"), flowOf("retrieval b a c e"));
    using Change = ComparedDocument::Change;
    QCOMPARE(comparison.documents[0].change(), Change::Down);
    QCOMPARE(comparison.documents[1].change(), Change::Up);
    QCOMPARE(comparison.documents[2].change(), Change::Same);
    QCOMPARE(comparison.documents[3].change(), Change::Lost);
    QCOMPARE(comparison.documents[4].change(), Change::Entered);
    QCOMPARE(comparison.overlap, std::optional(0.75));
    QCOMPARE(comparison.depth, 4U);
}

void TstDocumentMatch::theSameListIsTheSame()
{
    const auto comparison = compareDocuments(flowOf("retrieval a b"), flowOf("retrieval a b"));
    QVERIFY(comparison.isSame());
    QCOMPARE(comparison.overlap, std::optional(1.0));
    const auto nothing = compareDocuments({}, {});
    QVERIFY(nothing.isSame());
    QVERIFY(!nothing.overlap);
}

static const spanwise::test::Registered<TstDocumentMatch> registered;
#include "tst_documentmatch.moc"
