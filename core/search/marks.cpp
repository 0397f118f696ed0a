// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/marks.h"

#include "core/search/markprobes.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <bit>
#include <cmath>

namespace spanwise {
namespace {

// What a mark is about is part of it: the name "a" and the model "a" are two facts. Values are stored: append
// only.
enum Subject : std::uint64_t { KeySubject = 1, TextSubject, StepSubject, ModelSubject, EventSubject };
enum ValueSubject : std::uint64_t { StringValue = 101, NumberValue, BoolValue };

SearchMark marked(std::uint64_t subject, std::string_view text) noexcept
{
    return XXH3_64bits_withSeed(text.data(), text.size(), subject);
}

SearchMark mixed(SearchMark key, std::uint64_t subject, std::uint64_t bits) noexcept
{
    return XXH3_64bits_withSeed(&bits, sizeof bits, key + subject);
}

SearchMark stringMark(SearchMark key, std::string_view text) noexcept
{
    return XXH3_64bits_withSeed(text.data(), text.size(), key + StringValue);
}

SearchMark numberMark(SearchMark key, double number) noexcept
{
    return mixed(key, NumberValue, std::bit_cast<std::uint64_t>(number + 0.0)); // -0.0 is 0
}

/// Whoever asks for a longer value asks for a prompt: its attribute is marked, its text is not worth the
/// room.
constexpr std::size_t longestValue = 64;

constexpr std::size_t bitsPerMark = 10;

template<class Visit>
bool forEachProbe(SearchMark mark, std::size_t bits, Visit visit)
{
    std::uint64_t place = mark;
    const std::uint64_t stride = std::rotl(mark, 32) | 1U;
    for (std::size_t i = 0; i < markProbeCount; ++i, place += stride) {
        const std::uint64_t spread = (place >> 32U) * bits >> 32U;
        if (!visit(static_cast<std::size_t>(spread)))
            return false;
    }
    return true;
}

} // namespace

SearchMark attributeMark(std::string_view key) noexcept
{
    return marked(KeySubject, key);
}

std::optional<SearchMark> valueMark(std::string_view key, const Datum &value) noexcept
{
    const SearchMark about = attributeMark(key);
    if (value.isNumeric())
        return numberMark(about, value.number());
    if (value.type == Datum::Type::Text)
        return value.text.size() > longestValue ? std::nullopt : std::optional(stringMark(about, value.text));
    if (value.type == Datum::Type::Bool)
        return mixed(about, BoolValue, value.isTrue() ? 1 : 0);
    return std::nullopt;
}

SearchMark textMark(std::string_view text) noexcept
{
    return marked(TextSubject, text);
}

SearchMark stepMark(StepKind step) noexcept
{
    return mixed(0, StepSubject, static_cast<std::uint64_t>(step));
}

SearchMark modelMark(std::string_view model) noexcept
{
    return marked(ModelSubject, model);
}

SearchMark eventMark(std::string_view name) noexcept
{
    return marked(EventSubject, name);
}

void MarkSet::clear()
{
    m_marks.clear();
    if (++m_round == 0) { // after 2^32 rounds an old slot would look fresh
        m_slots.assign(m_slots.size(), {});
        m_round = 1;
    }
}

bool MarkSet::add(SearchMark mark)
{
    if (m_marks.size() * 2 >= m_slots.size())
        grow();
    for (std::uint64_t at = mark;; ++at) {
        Slot &slot = m_slots[at & (m_slots.size() - 1)];
        if (slot.round != m_round) {
            slot = {mark, m_round};
            m_marks.push_back(mark);
            return true;
        }
        if (slot.mark == mark)
            return false;
    }
}

void MarkSet::grow()
{
    const std::vector<SearchMark> marks = std::move(m_marks);
    m_marks.clear();
    m_slots.assign(m_slots.empty() ? 512 : m_slots.size() * 2, {});
    m_marks.reserve(m_slots.size() / 2);
    for (const SearchMark mark : marks)
        add(mark);
}

void MarkSet::addSpan(const Span &span, const SpanFacts &facts)
{
    addAttributes(span.attributes);
    for (const Event &event : span.events) {
        add(eventMark(event.name));
        addAttributes(event.attributes);
    }
    for (const Link &link : span.links)
        addAttributes(link.attributes);
    add(stepMark(facts.step));
    if (!facts.model.empty())
        add(modelMark(facts.model));
}

void MarkSet::addAttributes(std::span<const Attribute> attributes)
{
    for (const Attribute &attribute : attributes) {
        const SearchMark key = attributeMark(attribute.key);
        add(key);
        addValue(key, attribute.value);
    }
}

void MarkSet::addValue(SearchMark key, const Value &value)
{
    switch (value.type()) {
    case Value::Type::String:
        if (value.string().size() <= longestValue)
            add(stringMark(key, value.string()));
        return;
    case Value::Type::Int:
    case Value::Type::Double:
        add(numberMark(key, value.numberOr(0)));
        return;
    case Value::Type::Bool:
        add(mixed(key, BoolValue, value.boolean() ? 1 : 0));
        return;
    case Value::Type::Array:
        for (const Value &item : value.array()) {
            if (item.type() != Value::Type::Array)
                addValue(key, item);
        }
        return;
    default:
        return;
    }
}

std::string packMarks(const std::vector<SearchMark> &marks)
{
    std::string packed((marks.size() * bitsPerMark + 7) / 8 + 1, '\0');
    for (const SearchMark mark : marks) {
        forEachProbe(mark, packed.size() * 8, [&](std::size_t bit) {
            packed[bit / 8] = static_cast<char>(static_cast<unsigned char>(packed[bit / 8]) | 1U << bit % 8);
            return true;
        });
    }
    return packed;
}

std::array<std::uint32_t, markProbeCount> markProbes(SearchMark mark) noexcept
{
    std::array<std::uint32_t, markProbeCount> probes{};
    std::size_t count = 0;
    constexpr std::size_t all = std::size_t(1) << 32U; // of so many bits, a probe is itself
    forEachProbe(mark, all, [&](std::size_t bit) {
        probes[count++] = static_cast<std::uint32_t>(bit);
        return true;
    });
    return probes;
}

bool mayHaveMark(std::string_view packed, SearchMark mark) noexcept
{
    return forEachProbe(mark, packed.size() * 8, [&](std::size_t bit) {
        return (static_cast<unsigned char>(packed[bit / 8]) >> bit % 8 & 1U) != 0;
    });
}

} // namespace spanwise
