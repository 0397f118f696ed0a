// SPDX-License-Identifier: GPL-3.0-or-later
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
    void everyLongWordBecomesItsPieces();
    void shortWordsGiveTheIndexNothing();
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

void TstTextMatch::everyLongWordBecomesItsPieces()
{
    QCOMPARE(trigramExpression({"abcd", "向量检索"}), R"("abc" AND "bcd" AND "向量检" AND "量检索")");
    QCOMPARE(trigramExpression({"a\"b"}), R"("a""b")");
}

void TstTextMatch::shortWordsGiveTheIndexNothing()
{
    QCOMPARE(trigramExpression({"ab", "检索"}), "");
    QCOMPARE(trigramExpression({"ab", "abc"}), R"("abc")");
}

static const spanwise::test::Registered<TstTextMatch> registered;
#include "tst_textmatch.moc"
