// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace spanwise {

/// The W3C tracestate list (protocols.md 3.2): what vendors attach to a trace, passed on unchanged.
/// Immutable; copies share. Any thread.
class W3cTraceState
{
public:
    W3cTraceState() noexcept = default;

    /// nullopt when a member is malformed, a key repeats or there are more than 32 members: the header is
    /// ignored as a whole then. Empty members are left out. A list beyond 512 characters is cut by whole
    /// members.
    static std::optional<W3cTraceState> parse(std::string_view header);

    bool isEmpty() const noexcept { return m_text == nullptr; }
    /// The list as it is sent: "a=1,b=2".
    std::string_view header() const noexcept { return m_text == nullptr ? std::string_view() : *m_text; }
    std::optional<std::string_view> get(std::string_view key) const noexcept;
    /// A copy with key first in the list, as the specification asks of who changes it; nullopt when key or
    /// value is not allowed.
    std::optional<W3cTraceState> with(std::string_view key, std::string_view value) const;

    friend bool operator==(const W3cTraceState &a, const W3cTraceState &b) noexcept
    {
        return a.header() == b.header();
    }

private:
    explicit W3cTraceState(std::string text);

    std::shared_ptr<const std::string> m_text; // nullptr: empty
};

} // namespace spanwise
