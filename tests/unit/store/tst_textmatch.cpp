// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/text/postings.h"
#include "core/store/text/searchtext.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;

class TstTextMatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsAreSplitAtAnyWhiteSpaceAndFolded();
    void onlyHexDigitsCanBeginATraceId();
    void textsAreFoundByTheirPieces_data();
    void textsAreFoundByTheirPieces();
    void shortWordsGiveTheIndexNothing();
    void aCommonPieceIsFoundAsWell();
    void aFullSegmentTakesNoMore();
};

void TstTextMatch::wordsAreSplitAtAnyWhiteSpaceAndFolded()
{
    QCOMPARE(searchWords(" Two\twords\u3000ÄRGER\n"), (std::vector<std::string>{"two", "words", "ärger"}));
    QVERIFY(searchWords(" \n ").empty());
}

void TstTextMatch::onlyHexDigitsCanBeginATraceId()
{
    QCOMPARE(traceIdPrefix("abcd1"), "abcd1");
    QVERIFY(traceIdPrefix("abc").empty());
    QVERIFY(traceIdPrefix("abcx").empty());
    QVERIFY(traceIdPrefix(std::string(33, 'a')).empty());
}

void TstTextMatch::textsAreFoundByTheirPieces_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QList<int>>("texts");
    QTest::newRow("a word") << QByteArray("retention") << QList{0};
    QTest::newRow("inside a word") << QByteArray("tenti") << QList{0};
    QTest::newRow("in two texts") << QByteArray("days") << QList{0, 1};
    QTest::newRow("beyond ASCII") << QByteArray("größe") << QList{1};
    QTest::newRow("without spaces") << QByteArray("向量检索") << QList{2};
    QTest::newRow("two characters without spaces") << QByteArray("检索") << QList{2};
    QTest::newRow("Thai") << QByteArray("เก็บ") << QList{3};
    QTest::newRow("nowhere") << QByteArray("absent") << QList<int>();
    QTest::newRow("not across white space") << QByteArray("y30") << QList<int>();
}

void TstTextMatch::textsAreFoundByTheirPieces()
{
    QFETCH(QByteArray, word);
    QFETCH(QList<int>, texts);
    PostingsBuilder builder;
    for (const char *const text : {"retention days 30", "größe of 30 days", "混合向量检索", "การเก็บข้อมูล"})
        QVERIFY(builder.add(text));
    const auto buckets = builder.take();
    QVERIFY(builder.size() == 0);

    std::optional<TextNumbers> all;
    bool any = true;
    for (const TextGram gram : gramsOf(word.toStdString())) {
        const auto found = textsWith(gram, buckets[gram.bucket()]);
        any = any && found && (!all || all->intersect(*found));
        if (any && !all)
            all = found;
    }
    QList<int> numbers;
    for (const std::uint32_t number : any &&all ? all->list() : std::vector<std::uint32_t>())
        numbers.append(static_cast<int>(number));
    QCOMPARE(numbers, texts);
}

void TstTextMatch::shortWordsGiveTheIndexNothing()
{
    QVERIFY(gramsOf("ab").empty());
    QVERIFY(gramsOf("é").empty());
    QVERIFY(gramsOf("").empty());
    QCOMPARE(gramsOf("abc").size(), std::size_t(1));
    QCOMPARE(gramsOf("aaaaaa").size(), std::size_t(1));
}

void TstTextMatch::aCommonPieceIsFoundAsWell()
{
    PostingsBuilder builder;
    for (int i = 0; i < 3000; ++i)
        QVERIFY(builder.add(i % 2 == 0 ? "even" : i % 1000 == 1 ? "odd and rare" : "odd"));
    const auto buckets = builder.take();
    const TextGram even = gramsOf("eve").front();
    const TextGram rare = gramsOf("rar").front();
    QCOMPARE(textsWith(even, buckets[even.bucket()])->list().size(), std::size_t(1500));
    QCOMPARE(textsWith(rare, buckets[rare.bucket()])->list(), (std::vector<std::uint32_t>{1, 1001, 2001}));
}

void TstTextMatch::aFullSegmentTakesNoMore()
{
    PostingsBuilder builder;
    for (std::size_t i = 0; i < PostingsBuilder::maxTexts; ++i)
        QVERIFY(builder.add("x"));
    QVERIFY(!builder.add("x"));
    builder.take();
    QVERIFY2(builder.add(std::string(300'000, 'y')), "one text may be larger than any bound");
    QCOMPARE(builder.take()[gramsOf("yyy").front().bucket()].size(), std::size_t(2 + 1 + 1 + 1));
}

static const spanwise::test::Registered<TstTextMatch> registered;
#include "tst_textmatch.moc"
