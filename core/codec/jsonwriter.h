// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace spanwise {

/// Appends JSON to a string, one token at a time; commas come by themselves. The caller keeps begin and end
/// paired.
class JsonWriter
{
public:
    void beginObject() { open('{'); }
    void endObject() { close('}'); }
    void beginArray() { open('['); }
    void endArray() { close(']'); }

    /// name is plain ASCII: the keys of a format.
    void key(std::string_view name);
    /// A key that came from outside: escaped like a string.
    void textKey(std::string_view name);
    /// Escaped as RFC 8259 asks; other characters stay as they are. Invalid UTF-8 is repaired.
    void string(std::string_view text);
    /// Digits in quotes, as OTLP writes 64-bit numbers.
    void quoted(std::uint64_t number);
    void quoted(std::int64_t number);
    void number(std::uint64_t number);
    void number(std::int64_t number);
    /// The shortest text that reads back as the same double; NaN and infinities in quotes, as protobuf's
    /// mapping has it.
    void number(double number);
    /// The same, always with a fraction or an exponent, so that a reader sees that it is no whole number.
    void real(double number);
    void boolean(bool value);
    void null();

    std::string take() { return std::move(m_text); }

private:
    void open(char bracket);
    void close(char bracket);
    void separate();

    std::string m_text;
    bool m_needsComma = false;
};

} // namespace spanwise
