// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/questionkey.h"

namespace spanwise {
namespace {

constexpr std::uint64_t fnvBasis = 0xcbf29ce484222325U;
constexpr std::uint64_t fnvPrime = 0x100000001b3U;

bool isBlank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

} // namespace

// FNV-1a, 64 bits: questions are short, and the constants are public for good.
std::uint64_t questionKey(std::string_view question)
{
    std::uint64_t hash = fnvBasis;
    bool isEmpty = true;
    bool gap = false;
    const auto take = [&](char c) { hash = (hash ^ static_cast<unsigned char>(c)) * fnvPrime; };
    for (const char c : question) {
        if (isBlank(c)) {
            gap = !isEmpty;
            continue;
        }
        if (gap)
            take(' ');
        gap = false;
        isEmpty = false;
        take(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
    if (isEmpty)
        return 0;
    return hash == 0 ? 1 : hash;
}

} // namespace spanwise
