// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/latehalf.h"

#include "core/model/sharedhalves.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace spanwise {
namespace {

constexpr std::string_view guessedBegin = "otel.zipkin.absentField.startTime";

bool hasGuessedBegin(const Span &span)
{
    return find(span.attributes, guessedBegin) != nullptr;
}

bool hasEnded(const Span &span)
{
    return span.time.end > span.time.begin;
}

Timestamp later(Timestamp begin, Duration length)
{
    return length > Duration::zero() && length <= Timestamp::max() - begin ? begin + length : begin;
}

Duration lengthOf(const Span &span)
{
    return hasEnded(span) ? span.time.end - span.time.begin : Duration::zero();
}

TimeWindow timeOf(const Span &stored, const Span &more)
{
    const bool storedGuessed = hasGuessedBegin(stored);
    if (storedGuessed != hasGuessedBegin(more)) {
        const Span &sent = storedGuessed ? more : stored;
        const Span &guessed = storedGuessed ? stored : more;
        return {sent.time.begin, std::max(sent.time.end, later(sent.time.begin, lengthOf(guessed)))};
    }
    if (stored.time.begin == Timestamp() || more.time.begin == Timestamp()) // one was sent without
        return {std::max(stored.time.begin, more.time.begin), std::max(stored.time.end, more.time.end)};
    return {std::min(stored.time.begin, more.time.begin), std::max(stored.time.end, more.time.end)};
}

class Completion
{
public:
    Completion(const Span &stored, const Span &more, Arena &arena)
        : m_more(more)
        , m_arena(arena)
        , m_span(stored)
        , m_moreSpeaks(hasEnded(more) && !hasEnded(stored))
    {
    }

    std::optional<Span> result()
    {
        set(m_span.time, timeOf(m_span, m_more));
        if (!m_span.parent)
            set(m_span.parent, m_more.parent);
        say(m_span.name, m_more.name, std::string_view());
        say(m_span.kind, m_more.kind, SpanKind::Unspecified);
        if (say(m_span.status, m_more.status, StatusCode::Unset))
            set(m_span.statusMessage, m_more.statusMessage);
        say(m_span.statusMessage, m_span.status == m_more.status ? m_more.statusMessage : std::string_view(),
            std::string_view());
        say(m_span.traceState, m_more.traceState, std::string_view());
        set(m_span.flags, m_span.flags | m_more.flags);
        attributes();
        events();
        links();
        for (const auto count : {&Span::droppedAttributes, &Span::droppedEvents, &Span::droppedLinks})
            set(m_span.*count, std::max(m_span.*count, m_more.*count));
        return m_changed ? std::optional(m_span) : std::nullopt;
    }

private:
    template<class T>
    void set(T &field, const T &value)
    {
        m_changed = m_changed || field != value;
        field = value;
    }

    /// True when the later piece had its say.
    template<class T>
    bool say(T &field, const T &value, const T &nothing)
    {
        if (value == nothing || (field != nothing && !m_moreSpeaks))
            return false;
        set(field, value);
        return true;
    }

    void attributes()
    {
        std::vector<Attribute> list(m_span.attributes.begin(), m_span.attributes.end());
        std::vector<std::pair<std::string_view, std::size_t>> places;
        for (std::size_t i = 0; i < list.size(); ++i)
            places.emplace_back(list[i].key, i);
        std::ranges::stable_sort(places, {}, &std::pair<std::string_view, std::size_t>::first);
        bool changed = false;
        for (const Attribute &attribute : m_more.attributes) {
            if (attribute.key == guessedBegin)
                continue; // of the two begins, the one that was sent is taken
            const auto at = std::ranges::lower_bound(places, attribute.key, {},
                                                     &std::pair<std::string_view, std::size_t>::first);
            if (at == places.end() || at->first != attribute.key) {
                list.push_back(attribute);
                changed = true;
            } else if (m_moreSpeaks && list[at->second].value != attribute.value) {
                list[at->second] = attribute;
                changed = true;
            }
        }
        if (hasGuessedBegin(m_span) && !hasGuessedBegin(m_more)) {
            std::erase_if(list, [](const Attribute &attribute) { return attribute.key == guessedBegin; });
            changed = true;
        }
        if (changed)
            m_span.attributes = m_arena.copy(std::span<const Attribute>(list));
        m_changed = m_changed || changed;
    }

    void events()
    {
        std::set<std::pair<Timestamp, std::string_view>> known;
        for (const Event &event : m_span.events)
            known.emplace(event.time, event.name);
        add(m_span.events, m_more.events,
            [&](const Event &event) { return known.emplace(event.time, event.name).second; });
    }

    void links()
    {
        std::set<std::pair<TraceId, SpanId>> known;
        for (const Link &link : m_span.links)
            known.emplace(link.traceId, link.spanId);
        add(m_span.links, m_more.links,
            [&](const Link &link) { return known.emplace(link.traceId, link.spanId).second; });
    }

    template<class T, class IsNew>
    void add(std::span<const T> &to, std::span<const T> from, IsNew isNew)
    {
        std::vector<T> list(to.begin(), to.end());
        std::ranges::copy_if(from, std::back_inserter(list), isNew);
        if (list.size() == to.size())
            return;
        to = m_arena.copy(std::span<const T>(list));
        m_changed = true;
    }

    const Span &m_more;
    Arena &m_arena;
    Span m_span;
    const bool m_moreSpeaks;
    bool m_changed = false;
};

} // namespace

std::optional<Span> completedBy(const Span &stored, const Span &later, Arena &arena)
{
    return Completion(stored, later, arena).result();
}

bool areTwoSides(const Span &one, const Span &other) noexcept
{
    const auto are = [&](SpanKind sending, SpanKind receiving) {
        return (one.kind == sending && other.kind == receiving) ||
               (one.kind == receiving && other.kind == sending);
    };
    return are(SpanKind::Client, SpanKind::Server) || are(SpanKind::Producer, SpanKind::Consumer);
}

bool isReceivingSide(const Span &span) noexcept
{
    return span.kind == SpanKind::Server || span.kind == SpanKind::Consumer;
}

Span receivingSideOf(Span span) noexcept
{
    span.parent = span.id;
    span.id = sharedServerId(span.traceId, span.id);
    span.flags |= spanflags::hasIsRemote | spanflags::isRemote;
    return span;
}

} // namespace spanwise
