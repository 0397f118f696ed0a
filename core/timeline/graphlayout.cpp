// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/graphlayout.h"

#include <algorithm>
#include <numeric>

namespace spanwise {
namespace {

constexpr int sweeps = 12;
constexpr int settlings = 8;

/// The graph while it is laid out: forward links between neighbouring layers only, way points being nodes of
/// their own.
class Layering
{
public:
    Layering(std::size_t nodeCount, std::span<const GraphLink> links)
        : m_nodes(nodeCount)
        , m_links(links)
        , m_backwards(links.size(), false)
        , m_way(links.size())
    {
    }

    GraphLayout run()
    {
        findCycles();
        assignLayers();
        addWayPoints();
        fillLayers();
        orderLayers();
        place();
        return result();
    }

private:
    bool isSelf(std::size_t link) const { return m_links[link].from == m_links[link].to; }
    std::uint32_t tail(std::size_t link) const
    {
        return m_backwards[link] ? m_links[link].to : m_links[link].from;
    }
    std::uint32_t head(std::size_t link) const
    {
        return m_backwards[link] ? m_links[link].from : m_links[link].to;
    }

    /// Depth first, without recursion: a link to a node that is still open closes a cycle.
    void findCycles()
    {
        std::vector<std::vector<std::size_t>> out(m_nodes);
        std::vector<bool> isCalled(m_nodes, false);
        for (std::size_t i = 0; i < m_links.size(); ++i) {
            if (isSelf(i))
                continue;
            out[m_links[i].from].push_back(i);
            isCalled[m_links[i].to] = true;
        }
        enum class State : std::uint8_t { Unseen, Open, Done };
        std::vector<State> state(m_nodes, State::Unseen);
        const auto visit = [&](std::uint32_t start) {
            std::vector<std::pair<std::uint32_t, std::size_t>> path;
            if (state[start] == State::Unseen)
                path.emplace_back(start, 0);
            while (!path.empty()) {
                const std::uint32_t node = path.back().first;
                state[node] = State::Open;
                if (path.back().second == out[node].size()) {
                    state[node] = State::Done;
                    path.pop_back();
                    continue;
                }
                const std::size_t link = out[node][path.back().second++];
                const std::uint32_t to = m_links[link].to;
                if (state[to] == State::Open)
                    m_backwards[link] = true;
                else if (state[to] == State::Unseen)
                    path.emplace_back(to, 0);
            }
        };
        // From what nobody calls first: a cycle is then broken where it returns to its entry.
        for (std::uint32_t node = 0; node < m_nodes; ++node) {
            if (!isCalled[node])
                visit(node);
        }
        for (std::uint32_t node = 0; node < m_nodes; ++node)
            visit(node);
    }

    void assignLayers()
    {
        m_layer.assign(m_nodes, 0);
        std::vector<std::vector<std::uint32_t>> out(m_nodes);
        std::vector<std::uint32_t> waiting(m_nodes, 0);
        for (std::size_t i = 0; i < m_links.size(); ++i) {
            if (isSelf(i))
                continue;
            out[tail(i)].push_back(head(i));
            ++waiting[head(i)];
        }
        std::vector<std::uint32_t> ready;
        for (std::uint32_t node = 0; node < m_nodes; ++node) {
            if (waiting[node] == 0)
                ready.push_back(node);
        }
        for (std::size_t i = 0; i < ready.size(); ++i) {
            for (const std::uint32_t to : out[ready[i]]) {
                m_layer[to] = std::max(m_layer[to], m_layer[ready[i]] + 1);
                if (--waiting[to] == 0)
                    ready.push_back(to);
            }
        }
    }

    std::uint32_t newWayPoint(std::uint32_t layer)
    {
        m_layer.push_back(layer);
        return static_cast<std::uint32_t>(m_layer.size() - 1);
    }

    void addWayPoints()
    {
        for (std::size_t i = 0; i < m_links.size(); ++i) {
            if (isSelf(i))
                continue;
            std::vector<std::uint32_t> &way = m_way[i];
            way.push_back(tail(i));
            for (std::uint32_t layer = m_layer[tail(i)] + 1; layer < m_layer[head(i)]; ++layer)
                way.push_back(newWayPoint(layer));
            way.push_back(head(i));
        }
        m_left.resize(m_layer.size());
        m_right.resize(m_layer.size());
        for (const auto &way : m_way) {
            for (std::size_t i = 1; i < way.size(); ++i) {
                m_right[way[i - 1]].push_back(way[i]);
                m_left[way[i]].push_back(way[i - 1]);
            }
        }
    }

    void fillLayers()
    {
        m_layers.resize(m_layer.empty() ? 0 : *std::ranges::max_element(m_layer) + 1);
        for (std::uint32_t node = 0; node < m_layer.size(); ++node)
            m_layers[m_layer[node]].push_back(node);
        m_rank.resize(m_layer.size());
        renumber();
    }

    void renumber()
    {
        for (const auto &layer : m_layers) {
            for (std::uint32_t i = 0; i < layer.size(); ++i)
                m_rank[layer[i]] = i;
        }
    }

    void sortLayer(std::vector<std::uint32_t> &layer,
                   const std::vector<std::vector<std::uint32_t>> &neighbours)
    {
        std::vector<std::pair<double, std::uint32_t>> byMean;
        for (const std::uint32_t node : layer) {
            double sum = 0;
            for (const std::uint32_t other : neighbours[node])
                sum += m_rank[other];
            const auto count = static_cast<double>(neighbours[node].size());
            byMean.emplace_back(count > 0 ? sum / count : m_rank[node], node);
        }
        std::ranges::stable_sort(byMean, {}, &std::pair<double, std::uint32_t>::first);
        for (std::uint32_t i = 0; i < layer.size(); ++i) {
            layer[i] = byMean[i].second;
            m_rank[layer[i]] = i;
        }
    }

