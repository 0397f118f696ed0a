// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/suite.h"
#include "ui/shell/fuzzymatch.h"
#include "ui/shell/settingscheck.h"
#include "ui/shell/snippets.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

class TstFuzzyMatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lettersMatchInTheirOrder();
    void beginningsOfWordsWin();
    void positionsAreThoseOfTheBestMatch();
    void anEmptyPatternMatchesEverything();
};

void TstFuzzyMatch::lettersMatchInTheirOrder()
{
    QVERIFY(fuzzyMatch(u"rsl"_s, u"Reset layout"_s));
    QVERIFY(fuzzyMatch(u"RESET"_s, u"reset layout"_s));
    QVERIFY(!fuzzyMatch(u"lr"_s, u"real"_s));
    QVERIFY(!fuzzyMatch(u"longer than it"_s, u"short"_s));
}

void TstFuzzyMatch::beginningsOfWordsWin()
{
    const auto score = [](const QString &text) { return fuzzyMatch(u"sl"_s, text)->score; };
    QVERIFY(score(u"Show layout"_s) > score(u"Reset layout"_s));
    QVERIFY(fuzzyMatch(u"set"_s, u"Settings"_s)->score > fuzzyMatch(u"set"_s, u"Reset layout"_s)->score);
}

void TstFuzzyMatch::positionsAreThoseOfTheBestMatch()
{
    // The first "l" is in "All"; the word that begins with one is the better place.
    QCOMPARE(fuzzyMatch(u"lay"_s, u"All layouts"_s)->positions, (QList<qsizetype>{4, 5, 6}));
    QCOMPARE(fuzzyMatch(u"a b"_s, u"xa-b"_s)->positions, (QList<qsizetype>{1, 3}));
}

void TstFuzzyMatch::anEmptyPatternMatchesEverything()
{
    QCOMPARE(fuzzyMatch(u"  "_s, u"anything"_s)->score, 0);
    QVERIFY(fuzzyMatch({}, {}));
}

class TstSettingsCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addresses_data();
    void addresses();
    void bodyTemplates_data();
    void bodyTemplates();
    void aBrokenBodyNamesItsPlace();
    void headersThatCouldSplitARequestAreRefused();
    void everyLanguageIsToldTheEndpoint();
};

void TstSettingsCheck::addresses_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("good");
    QTest::newRow("usual") << "127.0.0.1:4318" << true;
    QTest::newRow("name") << "localhost:4318" << true;
    QTest::newRow("version 6") << "[::1]:4318" << true;
    QTest::newRow("no port") << "127.0.0.1" << false;
    QTest::newRow("port 0") << "127.0.0.1:0" << false;
    QTest::newRow("port too large") << "127.0.0.1:65536" << false;
    QTest::newRow("open to all") << "0.0.0.0:4318" << false;
    QTest::newRow("looks like loopback") << "127.0.0.1.example.org:4318" << false;
    QTest::newRow("empty") << "" << false;
}

void TstSettingsCheck::addresses()
{
    QFETCH(QString, address);
    QFETCH(bool, good);
    QCOMPARE(problemOfAddress(address, false).isEmpty(), good);
}

void TstSettingsCheck::bodyTemplates_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::newRow("usual") << R"({"query": {{query}}, "context": {{context}}})" << true;
    QTest::newRow("no context") << R"({"q": {{query}}})" << true;
    QTest::newRow("in a list") << R"([{{query}}])" << true;
    QTest::newRow("quoted twice") << R"({"query": "{{query}}"})" << false;
    QTest::newRow("never sent") << R"({"query": "fixed"})" << false;
    QTest::newRow("not JSON") << "{{query}" << false;
    QTest::newRow("empty") << "  " << false;
}

void TstSettingsCheck::bodyTemplates()
{
    QFETCH(QString, text);
    QFETCH(bool, good);
    QCOMPARE(problemOfBodyTemplate(text).isEmpty(), good);
}

void TstSettingsCheck::aBrokenBodyNamesItsPlace()
{
    const QString problem = problemOfBodyTemplate(u"{\n  \"query\": {{query}} oops\n}"_s);
    QVERIFY2(problem.contains(u"Line 2"_s), qPrintable(problem));
}

void TstSettingsCheck::headersThatCouldSplitARequestAreRefused()
{
    QVERIFY(problemOfHeader(u"Authorization"_s, u"Bearer x"_s).isEmpty());
    QVERIFY(!problemOfHeader(u"X: y"_s, u"z"_s).isEmpty());
    QVERIFY(!problemOfHeader(u"X"_s, u"a\r\nHost: b"_s).isEmpty());
    QVERIFY(!problemOfHeader({}, u"z"_s).isEmpty());
}

void TstSettingsCheck::everyLanguageIsToldTheEndpoint()
{
    const auto snippets = connectSnippets(u"http://127.0.0.1:5555"_s, false);
    QCOMPARE(snippets.size(), 5);
    for (const Snippet &snippet : snippets) {
        QVERIFY(snippet.environment.contains(u"OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:5555"_s));
        QVERIFY(!snippet.code.isEmpty());
        QVERIFY(!snippet.environment.contains("OTEL_EXPORTER_OTLP_HEADERS"_L1));
    }
    for (const Snippet &snippet : connectSnippets(u"http://127.0.0.1:5555"_s, true))
        QVERIFY(snippet.environment.contains("OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20TOKEN"_L1));
}

static const Registered<TstFuzzyMatch> registeredMatch;
static const Registered<TstSettingsCheck> registeredCheck;
#include "tst_shellrules.moc"
