// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace spanwise {

/// Cuts a stream of bytes into its top-level JSON values: JSON lines, concatenated or pretty-printed values, and the
/// elements of one surrounding array, in any mixture.
///
/// Looks only at brackets and quotes, so a value that is broken inside is handed on whole and judged by its decoder.
/// Holds one value in memory at a time. Not thread-safe.
class JsonSplitter
{
public:
    /// value is one top-level value; position is where it began, in bytes from the start of the stream.
    using Value = std::function<void(std::string value, std::uint64_t position)>;

    explicit JsonSplitter(Value value) : m_deliver(std::move(value)) {}

    void feed(std::string_view bytes);
    /// The end of the stream: hands out what is left, complete or not.
    void finish();
    /// Bytes of the value that is not complete yet.
    std::size_t pendingBytes() const noexcept { return m_value.size(); }

private:
    void take(char c);
    void deliver();

    Value m_deliver;
    std::string m_value;
    std::uint64_t m_position = 0; // of the next byte
    std::uint64_t m_start = 0;    // of m_value
    std::size_t m_depth = 0;
    bool m_inString = false;
    bool m_escaped = false;
    bool m_inArray = false; // inside the surrounding array
};

} // namespace spanwise
