// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// Names and values that travel with a request across processes (W3C baggage, protocols.md 3.3). Immutable;
/// copies share. Any thread.
class Baggage
{
public:
    struct Entry
    {
        std::string key;        ///< an HTTP token
        std::string value;      ///< UTF-8, decoded
        std::string properties; ///< as sent, without the leading ';'

        friend bool operator==(const Entry &, const Entry &) = default;
    };

    Baggage() noexcept = default;

    /// Takes what is well-formed; a malformed member is left out and its good neighbours stay. Of a repeated
    /// key the last value counts. Percent-encoded bytes that are not UTF-8 become U+FFFD. At most 180 members
    /// and 8192 bytes.
    static Baggage parse(std::string_view header);

    bool isEmpty() const noexcept { return m_entries == nullptr; }
    const std::vector<Entry> &entries() const noexcept;
    std::optional<std::string_view> get(std::string_view key) const noexcept;
    /// A copy with key set, or *this when key is not an HTTP token.
    Baggage with(std::string_view key, std::string_view value, std::string_view properties = {}) const;
    Baggage without(std::string_view key) const;
    /// The list as it is sent, percent-encoded; whole members beyond 180 or 8192 bytes are left out.
    std::string header() const;

    friend bool operator==(const Baggage &a, const Baggage &b) noexcept { return a.entries() == b.entries(); }

private:
    explicit Baggage(std::vector<Entry> entries);

    std::shared_ptr<const std::vector<Entry>> m_entries; // nullptr: empty
};

} // namespace spanwise
