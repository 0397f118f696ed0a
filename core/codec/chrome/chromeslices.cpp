// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/chrome/chromeslices.h"

#include <algorithm>

namespace spanwise {
namespace {

/// How many open or enclosing slices are looked through for the right one: far more than programs nest, so
/// that a hostile file of slices that overlap without end costs no quadratic time.
constexpr std::ptrdiff_t looks = 100;
constexpr std::ptrdiff_t levels = 1000;

std::string threadKey(const ChromeEvent &event)
{
    return event.process + '\n' + event.thread;
}

/// Nestable async events are grouped by category and id, which may be local to the process; legacy ones by
/// name and id.
std::string asyncKey(const ChromeEvent &event)
{
    const bool isLegacy = std::string_view("STpF").find(event.phase) != std::string_view::npos;
    if (isLegacy)
        return 'S' + std::string(event.name) + '\n' + chromeText(*event.json, "id");
    std::string id = chromeText(*event.json, "id");
    if (const Value *const scoped = member(*event.json, "id2")) {
        const std::string global = chromeText(*scoped, "global");
        id = global.empty() ? event.process + '\r' + chromeText(*scoped, "local") : global;
    }
    return 'b' + std::string(event.category) + '\n' + id;
}

std::string flowKey(const ChromeEvent &event)
{
    return std::string(event.category) + '\n' + std::string(event.name) + '\n' +
           chromeText(*event.json, "id");
}

bool isSet(const Value &json, std::string_view key)
{
    const Value *const value = member(json, key);
    return value != nullptr && value->type() == Value::Type::Bool && value->boolean();
}

} // namespace

ChromeSlices::ChromeSlices(const std::vector<ChromeEvent> &events, Unplaced unplaced)
    : m_unplaced(std::move(unplaced))
{
    std::int64_t fileEnd = events.empty() ? 0 : events.front().time;
    for (const ChromeEvent &event : events) {
        if (!event.isTimed())
            continue;
        fileEnd = std::max(fileEnd, event.time + std::max<std::int64_t>(0, event.length.value_or(0)));
        if (std::string_view("benSTpF").find(event.phase) != std::string_view::npos) {
            const auto [range, isNew] = m_asyncRange.try_emplace(asyncKey(event), event.time, event.time);
            range->second.second = std::max(range->second.second, event.time);
        }
    }
    for (const ChromeEvent &event : events)
        takeEvent(event);
    closeAll(fileEnd);
    for (auto &[key, track] : m_threads)
        nestThread(track);
    placeInstants();
    placeFlows();
    bindSlices();
}

void ChromeSlices::takeEvent(const ChromeEvent &event)
{
    switch (event.phase) {
    case 'B':
        return begin(m_open[threadKey(event)], event, false);
    case 'E':
        return end(m_open[threadKey(event)], event, false);
    case 'b':
    case 'S':
        return begin(m_asyncOpen[asyncKey(event)], event, true);
    case 'e':
    case 'F':
        return end(m_asyncOpen[asyncKey(event)], event, true);
    case 'X':
        if (!event.length || *event.length < 0)
            return m_unplaced(event, "a complete event without a duration");
        m_slices.push_back(
            {.begin = &event, .end = nullptr, .from = event.time, .to = event.time + *event.length});
        m_threads[threadKey(event)].push_back(m_slices.size() - 1);
        return;
    case 'i':
    case 'I':
    case 'R':
        m_instants.push_back(&event);
        return;
    case 'n':
    case 'T':
    case 'p': {
        const Track &open = m_asyncOpen[asyncKey(event)];
        if (!open.empty())
            m_slices[open.back()].instants.push_back(&event);
        else
            m_slices.push_back({.begin = &event, .end = nullptr, .from = event.time, .to = event.time});
        return;
    }
    case 's':
    case 't':
    case 'f':
        m_flows.push_back(&event);
        return;
    case 'C':
    case 'M':
        return; // not slices: counters and names are read elsewhere
    default:
        return m_unplaced(event, "an event of a phase that says nothing about a trace");
    }
}

void ChromeSlices::begin(Track &open, const ChromeEvent &event, bool nests)
{
    ChromeSlice slice{.begin = &event, .end = nullptr, .from = event.time, .to = event.time};
    slice.isIncomplete = true; // until its end comes
    if (nests && !open.empty())
        slice.parent = open.back();
    m_slices.push_back(std::move(slice));
    open.push_back(m_slices.size() - 1);
    if (!nests)
        m_threads[threadKey(event)].push_back(m_slices.size() - 1);
}

void ChromeSlices::end(Track &open, const ChromeEvent &event, bool byName)
{
    const auto last = open.rbegin() + std::min<std::ptrdiff_t>(std::ssize(open), looks);
    auto closed = open.rbegin();
    if (byName)
        closed = std::find_if(open.rbegin(), last,
                              [&](std::size_t index) { return m_slices[index].begin->name == event.name; });
    if (closed == last) {
        if (!byName)
            return m_unplaced(event, "an end without a begin");
        // The begin was before the recording: it lasts from the start of its group.
        m_slices.push_back(
            {.begin = &event, .end = nullptr, .from = m_asyncRange[asyncKey(event)].first, .to = event.time});
        m_slices.back().isIncomplete = true;
        return;
    }
    ChromeSlice &slice = m_slices[*closed];
    slice.end = &event;
    slice.to = std::max(slice.from, event.time);
    slice.isIncomplete = false;
    open.erase(std::next(closed).base());
}

void ChromeSlices::closeAll(std::int64_t fileEnd)
{
    for (const auto &[key, open] : m_open) {
        for (const std::size_t index : open)
            m_slices[index].to = std::max(m_slices[index].from, fileEnd);
    }
    for (const auto &[key, open] : m_asyncOpen) {
        for (const std::size_t index : open)
            m_slices[index].to = std::max(m_slices[index].from, m_asyncRange[key].second);
    }
}

/// A slice is the child of the shortest one around it. Longer ones first at the same start, so that they are
/// around.
void ChromeSlices::nestThread(Track &track)
{
    std::ranges::stable_sort(track, [&](std::size_t left, std::size_t right) {
        const ChromeSlice &a = m_slices[left];
        const ChromeSlice &b = m_slices[right];
        return a.from != b.from ? a.from < b.from : a.to > b.to;
    });
    Track around;
    for (const std::size_t index : track) {
        ChromeSlice &slice = m_slices[index];
        while (!around.empty() && m_slices[around.back()].to <= slice.from &&
               m_slices[around.back()].to < slice.to)
            around.pop_back();
        const auto last = around.rbegin() + std::min<std::ptrdiff_t>(std::ssize(around), looks);
        const auto parent = std::find_if(around.rbegin(), last,
                                         [&](std::size_t outer) { return m_slices[outer].to >= slice.to; });
        if (parent != last && m_slices[*parent].to > m_slices[*parent].from)
            slice.parent = *parent;
        around.push_back(index);
    }
}

/// The innermost slice of the event's thread at its time.
std::size_t ChromeSlices::around(const ChromeEvent &event) const
{
    const auto track = m_threads.find(threadKey(event));
    if (track == m_threads.end())
        return ChromeSlice::none;
    const auto after =
        std::upper_bound(track->second.begin(), track->second.end(), event.time,
                         [&](std::int64_t time, std::size_t index) { return time < m_slices[index].from; });
    if (after == track->second.begin())
        return ChromeSlice::none;
    std::size_t index = *std::prev(after);
    for (std::ptrdiff_t i = 0; index != ChromeSlice::none && m_slices[index].to < event.time; ++i)
        index = i < levels ? m_slices[index].parent : ChromeSlice::none;
    return index;
}

std::size_t ChromeSlices::nextOf(const ChromeEvent &event) const
{
    const auto track = m_threads.find(threadKey(event));
    if (track == m_threads.end())
        return ChromeSlice::none;
    const auto next =
        std::lower_bound(track->second.begin(), track->second.end(), event.time,
                         [&](std::size_t index, std::int64_t time) { return m_slices[index].from < time; });
    return next == track->second.end() ? ChromeSlice::none : *next;
}

void ChromeSlices::placeInstants()
{
    for (const ChromeEvent *const event : m_instants) {
        const std::size_t slice = around(*event);
        if (slice != ChromeSlice::none)
            m_slices[slice].instants.push_back(event);
        else
            m_slices.push_back({.begin = event, .end = nullptr, .from = event->time, .to = event->time});
    }
}

void ChromeSlices::placeFlows()
{
    for (const ChromeEvent *const event : m_flows)
        placeFlow(*event);
}

/// s leaves the slice around it; t and f arrive and t leaves again. f arrives at the next slice unless it
/// says otherwise.
void ChromeSlices::placeFlow(const ChromeEvent &event)
{
    const bool toNext = event.phase == 'f' && memberText(*event.json, "bp") != "e";
    const std::size_t slice = toNext ? nextOf(event) : around(event);
    if (slice == ChromeSlice::none)
        return m_unplaced(event, "a flow without a slice to bind to");
    const std::string key = flowKey(event);
    if (event.phase != 's') {
        if (const auto source = m_flowSources.find(key); source != m_flowSources.end())
            link(slice, source->second);
    }
    if (event.phase == 'f')
        m_flowSources.erase(key);
    else
        m_flowSources.insert_or_assign(key, slice);
}

/// The second version of flows: slices that say which flow they take up and leave.
void ChromeSlices::bindSlices()
{
    std::vector<std::size_t> bound;
    for (std::size_t i = 0; i < m_slices.size(); ++i) {
        if (member(*m_slices[i].begin->json, "bind_id") != nullptr)
            bound.push_back(i);
    }
    std::ranges::stable_sort(bound, {}, [&](std::size_t index) { return m_slices[index].from; });
    std::map<std::string, std::size_t> last;
    for (const std::size_t index : bound) {
        const Value &json = *m_slices[index].begin->json;
        const std::string id = chromeText(json, "bind_id");
        const auto source = last.find(id);
        if (isSet(json, "flow_in") && source != last.end())
            link(index, source->second);
        if (isSet(json, "flow_out"))
            last.insert_or_assign(id, index);
    }
}

void ChromeSlices::link(std::size_t later, std::size_t earlier)
{
    auto &follows = m_slices[later].follows;
    if (later != earlier && std::ranges::find(follows, earlier) == follows.end())
        follows.push_back(earlier);
}

} // namespace spanwise
