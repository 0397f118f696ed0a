// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/accesstokens.h"

#include "core/receive/headertext.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>

namespace spanwise {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The loop runs over the guess, whose length the guesser knows anyway, and looks at every character of it.
bool sameSecret(std::string_view guess, std::string_view secret) noexcept
{
    unsigned difference = guess.size() == secret.size() ? 0 : 1;
    for (std::size_t i = 0; i < guess.size(); ++i) {
        const char expected = secret[i % secret.size()];
        difference |= static_cast<unsigned>(static_cast<unsigned char>(guess[i]) ^
                                            static_cast<unsigned char>(expected));
    }
    return difference == 0;
}

} // namespace

void AccessTokens::set(std::vector<std::string> tokens)
{
    std::erase_if(tokens, [](const std::string &token) { return token.empty(); });
    tokens.resize(std::min(tokens.size(), maxTokens));
    const std::lock_guard lock(m_mutex);
    m_tokens = std::move(tokens);
    m_closed = false;
}

void AccessTokens::close()
{
    const std::lock_guard lock(m_mutex);
    m_tokens.clear();
    m_closed = true;
}

bool AccessTokens::isEmpty() const
{
    const std::lock_guard lock(m_mutex);
    return m_tokens.empty() && !m_closed;
}

bool AccessTokens::admits(std::string_view authorization, bool needed) const
{
    constexpr std::string_view scheme = "Bearer ";
    const std::lock_guard lock(m_mutex);
    if (m_tokens.empty())
        return !needed && !m_closed;
    if (authorization.size() <= scheme.size() ||
        !equalsIgnoringCase(authorization.substr(0, scheme.size()), scheme))
        return false;
    const std::string_view guess = trimmed(authorization.substr(scheme.size()));
    bool good = false;
    for (const std::string &token : m_tokens) // all of them: which one was right is not to be measured
        good = sameSecret(guess, token) || good;
    return good && !guess.empty();
}

std::string AccessTokens::generate()
{
    std::random_device random; // the system's generator on Linux
    std::string token(43, '\0');
    std::ranges::generate(token, [&] { return alphabet[random() % alphabet.size()]; });
    return token;
}

std::string AccessTokens::problemOf(std::string_view token)
{
    if (token.size() < minLength)
        return "A token has at least " + std::to_string(minLength) + " characters.";
    if (token.size() > 1024)
        return "A token has at most 1024 characters.";
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("-._~+/=").find(c) != std::string_view::npos;
    };
    if (!std::ranges::all_of(token, allowed))
        return "A token consists of letters, digits and - . _ ~ + / =.";
    return {};
}

} // namespace spanwise
