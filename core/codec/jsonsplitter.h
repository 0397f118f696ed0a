// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace spanwise {

/// Cuts a stream of bytes into its top-level JSON values: JSON lines, concatenated or pretty-printed values,
/// and the elements of one surrounding array, in any mixture.
///
/// Looks only at brackets and quotes, so a value that is broken inside is handed on whole and judged by its
/// decoder. A line that was cut off does not take the next ones with it.
///
/// A large OTLP document is handed on in several that say the same: after every sliceBytes its list of
/// resources ends, and begins again in the next. So a document of any size is read in a little memory, and on
/// several threads. Holds one value, or such a part of one, in memory at a time. Not thread-safe. About 3
/// GB/s where values are deep, 0.7 elsewhere.
class JsonSplitter
{
public:
    /// value is one top-level value; position is where it began, in bytes from the start of the stream, line
    /// the line of that byte, from 1.
    using Value = std::function<void(std::string value, std::uint64_t position, std::uint64_t line)>;

    static constexpr std::size_t sliceBytes = 512U << 10U;

    explicit JsonSplitter(Value value)
        : m_deliver(std::move(value))
    {
    }

    void feed(std::string_view bytes);
    /// The end of the stream: hands out what is left, complete or not.
    void finish();
    /// Bytes of the value that is not complete yet.
    std::size_t pendingBytes() const noexcept { return m_value.size(); }
    /// Whether a surrounding array is open: at the end of the stream, its bracket is missing.
    bool isInArray() const noexcept { return m_inArray; }

private:
    bool begins(char c);
    std::size_t scan(std::string_view bytes, std::size_t at, bool &isComplete);
    std::size_t skipBlocks(std::string_view bytes, std::size_t at);
    std::size_t scanString(std::string_view bytes, std::size_t at, bool &isComplete);
    std::size_t scanPlain(std::string_view bytes, std::size_t at, bool &isComplete);
    void enterList(std::string_view bytes, std::size_t at);
    std::string_view skipGap(std::string_view bytes);
    void deliverSlice();
    bool followsTornLine(std::string_view bytes, std::size_t at) const;
    void deliver();

    Value m_deliver;
    std::string m_value;
    std::uint64_t m_position = 0; // of the first byte that is being fed
    std::uint64_t m_line = 1;
    std::uint64_t m_start = 0; // of m_value
    std::uint64_t m_startLine = 1;
    std::size_t m_from = 0; // where m_value goes on in the bytes that are being fed
    std::size_t m_depth = 0;
    bool m_isOpen = false;
    bool m_isScalar = false;
    bool m_inString = false;
    bool m_escaped = false;
    bool m_inArray = false; // inside the surrounding array
    // Of a document's lists of resources:
    std::size_t m_memberEnd = 0; // where the latest member of the document ended in m_value
    std::string
        m_head; // the document up to the bracket of the list that is open; empty when it cannot be sliced
    bool m_isSlice = false; // m_value is complete as a slice
    enum class Gap : std::uint8_t { None, BeforeComma, AfterComma };
    Gap m_gap = Gap::None; // between two of them
};

} // namespace spanwise
