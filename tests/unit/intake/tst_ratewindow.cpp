// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/intake/ratewindow.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;
using namespace std::chrono_literals;

class TstRateWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSteadyStreamShowsItsRate();
    void aSecondOfSilenceIsExactlyZero();
    void anOldSlotIsNotCountedTwice();
};

void TstRateWindow::aSteadyStreamShowsItsRate()
{
    RateWindow rate;
    RateWindow::Clock::time_point now{1000s};
    for (int i = 0; i < 300; ++i)
        rate.add(5, now += 10ms);
    QVERIFY2(rate.perSecond(now) > 440 && rate.perSecond(now) <= 500,
             qPrintable(QString::number(rate.perSecond(now))));
}

void TstRateWindow::aSecondOfSilenceIsExactlyZero()
{
    RateWindow rate;
    const RateWindow::Clock::time_point now{1000s};
    rate.add(7, now);
    QCOMPARE(rate.perSecond(now + 800ms), 7.0);
    QCOMPARE(rate.perSecond(now + 1000ms), 0.0);
    QCOMPARE(rate.perSecond(now + 24h), 0.0);
}

void TstRateWindow::anOldSlotIsNotCountedTwice()
{
    RateWindow rate;
    const RateWindow::Clock::time_point now{1000s};
    rate.add(7, now);
    rate.add(1, now + 1s); // the same slot of the ring
    QCOMPARE(rate.perSecond(now + 1s), 1.0);
}

static const spanwise::test::Registered<TstRateWindow> registered;
#include "tst_ratewindow.moc"
