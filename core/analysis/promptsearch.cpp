// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/promptsearch.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace spanwise {
namespace {

constexpr std::size_t window = 32; // bytes that a probe compares
constexpr std::size_t leastText = 8;
constexpr std::uint64_t base = 0x9E3779B97F4A7C15U | 1U;

bool isBlankByte(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// Each run of blanks as one space, none at the ends.
std::string withSingleBlanks(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (!isBlankByte(c))
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    if (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

std::uint64_t hashOf(std::string_view text)
{
    std::uint64_t hash = 0;
    for (const char c : text)
        hash = hash * base + static_cast<unsigned char>(c) + 1;
    return hash;
}

/// A window of one document that is looked for.
struct Probe
{
    std::size_t document = 0;
    std::size_t at = 0;
};

class Searcher
{
public:
    Searcher(std::string_view prompt, std::span<const std::string_view> contents)
        : m_prompt(withSingleBlanks(prompt))
        , m_found(contents.size())
    {
        for (const std::string_view content : contents)
            m_documents.push_back(withSingleBlanks(content));
    }

    std::vector<std::optional<PromptPart>> run()
    {
        for (std::size_t i = 0; i < m_documents.size(); ++i)
            prepare(i);
        roll();
        return std::move(m_found);
    }

private:
    void prepare(std::size_t index)
    {
        const std::string &text = m_documents[index];
        if (text.size() < leastText)
            return;
        m_found[index] = PromptPart{};
        if (text.size() < window) {
            if (m_prompt.find(text) != std::string::npos)
                m_found[index]->share = 1;
            return;
        }
        addProbe({index, 0});
        if (text.size() >= 3 * window)
            addProbe({index, text.size() / 2});
    }

    void addProbe(Probe probe)
    {
        const std::uint64_t hash =
            hashOf(std::string_view(m_documents[probe.document]).substr(probe.at, window));
        m_probes.emplace(hash, probe);
        m_maybe[hash >> (64U - maybeBits)] = true;
    }

    void roll()
    {
        if (m_probes.empty() || m_prompt.size() < window)
            return;
        std::uint64_t leaving = 1; // base to the power of window - 1
        for (std::size_t i = 1; i < window; ++i)
            leaving *= base;
        std::uint64_t hash = hashOf(std::string_view(m_prompt).substr(0, window));
        for (std::size_t at = 0;; ++at) {
            if (m_maybe[hash >> (64U - maybeBits)])
                visit(hash, at);
            if (at + window >= m_prompt.size())
                return;
            hash -= leaving * (static_cast<unsigned char>(m_prompt[at]) + 1U);
            hash = hash * base + static_cast<unsigned char>(m_prompt[at + window]) + 1;
        }
    }

    void visit(std::uint64_t hash, std::size_t at)
    {
        const auto [first, last] = m_probes.equal_range(hash);
        for (auto it = first; it != last; ++it) {
            PromptPart &part = *m_found[it->second.document];
            if (part.share < 1)
                part.share = std::max(part.share, shareAround(it->second, at));
        }
    }

    /// How much of the document agrees with the prompt around the place where the probe does; 0 when only the
    /// hash agreed.
    double shareAround(const Probe &probe, std::size_t at) const
    {
        const std::string &text = m_documents[probe.document];
        if (m_prompt.compare(at, window, text, probe.at, window) != 0)
            return 0;
        std::size_t before = 0;
        while (before < probe.at && before < at && text[probe.at - before - 1] == m_prompt[at - before - 1])
            ++before;
        std::size_t behind = window;
        while (probe.at + behind < text.size() && at + behind < m_prompt.size() &&
               text[probe.at + behind] == m_prompt[at + behind])
            ++behind;
        return static_cast<double>(before + behind) / static_cast<double>(text.size());
    }

    static constexpr unsigned maybeBits = 16;

    const std::string m_prompt;
    std::vector<std::string> m_documents;
    std::vector<std::optional<PromptPart>> m_found;
    std::unordered_multimap<std::uint64_t, Probe> m_probes;
    std::vector<bool> m_maybe = std::vector<bool>(
        std::size_t{1} << maybeBits); // by the hash's first bits: most places of a prompt begin no document
};

} // namespace

std::vector<std::optional<PromptPart>> findInPrompt(std::string_view prompt,
                                                    std::span<const std::string_view> contents)
{
    return Searcher(prompt, contents).run();
}

} // namespace spanwise