    /// Inversions between neighbouring layers, counted with a Fenwick tree.
    std::size_t crossings() const
    {
        std::size_t all = 0;
        for (std::size_t at = 0; at + 1 < m_layers.size(); ++at) {
            std::vector<std::size_t> tree(m_layers[at + 1].size() + 1, 0);
            std::size_t seen = 0;
            for (const std::uint32_t node : m_layers[at]) {
                std::vector<std::uint32_t> ranks;
                for (const std::uint32_t to : m_right[node])
                    ranks.push_back(m_rank[to]);
                for (const std::uint32_t rank : ranks) {
                    std::size_t notAbove = 0;
                    for (std::size_t i = rank + 1; i > 0; i -= i & (~i + 1))
                        notAbove += tree[i];
                    all += seen - notAbove;
                }
                for (const std::uint32_t rank : ranks) {
                    for (std::size_t i = rank + 1; i < tree.size(); i += i & (~i + 1))
                        ++tree[i];
                    ++seen;
                }
            }
        }
        return all;
    }

    void orderLayers()
    {
        auto best = m_layers;
        std::size_t fewest = crossings();
        for (int sweep = 0; sweep < sweeps && fewest > 0; ++sweep) {
            for (std::size_t i = 1; i < m_layers.size(); ++i)
                sortLayer(m_layers[i], m_left);
            for (std::size_t i = m_layers.size(); i-- > 1;)
                sortLayer(m_layers[i - 1], m_right);
            const std::size_t now = crossings();
            if (now >= fewest)
                continue;
            fewest = now;
            best = m_layers;
        }
        m_layers = std::move(best);
        renumber();
    }

    /// Towards the mean of the neighbours on both sides, as far as the order and the distance of one row
    /// allow.
    void place()
    {
        m_y.resize(m_layer.size());
        for (const auto &layer : m_layers) {
            for (std::size_t i = 0; i < layer.size(); ++i)
                m_y[layer[i]] = static_cast<double>(i) - static_cast<double>(layer.size() - 1) / 2;
        }
        for (int i = 0; i < settlings; ++i) {
            for (std::size_t at = 1; at < m_layers.size(); ++at)
                settle(m_layers[at], m_left);
            for (std::size_t at = m_layers.size(); at-- > 1;)
                settle(m_layers[at - 1], m_right);
        }
        const double top = m_y.empty() ? 0 : *std::ranges::min_element(m_y);
        for (double &y : m_y)
            y -= top;
    }

    void settle(const std::vector<std::uint32_t> &layer,
                const std::vector<std::vector<std::uint32_t>> &neighbours)
    {
        std::vector<double> wanted;
        for (const std::uint32_t node : layer) {
            double sum = 0;
            for (const std::uint32_t other : neighbours[node])
                sum += m_y[other];
            wanted.push_back(neighbours[node].empty() ? m_y[node]
                                                      : sum / static_cast<double>(neighbours[node].size()));
        }
        // Least squares under "at least one row apart": neighbours that are too close become one block at
        // their mean.
        struct Block
        {
            double sum = 0; // of wanted places, each less its offset in the block
            std::size_t first = 0;
            std::size_t count = 0;
            double top() const { return sum / static_cast<double>(count); }
        };
        std::vector<Block> blocks;
        for (std::size_t i = 0; i < layer.size(); ++i) {
            blocks.push_back({wanted[i], i, 1});
            while (blocks.size() > 1) {
                Block &above = blocks[blocks.size() - 2];
                const Block &last = blocks.back();
                if (above.top() + static_cast<double>(above.count) <= last.top())
                    break;
                above.sum += last.sum - static_cast<double>(above.count * last.count);
                above.count += last.count;
                blocks.pop_back();
            }
        }
        for (const Block &block : blocks) {
            for (std::size_t i = 0; i < block.count; ++i)
                m_y[layer[block.first + i]] = block.top() + static_cast<double>(i);
        }
    }

    GraphLayout result() const
    {
        GraphLayout layout;
        layout.layers = static_cast<std::uint32_t>(m_layers.size());
        for (std::uint32_t node = 0; node < m_nodes; ++node)
            layout.nodes.push_back({m_layer[node], m_y[node]});
        layout.routes.resize(m_links.size());
        for (std::size_t i = 0; i < m_links.size(); ++i) {
            GraphLayout::Route &route = layout.routes[i];
            route.backwards = m_backwards[i];
            for (const std::uint32_t at : m_way[i])
                route.points.push_back({m_layer[at], m_y[at]});
            if (route.backwards)
                std::ranges::reverse(route.points);
        }
        layout.height = m_y.empty() ? 0 : *std::ranges::max_element(m_y) + 1;
        return layout;
    }

    const std::size_t m_nodes;
    const std::span<const GraphLink> m_links;
    std::vector<bool> m_backwards;                 // by link
    std::vector<std::vector<std::uint32_t>> m_way; // by link: tail, way points, head
    std::vector<std::uint32_t> m_layer;            // by node and way point, as are the following
    std::vector<std::vector<std::uint32_t>> m_left;
    std::vector<std::vector<std::uint32_t>> m_right;
    std::vector<std::uint32_t> m_rank;
    std::vector<double> m_y;
    std::vector<std::vector<std::uint32_t>> m_layers;
};

} // namespace

GraphLayout layOutGraph(std::size_t nodeCount, std::span<const GraphLink> links)
{
    return Layering(nodeCount, links).run();
}

} // namespace spanwise
