// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// The bearer tokens that senders may present: the current one and, while senders are being moved to it, the
/// one before.
///
/// One for all listeners of a program; a change is in force for the next request. Any thread. Comparing takes
/// a time that tells nothing of how much of a guess was right, nor which token it was.
class AccessTokens
{
public:
    static constexpr std::size_t maxTokens = 2;
    /// A token holds at least this many characters: shorter ones can be guessed over a network.
    static constexpr std::size_t minLength = 16;

    AccessTokens() = default;
    explicit AccessTokens(std::vector<std::string> tokens) { set(std::move(tokens)); }

    /// Replaces all; those beyond maxTokens and empty ones are left out.
    void set(std::vector<std::string> tokens);
    /// Admits nobody until set() is called: there are tokens, but they could not be read.
    void close();
    /// Nobody needs a token, as far as is known.
    bool isEmpty() const;
    /// authorization is the header's value: "Bearer TOKEN". True without tokens only where none is needed.
    bool admits(std::string_view authorization, bool needed) const;

    /// 256 bits from the system's generator, as 43 letters, digits, - and _.
    static std::string generate();
    /// Empty, or why the text cannot be a token (RFC 6750, section 2.1: letters, digits and -._~+/ with = at
    /// the end).
    static std::string problemOf(std::string_view token);

private:
    mutable std::mutex m_mutex;
    std::vector<std::string> m_tokens; // guarded by m_mutex
    bool m_closed = false;             // guarded by m_mutex
};

} // namespace spanwise
