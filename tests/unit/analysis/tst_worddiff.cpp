// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/worddiff.h"
#include "tests/support/suite.h"

#include <QTest>

#include <random>

using namespace spanwise;
using Kind = DiffPart::Kind;

namespace {

/// "same [-deleted-]{+inserted+}"
QString marked(const WordDiff &diff)
{
    std::string text;
    for (const DiffPart &part : diff.parts)
        text += part.kind == Kind::Same      ? part.text
                : part.kind == Kind::Deleted ? "[-" + part.text + "-]"
                                             : "{+" + part.text + "+}";
    return QString::fromStdString(text);
}

std::string side(const WordDiff &diff, Kind kind)
{
    std::string text;
    for (const DiffPart &part : diff.parts)
        if (part.kind == Kind::Same || part.kind == kind)
            text += part.text;
    return text;
}

} // namespace

class TstWordDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatChangedIsMarked_data();
    void whatChangedIsMarked();
    void bothTextsComeBackFromTheParts();
    void textsWithNothingInCommonStayCoarse();
    void similarityCountsWordsNotBlanks();
};

void TstWordDiff::whatChangedIsMarked_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *before, const char *after, const char *expected) {
        QTest::newRow(name) << QString::fromUtf8(before) << QString::fromUtf8(after)
                            << QString::fromUtf8(expected);
    };
    row("equal texts are one part", "a b c", "a b c", "a b c");
    row("two empty texts have no parts", "", "", "");
    row("an answer that appears is inserted", "", "new text", "{+new text+}");
    row("an answer that vanishes is deleted", "old text", "", "[-old text-]");
    row("one word is replaced", "the quick fox", "the slow fox", "the [-quick-]{+slow+} fox");
    row("punctuation does not take its word along", "is enough.", "is enough!", "is enough[-.-]{+!+}");
    row("neighbouring words are one replacement", "run it five times now", "run it once or twice now",
        "run it [-five times-]{+once or twice+} now");
    row("words are inserted with their blank", "a c", "a b c", "a {+b +}c");
    row("ideographs are words", "検索が遅い", "検索が速い", "検索が[-遅-]{+速+}い");
    row("accents belong to their word", "café noir", "cafe noir", "[-café-]{+cafe+} noir");
    row("line breaks count", "a\nb", "a b", "a[-\n-]{+ +}b");
}

void TstWordDiff::whatChangedIsMarked()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    QTEST(marked(compareWords(before.toStdString(), after.toStdString())), "expected");
}

void TstWordDiff::bothTextsComeBackFromTheParts()
{
    std::mt19937 random(7);
    const std::vector<std::string> words{"a", "b", "c", " ", "\n", ".", "é", "索", "\xff", "\xe7\xb4"};
    for (int round = 0; round < 500; ++round) {
        const auto text = [&] {
            std::string made;
            for (auto n = random() % 30; n > 0; --n)
                made += words[random() % words.size()];
            return made;
        };
        const std::string before = text();
        const std::string after = text();
        const WordDiff diff = compareWords(before, after);
        QCOMPARE(side(diff, Kind::Deleted), before);
        QCOMPARE(side(diff, Kind::Inserted), after);
        QCOMPARE(diff.isSame(), before == after);
        QVERIFY(diff.similarity >= 0 && diff.similarity <= 1);
    }
}

void TstWordDiff::textsWithNothingInCommonStayCoarse()
{
    std::string before = "start ";
    std::string after = "start ";
    for (int i = 0; i < 5000; ++i) {
        before += "a" + std::to_string(i) + " ";
        after += "b" + std::to_string(i) + " ";
    }
    const WordDiff diff = compareWords(before + "end", after + "end");
    QVERIFY(diff.coarse);
    QCOMPARE(side(diff, Kind::Deleted), before + "end");
    QCOMPARE(side(diff, Kind::Inserted), after + "end");
    QCOMPARE(diff.parts.front().text, std::string("start "));
}

void TstWordDiff::similarityCountsWordsNotBlanks()
{
    QCOMPARE(compareWords("a b", "a c").similarity, 0.5);
    QCOMPARE(compareWords("a b", "a  b").similarity, 1.0);
    QCOMPARE(compareWords("", "").similarity, 1.0);
    QCOMPARE(compareWords("", "x").similarity, 0.0);
}

static const spanwise::test::Registered<TstWordDiff> registered;
#include "tst_worddiff.moc"
