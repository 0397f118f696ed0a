// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jsonsplitter.h"

#include "core/codec/jsonblock.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace spanwise {
namespace {

using Marks = std::array<bool, 256>;

constexpr Marks marksOf(std::string_view characters)
{
    Marks marks{};
    for (const char c : characters)
        marks[static_cast<unsigned char>(c)] = true;
    return marks;
}

constexpr Marks stringMarks = marksOf("\"\\\n");
constexpr Marks nestedMarks = marksOf("\"{}[]\n");
constexpr Marks scalarMarks = marksOf("\"{}[],\n");

std::size_t skipTo(const Marks &marks, std::string_view bytes, std::size_t at)
{
    while (at < bytes.size() && !marks[static_cast<unsigned char>(bytes[at])])
        ++at;
    return at;
}

/// The lists of an OTLP document whose elements stand for themselves.
constexpr std::array<std::string_view, 6> slicedLists{"\"resourceSpans\"",   "\"resource_spans\"",
                                                      "\"resourceLogs\"",    "\"resource_logs\"",
                                                      "\"resourceMetrics\"", "\"resource_metrics\""};

std::string_view trimmedEnd(std::string_view text)
{
    const auto last = text.find_last_not_of(" \t\r\n");
    return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

} // namespace

void JsonSplitter::feed(std::string_view bytes)
{
    for (std::size_t at = 0; at < bytes.size();) {
        if (!m_isOpen) {
            if (!begins(bytes[at])) {
                m_line += bytes[at] == '\n' ? 1U : 0U;
                ++at;
                continue;
            }
            m_isOpen = true;
            m_isScalar = bytes[at] != '{' && bytes[at] != '[';
            m_start = m_position + at;
            m_startLine = m_line;
            m_memberEnd = 0;
            m_head.clear();
        }
        if (m_gap != Gap::None) {
            at = bytes.size() - skipGap(bytes.substr(at)).size();
            if (at == bytes.size())
                break;
            m_start = m_position + at;
            m_startLine = m_line;
        }
        bool isComplete = false;
        m_from = at;
        const std::size_t end = scan(bytes, at, isComplete);
        m_value.append(bytes, at, end - at);
        at = end;
        if (isComplete)
            deliver();
    }
    m_position += bytes.size();
}

/// Whether c, between values, is the first byte of one.
bool JsonSplitter::begins(char c)
{
    // A byte order mark is three bytes that mean nothing here.
    if (isSpace(c) || c == '\xef' || c == '\xbb' || c == '\xbf')
        return false;
    if (c == '[' && !m_inArray) {
        m_inArray = true;
        return false;
    }
    if (m_inArray && (c == ',' || c == ']')) {
        m_inArray = c == ',';
        return false;
    }
    return true;
}

/// The end of what belongs to the value that is open.
std::size_t JsonSplitter::scan(std::string_view bytes, std::size_t at, bool &isComplete)
{
    while (at < bytes.size() && !isComplete) {
        at = skipBlocks(bytes, at);
        const std::size_t until = std::min(bytes.size(), at + JsonBlock::byteCount);
        while (at < until && !isComplete)
            at = m_inString ? scanString(bytes, at, isComplete) : scanPlain(bytes, at, isComplete);
    }
    return at;
}

/// Passes over blocks of bytes that lie so deep in the value that nothing in them can end it, a slice or a
/// member of the document, and that are no torn line: the many that spans consist of. What is left to be
/// looked at character by character begins at the answer.
std::size_t JsonSplitter::skipBlocks(std::string_view bytes, std::size_t at)
{
    constexpr std::size_t deepEnough = 3;
    while (!m_isScalar && m_depth > deepEnough && at > m_from && bytes[at - 1] != '\n' &&
           at + JsonBlock::byteCount <= bytes.size()) {
        JsonBlock block = JsonBlock::of(bytes.data() + at);
        bool isEscaped = m_escaped;
        block.dropEscapedQuotes(isEscaped);
        const std::uint64_t inStrings = block.strings(m_inString);
        const std::uint64_t opens = block.opens & ~inStrings;
        const auto closed = static_cast<std::size_t>(std::popcount(block.closes & ~inStrings));
        const bool isOdd = (block.lineEnds & inStrings) != 0 || (block.backslashes & ~inStrings) != 0 ||
                           (block.lineEnds << 1U & opens) != 0;
        if (isOdd || closed + deepEnough > m_depth)
            break;
        m_depth += static_cast<std::size_t>(std::popcount(opens));
        m_depth -= closed;
        m_line += static_cast<std::uint64_t>(std::popcount(block.lineEnds));
        m_inString = inStrings >> (JsonBlock::byteCount - 1) != 0;
        m_escaped = isEscaped;
        at += JsonBlock::byteCount;
    }
    return at;
}

std::size_t JsonSplitter::scanString(std::string_view bytes, std::size_t at, bool &isComplete)
{
    if (m_escaped && bytes[at] != '\n') {
        m_escaped = false;
        return at + 1;
    }
    at = skipTo(stringMarks, bytes, at);
    if (at == bytes.size())
        return at;
    m_escaped = bytes[at] == '\\';
    if (bytes[at] == '"')
        m_inString = false;
    // JSON has no raw line ends in strings: this line is broken, the next one need not be.
    if (bytes[at] == '\n') {
        ++m_line;
        isComplete = true;
    }
    return at + 1;
}

std::size_t JsonSplitter::scanPlain(std::string_view bytes, std::size_t at, bool &isComplete)
{
    at = skipTo(m_isScalar ? scalarMarks : nestedMarks, bytes, at);
    if (at == bytes.size())
        return at;
    const char c = bytes[at];
    // An element of the surrounding array that is no object or array ends before what separates it from the
    // next.
    if (m_isScalar && m_depth == 0 && m_inArray && (c == ',' || c == ']')) {
        isComplete = true;
        return at;
    }
    if (c == '{' && m_depth > 0 && followsTornLine(bytes, at)) {
        isComplete = true;
        return at;
    }
    if (c == '"')
        m_inString = true;
    else if (c == '{' || c == '[') {
        if (++m_depth == 2 && c == '[')
            enterList(bytes, at);
    } else if ((c == '}' || c == ']') && m_depth > 0) {
        isComplete = --m_depth == 0;
        const std::size_t end = m_value.size() + (at - m_from) + 1;
        if (m_depth == 1) {
            m_memberEnd = end;
            m_head.clear();
        } else if (m_depth == 2 && !m_head.empty() && end >= sliceBytes) {
            m_isSlice = true;
            isComplete = true;
        }
    } else if (c == '\n') {
        ++m_line;
        isComplete = m_depth == 0;
    }
    return at + 1;
}

/// A list directly in the document: if it can be sliced, the next slice begins with what leads to it.
void JsonSplitter::enterList(std::string_view bytes, std::size_t at)
{
    constexpr std::size_t longestWay = 4096;
    const std::size_t here = m_value.size() + (at - m_from);
    if (here - m_memberEnd > longestWay)
        return;
    std::string member(m_value, std::min(m_memberEnd, m_value.size()));
    const std::size_t fresh = m_memberEnd > m_value.size() ? m_memberEnd - m_value.size() : 0;
    member += bytes.substr(m_from + fresh, at - m_from - fresh);
    const auto begin = member.find('"');
    std::string_view key = trimmedEnd(member);
    if (begin == std::string::npos || !key.ends_with(':'))
        return;
    key = trimmedEnd(key.substr(0, key.size() - 1));
    for (const std::string_view list : slicedLists) {
        if (key.ends_with(list))
            m_head = '{' + member.substr(begin) + '[';
    }
}

/// What is left of bytes when the comma between two slices, and the space around it, is passed over.
std::string_view JsonSplitter::skipGap(std::string_view bytes)
{
    for (; !bytes.empty(); bytes.remove_prefix(1)) {
        const char c = bytes.front();
        if (c == ',' && m_gap == Gap::BeforeComma) {
            m_gap = Gap::AfterComma;
        } else if (!isSpace(c)) {
            m_gap = Gap::None;
            break;
        }
        m_line += c == '\n' ? 1U : 0U;
    }
    return bytes;
}

/// Whether the brace at at begins a line after one that was cut off inside an object, as by a program that
/// died: what stands before it is nothing that an object can follow.
bool JsonSplitter::followsTornLine(std::string_view bytes, std::size_t at) const
{
    const std::string_view here = bytes.substr(m_from, at - m_from);
    const std::string_view before =
        here.find_first_not_of(" \t\r\n") == std::string_view::npos ? std::string_view(m_value) : here;
    const auto last = before.find_last_not_of(" \t\r\n");
    const bool atLineStart = here.empty() ? m_value.ends_with('\n') : here.back() == '\n';
    return atLineStart && last != std::string_view::npos &&
           std::string_view("[,:").find(before[last]) == std::string_view::npos;
}

/// The list ends here, and begins again with the next element.
void JsonSplitter::deliverSlice()
{
    m_isSlice = false;
    m_gap = Gap::BeforeComma;
    m_depth = 2;
    m_value += "]}";
    m_deliver(std::exchange(m_value, m_head), m_start, m_startLine);
    m_memberEnd = 1;
}

void JsonSplitter::deliver()
{
    if (m_isSlice)
        return deliverSlice();
    m_depth = 0;
    m_isOpen = false;
    m_inString = false;
    m_escaped = false;
    m_deliver(std::exchange(m_value, {}), m_start, m_startLine);
}

void JsonSplitter::finish()
{
    if (m_isOpen)
        deliver();
}

} // namespace spanwise
