// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/chrome/chromeevent.h"

#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanwise {

/// A stretch of time on a track: it becomes a span.
struct ChromeSlice
{
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    const ChromeEvent *begin = nullptr; ///< names it
    const ChromeEvent *end = nullptr;   ///< when a second event closed it
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::size_t parent = none;
    bool isIncomplete = false;
    std::vector<const ChromeEvent *> instants{};
    std::vector<std::size_t> follows{}; ///< slices that a flow came from
};

/// Puts the events of one file together: slices with parents, instants and flows. Events are in time order,
/// ties as in the file; they outlive this object.
class ChromeSlices
{
public:
    /// Told of every event that has no place, with the reason.
    using Unplaced = std::function<void(const ChromeEvent &, std::string_view reason)>;

    ChromeSlices(const std::vector<ChromeEvent> &events, Unplaced unplaced);

    const std::vector<ChromeSlice> &slices() const noexcept { return m_slices; }

private:
    using Track = std::vector<std::size_t>;
    void takeEvent(const ChromeEvent &event);
    void begin(Track &open, const ChromeEvent &event, bool nests);
    void end(Track &open, const ChromeEvent &event, bool byName);
    void closeAll(std::int64_t fileEnd);
    void nestThread(Track &track);
    void placeInstants();
    void placeFlows();
    void placeFlow(const ChromeEvent &event);
    void bindSlices();
    std::size_t around(const ChromeEvent &event) const;
    std::size_t nextOf(const ChromeEvent &event) const;
    void link(std::size_t later, std::size_t earlier);

    Unplaced m_unplaced;
    std::vector<ChromeSlice> m_slices;
    std::map<std::string, Track> m_open;      ///< by thread: B without E yet
    std::map<std::string, Track> m_threads;   ///< all slices of a thread, in start order once nested
    std::map<std::string, Track> m_asyncOpen; ///< by group
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> m_asyncRange;
    std::vector<const ChromeEvent *> m_instants;
    std::vector<const ChromeEvent *> m_flows;
    std::map<std::string, std::size_t> m_flowSources; ///< the slice that a flow left last
};

} // namespace spanwise
