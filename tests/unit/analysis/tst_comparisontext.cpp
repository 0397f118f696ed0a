// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/comparisontext.h"
#include "tests/support/ragtrace.h"
#include "tests/support/suite.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

namespace {

TraceDiff diffOf(const RagQuery &left, const RagQuery &right)
{
    return compareTraces(ragTrace(left), ragTrace(right));
}

RagQuery second()
{
    RagQuery query;
    query.id = traceId(2);
    query.begin += std::chrono::hours(1);
    return query;
}

QStringList names(const TraceDiff &diff)
{
    QStringList list;
    for (const TraceDifference difference : differencesOf(diff))
        list +=
            QString::fromUtf8(nameOf(difference).data(), static_cast<qsizetype>(nameOf(difference).size()));
    return list;
}

} // namespace

class TstComparisonText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timeAloneIsNoDifference();
    void everyKindOfDifferenceIsNamed();
    void markdownTellsTheWhole();
    void namesFromOutsideDoNotBreakTheTable();
    void longTextsAreShortenedBetweenCharacters();
    void aTextOfBackticksStaysInItsFence();
    void jsonTellsTheSame();
    void withoutTracesThereIsStillAText();
};

void TstComparisonText::timeAloneIsNoDifference()
{
    RagQuery slower = second();
    slower.scale = 3;
    QVERIFY(names(diffOf({}, slower)).isEmpty());
    QVERIFY(comparisonMarkdown(diffOf({}, slower)).find("Verdict: the same but for time") !=
            std::string::npos);
}

void TstComparisonText::everyKindOfDifferenceIsNamed()
{
    RagQuery other = second();
    other.failing = true;
    QVERIFY(names(diffOf({}, other)).contains(QStringLiteral("status")));
    other = second();
    other.withVerification = false;
    QCOMPARE(names(diffOf({}, other)), QStringList{QStringLiteral("steps")});
    other = second();
    other.answer = "Because of Rayleigh.";
    QCOMPARE(names(diffOf({}, other)), QStringList{QStringLiteral("answer")});
    other = second();
    other.question = "And why else?";
    QCOMPARE(names(diffOf({}, other)), QStringList{QStringLiteral("prompt")});
}

void TstComparisonText::markdownTellsTheWhole()
{
    RagQuery other = second();
    other.answer = "A replay is marked as signal when its difference lies inside what the unchanged query "
                   "shows by itself.";
    other.scale = 2;
    other.withVerification = false;
    const QString text = QString::fromStdString(comparisonMarkdown(diffOf({}, other)));
    QVERIFY2(text.contains(QStringLiteral("| duration (ms) | 3410.0 | 6820.0 | +3410.0 |")),
             qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("| · verification | 232.0 | – | only A | | | |")),
             qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("0 entered, 0 left, 0 moved.")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("[-noise-]{+signal+}")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("Verdict: different: steps, answer")), qPrintable(text));
}

void TstComparisonText::namesFromOutsideDoNotBreakTheTable()
{
    const auto trace = std::make_shared<const Trace>(traceFromOutline("a|b`<i>*\x01[x] 0 10"));
    const std::string text = comparisonMarkdown(compareTraces(trace, trace));
    QVERIFY2(text.find("| a\\|b\\`\\<i>\\* \\[x] | 10.0 | 10.0 |") != std::string::npos, text.c_str());
}

void TstComparisonText::longTextsAreShortenedBetweenCharacters()
{
    std::string words;
    for (int i = 0; i < 400; ++i)
        words += "für alle ";
    RagQuery left;
    left.answer = words + "eins " + words;
    RagQuery right = second();
    right.answer = words + "zwei " + words;
    const std::string text = comparisonMarkdown(diffOf(left, right));
    QVERIFY(text.size() < 10'000);
    QVERIFY2(text.find("[-eins-]{+zwei+}") != std::string::npos, text.c_str());
    QVERIFY(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toUtf8().size() ==
            static_cast<qsizetype>(text.size()));
    QVERIFY(!QString::fromStdString(text).contains(QChar(QChar::ReplacementCharacter)));
}

void TstComparisonText::aTextOfBackticksStaysInItsFence()
{
    RagQuery left;
    left.answer = "````\ncode one\n````";
    RagQuery right = second();
    right.answer = "````\ncode two\n````";
    QVERIFY(comparisonMarkdown(diffOf(left, right)).find("\n`````text\n") != std::string::npos);
}

void TstComparisonText::jsonTellsTheSame()
{
    RagQuery other = second();
    other.answer = "Because of Rayleigh.";
    const auto document =
        QJsonDocument::fromJson(QByteArray::fromStdString(comparisonJson(diffOf({}, other))));
    const QJsonObject whole = document.object();
    QCOMPARE(whole[QStringLiteral("same")].toBool(true), false);
    QCOMPARE(whole[QStringLiteral("a")].toString(), QString::fromStdString(traceId(1).toHex()));
    QCOMPARE(whole[QStringLiteral("differences")].toArray().size(), 1);
    QCOMPARE(whole[QStringLiteral("steps")].toArray().size(), 12);
    const QJsonObject step = whole[QStringLiteral("steps")].toArray().at(1).toObject();
    QCOMPARE(step[QStringLiteral("a")].toObject()[QStringLiteral("duration_ms")].toDouble(), 145.0);
    QCOMPARE(step[QStringLiteral("difference_ms")].toDouble(-1), 0.0);
    QCOMPARE(
        whole[QStringLiteral("documents")].toArray().at(0).toObject()[QStringLiteral("change")].toString(),
        QStringLiteral("same"));
    QCOMPARE(whole[QStringLiteral("answer")].toObject()[QStringLiteral("b")].toString(),
             QStringLiteral("Because of Rayleigh."));
}

void TstComparisonText::withoutTracesThereIsStillAText()
{
    QVERIFY(!comparisonMarkdown(compareTraces(nullptr, nullptr)).empty());
    QVERIFY(comparisonJson(compareTraces(nullptr, ragTrace({}))).find("\"same\":false") != std::string::npos);
}

static const Registered<TstComparisonText> registered;

#include "tst_comparisontext.moc"
