// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/ranking.h"
#include "tests/support/suite.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace spanwise;
using Items = std::vector<std::uint32_t>;

class TstRanking : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void overlapIgnoresTheOrder();
    void overlapIsCutToTheLongerList();
    void equalRankingsOverlapWholly();
    void disjointRankingsDoNotOverlap();
    void aSwapAtTheTopWeighsMoreThanOneAtTheBottom();
    void unevenListsAreExtrapolated();
    void nothingToCompareIsNoNumber();
};

void TstRanking::overlapIgnoresTheOrder()
{
    QCOMPARE(overlapAt(3, Items{1, 2, 3}, Items{3, 1, 2}), std::optional(1.0));
    QCOMPARE(overlapAt(2, Items{1, 2, 3}, Items{3, 1, 2}), std::optional(0.5));
}

void TstRanking::overlapIsCutToTheLongerList()
{
    QCOMPARE(overlapAt(10, Items{1, 2}, Items{1, 2, 3, 4}), std::optional(0.5));
}

void TstRanking::equalRankingsOverlapWholly()
{
    QVERIFY(std::abs(*rankBiasedOverlap(Items{1, 2, 3, 4, 5}, Items{1, 2, 3, 4, 5}) - 1) < 1e-12);
    QVERIFY(std::abs(*rankBiasedOverlap(Items{1}, Items{1}) - 1) < 1e-12);
}

void TstRanking::disjointRankingsDoNotOverlap()
{
    QCOMPARE(rankBiasedOverlap(Items{1, 2}, Items{3, 4}), std::optional(0.0));
    QCOMPARE(rankBiasedOverlap(Items{}, Items{3, 4}), std::optional(0.0));
}

void TstRanking::aSwapAtTheTopWeighsMoreThanOneAtTheBottom()
{
    const Items ranking{1, 2, 3, 4, 5};
    const double top = *rankBiasedOverlap(ranking, Items{2, 1, 3, 4, 5});
    const double bottom = *rankBiasedOverlap(ranking, Items{1, 2, 3, 5, 4});
    QVERIFY(top < bottom);
    // By hand: agreements 0, 1, 1, 1, 1 -> 1 - (1 - p).
    QVERIFY(std::abs(top - 0.9) < 1e-12);
}

void TstRanking::unevenListsAreExtrapolated()
{
    // {1} against {1, 2}, p = 0.9, by equation 32: X1 = X2 = 1, s = 1, l = 2.
    // (0.1/0.9) * (1*0.9 + 0.5*0.81 + 1*(2-1)/(1*2)*0.81) + ((1-1)/2 + 1/1) * 0.81
    const double expected = 0.1 / 0.9 * (0.9 + 0.405 + 0.405) + 0.81;
    QVERIFY(std::abs(*rankBiasedOverlap(Items{1}, Items{1, 2}) - expected) < 1e-12);
}

void TstRanking::nothingToCompareIsNoNumber()
{
    QVERIFY(!overlapAt(5, Items{}, Items{}));
    QVERIFY(!rankBiasedOverlap(Items{}, Items{}));
}

static const spanwise::test::Registered<TstRanking> registered;
#include "tst_ranking.moc"
