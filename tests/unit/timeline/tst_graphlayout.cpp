// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/graphlayout.h"
#include "tests/support/suite.h"

#include <QTest>

#include <cmath>
#include <map>
#include <random>

namespace spanwise {
namespace {

std::vector<std::uint32_t> layers(std::size_t nodes, const std::vector<GraphLink> &links)
{
    std::vector<std::uint32_t> all;
    for (const GraphLayout::Spot &spot : layOutGraph(nodes, links).nodes)
        all.push_back(spot.layer);
    return all;
}

using Layers = std::vector<std::uint32_t>;

} // namespace

class TstGraphLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callersStandBeforeWhatTheyCall();
    void aLongLinkPassesThroughWayPoints();
    void aLinkThatClosesACycleRunsBackwards();
    void aSelfLinkTakesNoPart();
    void nodesWithoutLinksHaveAPlace();
    void crossingsAreUntangled();
    void nodesOfALayerNeverTouch();
    void aRingOfThousandsIsLaidOut();
    void theSameGraphGivesTheSamePicture();
};

void TstGraphLayout::callersStandBeforeWhatTheyCall()
{
    QCOMPARE(layers(4, {{0, 1}, {0, 2}, {1, 3}, {2, 3}}), (Layers{0, 1, 1, 2}));
}

void TstGraphLayout::aLongLinkPassesThroughWayPoints()
{
    const std::vector<GraphLink> links{{0, 1}, {1, 2}, {0, 2}};
    const GraphLayout layout = layOutGraph(3, links);
    QCOMPARE(layout.routes[2].points.size(), std::size_t{3});
    QVERIFY(std::abs(layout.routes[2].points[1].y - layout.nodes[1].y) >=
            1); // beside the node of that layer, not through it
}

void TstGraphLayout::aLinkThatClosesACycleRunsBackwards()
{
    const std::vector<GraphLink> links{{0, 1}, {1, 2}, {2, 1}};
    const GraphLayout layout = layOutGraph(3, links);
    QVERIFY(!layout.routes[0].backwards && !layout.routes[1].backwards && layout.routes[2].backwards);
    QCOMPARE(layout.routes[2].points.front().layer, 2U); // told from the caller
    QCOMPARE(layout.routes[2].points.back().layer, 1U);
}

void TstGraphLayout::aSelfLinkTakesNoPart()
{
    const std::vector<GraphLink> links{{0, 0}, {0, 1}};
    const GraphLayout layout = layOutGraph(2, links);
    QVERIFY(layout.routes[0].points.empty());
    QCOMPARE(layout.layers, 2U);
}

void TstGraphLayout::nodesWithoutLinksHaveAPlace()
{
    const GraphLayout layout = layOutGraph(3, {});
    QCOMPARE(layout.layers, 1U);
    QCOMPARE(layout.height, 3.0);
    QCOMPARE(layOutGraph(0, {}).layers, 0U);
}

void TstGraphLayout::crossingsAreUntangled()
{
    // 1 calls 5, 2 calls 4, 3 calls 6: drawn in that order, two links would cross.
    const std::vector<GraphLink> links{{0, 1}, {0, 2}, {0, 3}, {1, 5}, {2, 4}, {3, 6}};
    const GraphLayout layout = layOutGraph(7, links);
    const auto sign = [&](std::uint32_t a, std::uint32_t b) { return layout.nodes[a].y < layout.nodes[b].y; };
    QCOMPARE(sign(1, 2), sign(5, 4));
    QCOMPARE(sign(2, 3), sign(4, 6));
}

void TstGraphLayout::nodesOfALayerNeverTouch()
{
    std::mt19937 random(3);
    std::vector<GraphLink> links;
    for (int i = 0; i < 900; ++i)
        links.push_back(
            {static_cast<std::uint32_t>(random() % 300), static_cast<std::uint32_t>(random() % 300)});
    const GraphLayout layout = layOutGraph(300, links);
    std::map<std::uint32_t, std::vector<double>> byLayer;
    for (const GraphLayout::Spot &spot : layout.nodes)
        byLayer[spot.layer].push_back(spot.y);
    for (auto &[layer, all] : byLayer) {
        std::ranges::sort(all);
        for (std::size_t i = 1; i < all.size(); ++i)
            QVERIFY(all[i] - all[i - 1] > 1 - 1e-6);
        QVERIFY(all.front() > -1e-6);
    }
    for (std::size_t i = 0; i < links.size(); ++i) {
        const bool self = links[i].from == links[i].to;
        if (!self && !layout.routes[i].backwards)
            QVERIFY(layout.nodes[links[i].from].layer < layout.nodes[links[i].to].layer);
    }
}

void TstGraphLayout::aRingOfThousandsIsLaidOut()
{
    std::vector<GraphLink> links;
    for (std::uint32_t i = 0; i < 3000; ++i)
        links.push_back({i, (i + 1) % 3000});
    const GraphLayout layout = layOutGraph(3000, links); // deep: nothing may recurse
    QCOMPARE(layout.layers, 3000U);
    QVERIFY(layout.routes.back().backwards);
}

void TstGraphLayout::theSameGraphGivesTheSamePicture()
{
    const std::vector<GraphLink> links{{0, 2}, {1, 2}, {2, 3}, {3, 0}, {1, 4}};
    const GraphLayout first = layOutGraph(5, links);
    const GraphLayout second = layOutGraph(5, links);
    for (std::size_t i = 0; i < 5; ++i)
        QCOMPARE(first.nodes[i].y, second.nodes[i].y);
}

} // namespace spanwise

static const spanwise::test::Registered<spanwise::TstGraphLayout> registered;

#include "tst_graphlayout.moc"
