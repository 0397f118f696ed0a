// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/prometheusline.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace spanwise {
namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

bool isNameCharacter(char c, bool isFirst)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
           (!isFirst && c >= '0' && c <= '9');
}

/// Walks over one line. The first problem ends everything that follows.
class Reader
{
public:
    Reader(std::string_view text, std::string &problem)
        : m_text(text)
        , m_problem(problem)
    {
    }

    std::optional<PrometheusLine> line()
    {
        PrometheusLine line;
        skipBlanks();
        line.name = bareName();
        skipBlanks();
        if (at('{') && !labels(line.labels, &line.name))
            return std::nullopt;
        if (line.name.empty())
            return failed("there is no metric name");
        const auto value = number();
        if (!value)
            return failed("the value is missing or no number");
        line.value = *value;
        if (!timestamp(line.time) || !example(line))
            return std::nullopt;
        skipBlanks();
        return m_text.empty() ? std::optional(std::move(line)) : failed("there is more after the value");
    }

private:
    std::nullopt_t failed(std::string_view why)
    {
        if (m_problem.empty())
            m_problem = why;
        return std::nullopt;
    }

    bool at(char c) const { return !m_text.empty() && m_text.front() == c; }
    void skipBlanks()
    {
        while (!m_text.empty() && isBlank(m_text.front()))
            m_text.remove_prefix(1);
    }
    bool take(char c)
    {
        skipBlanks();
        if (!at(c))
            return false;
        m_text.remove_prefix(1);
        return true;
    }

    std::string bareName()
    {
        std::size_t length = 0;
        while (length < m_text.size() && isNameCharacter(m_text[length], length == 0))
            ++length;
        std::string name(m_text.substr(0, length));
        m_text.remove_prefix(length);
        return name;
    }

    std::optional<std::string> quoted()
    {
        if (!take('"'))
            return failed("a quotation mark is missing");
        std::string text;
        for (std::size_t i = 0; i < m_text.size(); ++i) {
            if (m_text[i] == '"') {
                m_text.remove_prefix(i + 1);
                return text;
            }
            if (m_text[i] == '\\' && i + 1 < m_text.size()) {
                ++i;
                text.push_back(m_text[i] == 'n' ? '\n' : m_text[i]);
            } else {
                text.push_back(m_text[i]);
            }
        }
        return failed("a quotation mark is missing");
    }

    /// A quoted text without "=" is the name of the metric, where it can be one.
    bool labels(PrometheusLine::Labels &labels, std::string *name)
    {
        take('{');
        while (!take('}')) {
            skipBlanks();
            std::optional<std::string> key = at('"') ? quoted() : std::optional(bareName());
            if (!key || key->empty())
                return failed("a label has no name"), false;
            if (take('=')) {
                auto value = quoted();
                if (!value)
                    return false;
                labels.emplace_back(std::move(*key), std::move(*value));
            } else if (name != nullptr && name->empty()) {
                *name = std::move(*key);
            } else {
                return failed("a label has no value"), false;
            }
            skipBlanks();
            if (!take(',') && !at('}'))
                return failed("a brace is not closed"), false;
        }
        return true;
    }

    std::string_view word()
    {
        skipBlanks();
        const auto end = std::find_if(m_text.begin(), m_text.end(), isBlank);
        const std::string_view word = m_text.substr(0, static_cast<std::size_t>(end - m_text.begin()));
        m_text.remove_prefix(word.size());
        return word;
    }

    std::optional<double> number() { return prometheusNumber(word()); }

    bool timestamp(std::optional<double> &time)
    {
        skipBlanks();
        if (m_text.empty() || at('#'))
            return true;
        time = number();
        return time.has_value() || (failed("the time is no number"), false);
    }

    bool example(PrometheusLine &line)
    {
        if (!take('#'))
            return true;
        PrometheusLine::Example example;
        skipBlanks();
        if (!at('{') || !labels(example.labels, nullptr))
            return failed("the exemplar has no labels"), false;
        const auto value = number();
        if (!value)
            return failed("the exemplar has no value"), false;
        example.value = *value;
        if (!timestamp(example.time))
            return false;
        line.example = std::move(example);
        return true;
    }

    std::string_view m_text;
    std::string &m_problem;
};

} // namespace

std::optional<double> prometheusNumber(std::string_view text) noexcept
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    if (text.empty() || text.front() == '+')
        return std::nullopt;
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ptr != text.data() + text.size())
        return std::nullopt;
    if (read.ec == std::errc::result_out_of_range) // 1e999 and 1e-999: what Go makes of them
        return text.find("e-") != std::string_view::npos || text.find("E-") != std::string_view::npos
                   ? 0.0
                   : (text.front() == '-' ? -1 : 1) * std::numeric_limits<double>::infinity();
    return read.ec == std::errc() ? std::optional(value) : std::nullopt;
}

std::optional<PrometheusLine> parsePrometheusLine(std::string_view text, std::string &problem)
{
    problem.clear();
    return Reader(text, problem).line();
}

} // namespace spanwise
