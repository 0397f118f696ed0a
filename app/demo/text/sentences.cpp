// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/text/sentences.h"

#include <cstddef>

namespace spanwise::demo {
namespace {

constexpr std::string_view fence = "```";

bool isBlank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

/// Bytes of the sentence end at position: 1 for ". ", 3 for a CJK full stop, 0 for none.
std::size_t endAt(std::string_view text, std::size_t position)
{
    for (const std::string_view stop : {"。", "！", "？"}) {
        if (text.substr(position).starts_with(stop))
            return stop.size();
    }
    const char c = text[position];
    if (c != '.' && c != '!' && c != '?')
        return 0;
    const bool last = position + 1 == text.size();
    return last || isBlank(text[position + 1]) ? 1 : 0;
}

void appendSentences(std::string_view paragraph, bool isItem, std::vector<Sentence> &sentences)
{
    const auto append = [&](std::string_view text) {
        text = trimmed(text);
        if (!text.empty())
            sentences.push_back({.text = std::string(text), .isCode = false, .isItem = isItem});
    };
    bool inCode = false;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < paragraph.size(); ++at) {
        if (paragraph[at] == '`')
            inCode = !inCode;
        const std::size_t length = inCode ? 0 : endAt(paragraph, at);
        if (length == 0)
            continue;
        append(paragraph.substr(begin, at + length - begin));
        begin = at + length;
        at += length - 1;
    }
    append(paragraph.substr(begin));
}

/// Collects lines into paragraphs and hands each one on.
class Collector
{
public:
    std::vector<Sentence> sentences;

    void add(std::string_view line)
    {
        if (m_inFence || line.starts_with(fence)) {
            addCode(line);
            return;
        }
        const std::string_view text = trimmed(line);
        const bool item = text.starts_with("- ") || text.starts_with("* ");
        if (text.empty() || item)
            finish();
        if (item)
            m_isItem = true;
        if (!m_paragraph.empty())
            m_paragraph.push_back(' ');
        m_paragraph.append(item ? trimmed(text.substr(2)) : text);
    }

    void finish()
    {
        appendSentences(m_paragraph, m_isItem, sentences);
        m_paragraph.clear();
        m_isItem = false;
    }

private:
    void addCode(std::string_view line)
    {
        if (!m_inFence) {
            finish();
            sentences.push_back({.text = std::string(line), .isCode = true, .isItem = false});
            m_inFence = true;
            return;
        }
        sentences.back().text.append("\n").append(line);
        m_inFence = !line.starts_with(fence);
    }

    std::string m_paragraph;
    bool m_isItem = false;
    bool m_inFence = false;
};

} // namespace

std::vector<Sentence> sentencesOf(std::string_view text)
{
    Collector collector;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        collector.add(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    collector.finish();
    return std::move(collector.sentences);
}

} // namespace spanwise::demo
