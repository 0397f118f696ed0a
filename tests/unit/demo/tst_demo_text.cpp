// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/corpus/corpus.h"
#include "app/demo/text/language.h"
#include "app/demo/text/lexicon.h"
#include "app/demo/text/sentences.h"
#include "app/demo/text/terms.h"
#include "app/demo/text/utf8.h"
#include "tests/support/suite.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>

using namespace spanwise;
using namespace spanwise::demo;
using namespace spanwise::test;

using namespace Qt::StringLiterals;
using Words = std::vector<std::string>;

class TstDemoText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsKeepNumbersAndSplitAtPunctuation();
    void formsOfOneWordHaveOneStem_data();
    void formsOfOneWordHaveOneStem();
    void chineseIsReadInPairs();
    void damagedUtf8IsReadToItsEnd();
    void pointsInsideNamesEndNoSentence();
    void codeBlocksAndItemsAreSentences();
    void languagesAreTold_data();
    void languagesAreTold();
    void synonymsAndOtherLanguagesExpand();
    void pagesBecomeSections();
    void headingsInsideCodeAreText();
    void aFolderWithoutPagesIsRefused();
};

void TstDemoText::wordsKeepNumbersAndSplitAtPunctuation()
{
    QCOMPARE(wordsOf("error_rate > 0.05, C++ and Ctrl+K"),
             (Words{"error", "rate", "0", "05", "c++", "and", "ctrl", "k"}));
    QCOMPARE(termsOf("What is the p95?"), (Words{"p95"}));
}

void TstDemoText::formsOfOneWordHaveOneStem_data()
{
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("other");
    for (const auto &[one, other] : {std::pair("replayed", "replays"),
                                     {"queries", "query"},
                                     {"reranking", "reranker"},
                                     {"stopped", "stopping"},
                                     {"stored", "store"},
                                     {"searches", "search"}})
        QTest::newRow(one) << QString::fromLatin1(one) << QString::fromLatin1(other);
}

void TstDemoText::formsOfOneWordHaveOneStem()
{
    QFETCH(const QString, one);
    QFETCH(const QString, other);
    QCOMPARE(stemOf(one.toStdString()), stemOf(other.toStdString()));
}

void TstDemoText::chineseIsReadInPairs()
{
    QCOMPARE(termsOf("文档在"), (Words{"文档", "档在"}));
    QCOMPARE(termsOf("慢"), (Words{"慢"}));
}

void TstDemoText::damagedUtf8IsReadToItsEnd()
{
    QVERIFY(!isUtf8("ab\xE6\x96"));
    QVERIFY(!isUtf8("\xC0\xAF"));
    QVERIFY(!isUtf8("\xED\xA0\x80"));
    QVERIFY(isUtf8("é文\U0001F600"));
    QCOMPARE(termsOf("replay\xFFtrace\xE6"), (Words{"replay", "trac"}));
}

void TstDemoText::pointsInsideNamesEndNoSentence()
{
    const auto sentences = sentencesOf("Run `node app.js. now`. It takes 1.5 s!\nDone? 好。再见。");
    QCOMPARE(sentences.size(), std::size_t(5));
    QCOMPARE(sentences[0].text, "Run `node app.js. now`.");
    QCOMPARE(sentences[1].text, "It takes 1.5 s!");
    QCOMPARE(sentences[4].text, "再见。");
}

void TstDemoText::codeBlocksAndItemsAreSentences()
{
    const auto sentences = sentencesOf("Set this:\n```sh\nexport A=1. b\n```\n- one\n- two goes\n  on\n");
    QCOMPARE(sentences.size(), std::size_t(4));
    QVERIFY(sentences[1].isCode);
    QCOMPARE(sentences[1].text, "```sh\nexport A=1. b\n```");
    QVERIFY(sentences[2].isItem);
    QCOMPARE(sentences[3].text, "two goes on");
}

void TstDemoText::languagesAreTold_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("en") << u"How long are traces kept?"_s;
    QTest::newRow("de") << u"Wie lange werden die Daten aufbewahrt?"_s;
    QTest::newRow("fr") << u"Comment rejouer une requête ?"_s;
    QTest::newRow("es") << u"¿Cuánto tiempo se guardan los datos?"_s;
    QTest::newRow("zh") << u"文档在哪一步丢失了？"_s;
    QTest::newRow("ja") << u"データの保持期間は？"_s;
    QTest::newRow("ko") << u"재생은 무엇인가요?"_s;
    QTest::newRow("ru") << u"Как долго хранятся данные?"_s;
}

void TstDemoText::languagesAreTold()
{
    QFETCH(const QString, text);
    QCOMPARE(languageOf(text.toStdString()), std::string_view(QTest::currentDataTag()));
}

void TstDemoText::synonymsAndOtherLanguagesExpand()
{
    const auto expands = [](const char *question, const char *meant) {
        const auto expansion = expansionOf(question);
        return std::find(expansion.begin(), expansion.end(), stemOf(meant)) != expansion.end();
    };
    QVERIFY(expands("how long do you keep data", "retention"));
    QVERIFY(expands("如何重放查询？", "replay"));
    QVERIFY(expands("Wie hoch ist die Fehlerrate?", "error"));
    QVERIFY(!expands("replay it again", "replay")); // said already
}

void TstDemoText::pagesBecomeSections()
{
    const ManualFile file{"a.md", "# Page\nlost\n## First one\nText.\n\n## Empty\n## Second\nMore.\n"};
    const Corpus corpus = Corpus::fromFiles(std::span(&file, 1));
    QCOMPARE(corpus.size(), std::size_t(2));
    QCOMPARE(corpus[0].id, "manual/a.md#first-one");
    QCOMPARE(corpus[0].heading(), "Page: First one");
    QCOMPARE(corpus[0].content, "Text.");
    QCOMPARE(corpus[1].title, "Second");
}

void TstDemoText::headingsInsideCodeAreText()
{
    const ManualFile file{"a.md", "# P\n## S\n```\n## no heading\n```\n"};
    const Corpus corpus = Corpus::fromFiles(std::span(&file, 1));
    QCOMPARE(corpus.size(), std::size_t(1));
    QCOMPARE(corpus[0].content, "```\n## no heading\n```");
}

void TstDemoText::aFolderWithoutPagesIsRefused()
{
    const QTemporaryDir folder;
    const auto path = folder.path().toStdString();
    QCOMPARE(Corpus::fromDirectory(path).error().code, Error::Code::NotFound);
    QCOMPARE(Corpus::fromDirectory(path + "/none").error().code, Error::Code::Io);
    std::ofstream(path + "/x.md") << "# X\n## Y\nZ.\n";
    QCOMPARE(Corpus::fromDirectory(path)->size(), std::size_t(1));
}

static const Registered<TstDemoText> registered;
#include "tst_demo_text.moc"
