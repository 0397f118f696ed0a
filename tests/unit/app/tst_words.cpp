// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/console.h"
#include "app/spanwise/evidence.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

class TstWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTerminalIsNotCommandedByAQuestion();
    void aRuleThatComparesWithAnyNumberGivesAFilter();
};

void TstWords::aTerminalIsNotCommandedByAQuestion()
{
    QCOMPARE(printable(u"a\tb\nc"_s), u"a\tb\nc"_s);
    QCOMPARE(printable(u"\x1b[2Jcleared\u009b0m \x07"_s), u"\ufffd[2Jcleared\ufffd0m \ufffd"_s);
}

void TstWords::aRuleThatComparesWithAnyNumberGivesAFilter()
{
    AlertStatus alert;
    alert.rule.expression = "p95_latency_ms > 3000";
    QCOMPARE(evidenceOf(alert, Timestamp{}).minDuration->count(), 3'000'000'000);
    alert.rule.expression = "p95_latency_ms > 1e300";
    QVERIFY(*evidenceOf(alert, Timestamp{}).minDuration > std::chrono::hours(24));
}

static const Registered<TstWords> registered;
#include "tst_words.moc"
