// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/textscan.h"

#include "core/search/fold.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <string>
#include <thread>

namespace spanwise {
namespace {

constexpr std::uint32_t rowsPerLook = 4096; ///< between two looks at the stop token
constexpr std::uint32_t rowsWorthAThread = 50'000;

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool isAscii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<signed char>(c) >= 0; });
}

/// Looks for one folded text. Remembers its last answers by where a text lies: spans of a trace share most of
/// theirs.
class Scanner
{
public:
    Scanner(const Trace &trace, std::string_view folded)
        : m_trace(trace)
        , m_folded(folded)
        , m_first(folded.front())
        , m_upper(folded.front() >= 'a' && folded.front() <= 'z' ? static_cast<char>(folded.front() - 32)
                                                                 : folded.front())
        , m_isNumber(std::ranges::all_of(folded, [](char c) { return (c >= '0' && c <= '9') || c == '-'; }))
    {
    }

    bool matches(SpanRow row)
    {
        const Span &span = m_trace[row];
        return hasShared(span.name) || has(span.statusMessage) || hasList(span.attributes) ||
               std::ranges::any_of(span.events, [&](const Event &event) {
                   return hasShared(event.name) || hasList(event.attributes);
               });
    }

private:
    struct Answer
    {
        const void *where = nullptr;
        std::size_t size = 0;
        bool is = false;
    };

    template<class Ask>
    bool remembered(std::array<Answer, 1024> &answers, const void *where, std::size_t size, Ask ask)
    {
        const auto bits = reinterpret_cast<std::uintptr_t>(where);
        Answer &answer = answers[(bits >> 4U ^ bits >> 14U) % answers.size()];
        if (answer.where != where || answer.size != size)
            answer = {where, size, ask()};
        return answer.is;
    }

    bool hasShared(std::string_view text)
    {
        return !text.empty() && remembered(m_texts, text.data(), text.size(), [&] { return has(text); });
    }

    bool hasList(std::span<const Attribute> list)
    {
        return !list.empty() && remembered(m_lists, list.data(), list.size(), [&] {
            return std::ranges::any_of(
                list, [&](const Attribute &a) { return hasShared(a.key) || hasValue(a.value); });
        });
    }

    bool hasValue(const Value &value)
    {
        switch (value.type()) {
        case Value::Type::String:
            return has(value.string());
        case Value::Type::Int:
            return m_isNumber && hasNumber(value.integer());
        case Value::Type::Array:
            return std::ranges::any_of(value.array(), [&](const Value &item) { return hasValue(item); });
        case Value::Type::Map:
            return std::ranges::any_of(
                value.map(), [&](const Attribute &a) { return hasShared(a.key) || hasValue(a.value); });
        default:
            return false;
        }
    }

    bool hasNumber(std::int64_t number) const
    {
        std::array<char, 24> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        return std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data()))
                   .find(m_folded) != std::string_view::npos;
    }

    bool has(std::string_view text) const
    {
        if (text.size() >= m_folded.size() && hasAscii(text))
            return true;
        return !isAscii(text) && foldText(text).find(m_folded) != std::string::npos;
    }

    /// Byte by byte, ASCII letters without their case.
    bool hasAscii(std::string_view text) const
    {
        const char *at = text.data();
        const char *const last = at + (text.size() - m_folded.size());
        for (; at <= last; ++at) {
            if (*at != m_first && *at != m_upper)
                continue;
            std::size_t same = 1;
            while (same < m_folded.size() && lowered(at[same]) == m_folded[same])
                ++same;
            if (same == m_folded.size())
                return true;
        }
        return false;
    }

    const Trace &m_trace;
    const std::string_view m_folded;
    const char m_first;
    const char m_upper;
    const bool m_isNumber;
    std::array<Answer, 1024> m_texts{};
    std::array<Answer, 1024> m_lists{};
};

std::vector<SpanRow> scanPart(const Trace &trace, std::string_view folded, std::uint32_t begin,
                              std::uint32_t end, const std::stop_token &stop)
{
    Scanner scanner(trace, folded);
    std::vector<SpanRow> found;
    for (std::uint32_t row = begin; row < end; ++row) {
        if (row % rowsPerLook == 0 && stop.stop_requested())
            return {};
        if (scanner.matches(static_cast<SpanRow>(row)))
            found.push_back(static_cast<SpanRow>(row));
    }
    return found;
}

} // namespace

std::vector<SpanRow> scanForText(const Trace &trace, std::string_view text, const std::stop_token &stop)
{
    const std::string folded = foldText(text);
    if (folded.empty() || trace.size() == 0)
        return {};
    const auto size = static_cast<std::uint32_t>(trace.size());
    const std::uint32_t parts =
        std::clamp(std::min(size / rowsWorthAThread, std::thread::hardware_concurrency()), 1U, 4U);
    std::vector<std::vector<SpanRow>> found(parts);
    {
        std::vector<std::jthread> workers;
        for (std::uint32_t part = 1; part < parts; ++part) {
            workers.emplace_back([&, part] {
                found[part] = scanPart(trace, folded, size / parts * part,
                                       part + 1 == parts ? size : size / parts * (part + 1), stop);
            });
        }
        found[0] = scanPart(trace, folded, 0, parts == 1 ? size : size / parts, stop);
    }
    std::vector<SpanRow> all = std::move(found[0]);
    for (std::uint32_t part = 1; part < parts; ++part)
        all.insert(all.end(), found[part].begin(), found[part].end());
    return stop.stop_requested() ? std::vector<SpanRow>() : all;
}

} // namespace spanwise
