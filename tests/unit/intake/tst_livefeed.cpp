// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/intake/livefeed.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;

class TstLiveFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSlowReaderIsWokenOncePerValueItTakes();
};

void TstLiveFeed::aSlowReaderIsWokenOncePerValueItTakes()
{
    int wakeUps = 0;
    LiveFeed feed([&] { ++wakeUps; });
    for (std::uint64_t i = 1; i <= 1000; ++i)
        feed.post({.storedSpans = i});
    QCOMPARE(wakeUps, 1);
    QCOMPARE(feed.take().value().storedSpans, 1000U);
    QVERIFY(!feed.take());
    feed.post({.storedSpans = 1001});
    QCOMPARE(wakeUps, 2);
}

static const spanwise::test::Registered<TstLiveFeed> registered;
#include "tst_livefeed.moc"
