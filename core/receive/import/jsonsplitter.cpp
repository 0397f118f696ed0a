// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/jsonsplitter.h"

#include <utility>

namespace spanwise {
namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

} // namespace

void JsonSplitter::feed(std::string_view bytes)
{
    for (const char c : bytes) {
        take(c);
        ++m_position;
    }
}

void JsonSplitter::take(char c)
{
    if (m_value.empty()) {
        // A byte order mark is three bytes that mean nothing here.
        if (isSpace(c) || c == '\xef' || c == '\xbb' || c == '\xbf')
            return;
        if (c == '[' && !m_inArray) {
            m_inArray = true;
            return;
        }
        if (m_inArray && c == ',')
            return;
        if (m_inArray && c == ']') {
            m_inArray = false;
            return;
        }
        m_start = m_position;
    }
    m_value.push_back(c);
    if (m_inString) {
        // JSON has no raw line ends in strings: this line is broken, the next one need not be.
        if (c == '\n')
            return deliver();
        m_inString = m_escaped || c != '"';
        m_escaped = !m_escaped && c == '\\';
        return;
    }
    if (c == '"')
        m_inString = true;
    else if (c == '{' || c == '[')
        ++m_depth;
    else if ((c == '}' || c == ']') && m_depth > 0 && --m_depth == 0)
        deliver();
    else if (c == '\n' && m_depth == 0)
        deliver();
}

void JsonSplitter::deliver()
{
    m_depth = 0;
    m_inString = false;
    m_escaped = false;
    m_deliver(std::exchange(m_value, {}), m_start);
}

void JsonSplitter::finish()
{
    if (!m_value.empty())
        deliver();
}

} // namespace spanwise
