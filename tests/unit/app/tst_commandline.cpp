// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commandline.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace spanwise;

class TstCommandLine final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theHistorysPlaceMayStandBeforeTheCommandOrBehindIt_data();
    void theHistorysPlaceMayStandBeforeTheCommandOrBehindIt();
    void aFileThatIsCalledAsACommandIsStillOpenedByThePathToIt();
};

void TstCommandLine::theHistorysPlaceMayStandBeforeTheCommandOrBehindIt_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("behind") << QStringList{u"query"_s, u"--data"_s, u"/there"_s, u"port"_s};
    QTest::newRow("before") << QStringList{u"--data"_s, u"/there"_s, u"query"_s, u"port"_s};
    QTest::newRow("before, in one word") << QStringList{u"--data=/there"_s, u"query"_s, u"port"_s};
    QTest::newRow("both before") << QStringList{u"--store"_s, u"local"_s, u"--data"_s,
                                                u"/there"_s,  u"query"_s, u"port"_s};
}

void TstCommandLine::theHistorysPlaceMayStandBeforeTheCommandOrBehindIt()
{
    QFETCH(QStringList, arguments);
    const auto parsed = parseCommandLine(arguments);
    const auto *invocation = std::get_if<Invocation>(&parsed);
    QVERIFY2(invocation != nullptr,
             qPrintable(std::get_if<EarlyExit>(&parsed) ? std::get<EarlyExit>(parsed).text : QString()));
    QCOMPARE(invocation->command, Command::Query);
    QCOMPARE(invocation->subject, u"port"_s);
    QCOMPARE(invocation->dataDirectory, u"/there"_s);
}

void TstCommandLine::aFileThatIsCalledAsACommandIsStillOpenedByThePathToIt()
{
    QCOMPARE(commandOf({u"./query"_s}), Command::Desktop);
    QCOMPARE(commandOf({u"--data"_s, u"query"_s}), Command::Desktop);
    QCOMPARE(commandOf({}), Command::Desktop);
}

static const spanwise::test::Registered<TstCommandLine> registered;

#include "tst_commandline.moc"
