// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/indentjson.h"

#include <algorithm>

namespace spanwise {
namespace {

constexpr std::size_t maxIndent = 200; // deeper nesting stays readable, and a hostile body small

class Indenter
{
public:
    explicit Indenter(std::string_view json)
        : m_json(json)
    {
        m_out.reserve(json.size() + json.size() / 4);
    }

    std::string run()
    {
        for (m_at = 0; m_at < m_json.size(); ++m_at)
            step(m_json[m_at]);
        return std::move(m_out);
    }

private:
    void step(char c)
    {
        switch (c) {
        case '"':
            copyString();
            break;
        case '{':
        case '[':
            m_out += c;
            if (nextIsClosing())
                break;
            ++m_depth;
            newLine();
            break;
        case '}':
        case ']':
            if (m_depth > 0 && !m_emptyPair) {
                --m_depth;
                newLine();
            }
            m_emptyPair = false;
            m_out += c;
            break;
        case ',':
            m_out += c;
            newLine();
            break;
        case ':':
            m_out += ": ";
            break;
        case ' ':
        case '\n':
        case '\r':
        case '\t':
            break;
        default:
            m_out += c;
        }
    }

    bool nextIsClosing()
    {
        const std::size_t next = m_json.find_first_not_of(" \n\r\t", m_at + 1);
        m_emptyPair = next != std::string_view::npos && (m_json[next] == '}' || m_json[next] == ']');
        return m_emptyPair;
    }

    void copyString()
    {
        std::size_t end = m_at + 1;
        while (end < m_json.size() && m_json[end] != '"')
            end += m_json[end] == '\\' ? 2U : 1U;
        end = std::min(end, m_json.size() - 1);
        m_out.append(m_json.substr(m_at, end - m_at + 1));
        m_at = end;
    }

    void newLine()
    {
        m_out += '\n';
        m_out.append(std::min(m_depth, maxIndent) * 2, ' ');
    }

    std::string_view m_json;
    std::string m_out;
    std::size_t m_at = 0;
    std::size_t m_depth = 0;
    bool m_emptyPair = false;
};

} // namespace

std::string indentJson(std::string_view json)
{
    return Indenter(json).run();
}

} // namespace spanwise
