// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/jsonoutline.h"

#include <charconv>

namespace spanwise {
namespace {

void appendUtf8(std::string &text, std::uint32_t code)
{
    const auto put = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0U | (code >> 6U));
        put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        put(0xE0U | (code >> 12U));
        put(0x80U | ((code >> 6U) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    } else {
        put(0xF0U | (code >> 18U));
        put(0x80U | ((code >> 12U) & 0x3FU));
        put(0x80U | ((code >> 6U) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    }
}

std::optional<std::uint32_t> hexAt(std::string_view text, std::size_t at)
{
    std::uint32_t code = 0;
    if (at + 4 > text.size() ||
        std::from_chars(text.data() + at, text.data() + at + 4, code, 16).ptr != text.data() + at + 4)
        return std::nullopt;
    return code;
}

/// The characters between the quotes.
std::string unescaped(std::string_view quoted)
{
    const std::string_view inner =
        quoted.size() >= 2 ? quoted.substr(1, quoted.size() - 2) : std::string_view();
    std::string text;
    text.reserve(inner.size());
    for (std::size_t i = 0; i < inner.size(); ++i) {
        if (inner[i] != '\\' || i + 1 == inner.size()) {
            text.push_back(inner[i]);
            continue;
        }
        constexpr std::string_view from = "nrtbf";
        constexpr std::string_view to = "\n\r\t\b\f";
        const char c = inner[++i];
        if (const std::size_t at = from.find(c); at != std::string_view::npos) {
            text.push_back(to[at]);
        } else if (const auto code = c == 'u' ? hexAt(inner, i + 1) : std::nullopt) {
            i += 4;
            const bool high = *code >= 0xD800 && *code < 0xDC00 && inner.substr(i + 1).starts_with("\\u");
            const auto low = high ? hexAt(inner, i + 3) : std::nullopt;
            const bool pair = low && *low >= 0xDC00 && *low < 0xE000;
            if (pair)
                i += 6;
            const bool lonely = !pair && *code >= 0xD800 && *code < 0xE000;
            appendUtf8(text, pair     ? 0x10000 + ((*code - 0xD800) << 10U) + (*low - 0xDC00)
                             : lonely ? 0xFFFD
                                      : *code);
        } else {
            text.push_back(c);
        }
    }
    return text;
}

} // namespace

/// One pass over the text, with the open values on a stack of its own.
class JsonOutlineReader
{
public:
    explicit JsonOutlineReader(JsonOutline &outline)
        : m_outline(outline)
        , m_json(outline.m_json)
    {
    }

    bool run()
    {
        if (m_json.size() >= JsonOutline::none || !readValue())
            return false;
        while (!m_open.empty()) {
            if (!step())
                return false;
        }
        skipBlanks();
        return m_at == m_json.size();
    }

private:
    using Type = JsonOutline::Type;

    void skipBlanks() { m_at = std::min(m_json.find_first_not_of(" \t\r\n", m_at), m_json.size()); }
    bool take(char c)
    {
        skipBlanks();
        if (m_at >= m_json.size() || m_json[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    bool readString()
    {
        for (++m_at; m_at < m_json.size(); ++m_at) {
            if (m_json[m_at] == '\\')
                ++m_at;
            else if (m_json[m_at] == '"')
                return ++m_at <= m_json.size();
        }
        return false;
    }

    /// The next member or item of the innermost open value, or its end.
    bool step()
    {
        auto &nodes = m_outline.m_nodes;
        const std::uint32_t parent = m_open.back();
        const bool object = nodes[parent].type == Type::Object;
        if (take(object ? '}' : ']')) {
            nodes[parent].end = static_cast<std::uint32_t>(m_at);
            m_open.pop_back();
            m_rows.pop_back();
            return true;
        }
        if (m_rows.back() > 0 && !take(','))
            return false;
        skipBlanks();
        m_keyBegin = m_keyEnd = 0;
        if (object) {
            m_keyBegin = m_at;
            if (m_at >= m_json.size() || m_json[m_at] != '"' || !readString())
                return false;
            m_keyEnd = m_at;
            if (!take(':'))
                return false;
        }
        return readValue();
    }

    bool readValue()
    {
        skipBlanks();
        if (m_at >= m_json.size())
            return false;
        JsonOutline::Node node;
        node.keyBegin = static_cast<std::uint32_t>(m_keyBegin);
        node.keyEnd = static_cast<std::uint32_t>(m_keyEnd);
        node.begin = static_cast<std::uint32_t>(m_at);
        if (!m_open.empty()) {
            node.parent = m_open.back();
            node.row = m_rows.back()++;
        }
        const char c = m_json[m_at];
        const bool opens = c == '{' || c == '[';
        if (opens) {
            node.type = c == '{' ? Type::Object : Type::Array;
            ++m_at;
        } else if (c == '"') {
            node.type = Type::String;
            if (!readString())
                return false;
        } else {
            const std::size_t end = std::min(m_json.find_first_of(",]} \t\r\n", m_at), m_json.size());
            const std::string_view word(m_json.data() + m_at, end - m_at);
            const bool literal = word == "true" || word == "false" || word == "null";
            node.type = literal ? Type::Literal : Type::Number;
            if (!literal &&
                (word.empty() || word.find_first_not_of("+-.0123456789eE") != std::string_view::npos))
                return false;
            m_at = end;
        }
        node.end = static_cast<std::uint32_t>(m_at);
        if (opens) {
            m_open.push_back(static_cast<std::uint32_t>(m_outline.m_nodes.size()));
            m_rows.push_back(0);
        }
        m_outline.m_nodes.push_back(node);
        return true;
    }

    JsonOutline &m_outline;
    const std::string &m_json;
    std::size_t m_at = 0;
    std::size_t m_keyBegin = 0;
    std::size_t m_keyEnd = 0;
    std::vector<std::uint32_t> m_open;
    std::vector<std::uint32_t> m_rows; // so many children each of them has so far
};

std::optional<JsonOutline> JsonOutline::of(std::string json)
{
    JsonOutline outline;
    outline.m_json = std::move(json);
    if (!JsonOutlineReader(outline).run())
        return std::nullopt;
    outline.m_firstChild.assign(outline.m_nodes.size() + 1, 0);
    for (const Node &node : outline.m_nodes) {
        if (node.parent != none)
            ++outline.m_firstChild[node.parent + 1];
    }
    for (std::size_t i = 1; i < outline.m_firstChild.size(); ++i)
        outline.m_firstChild[i] += outline.m_firstChild[i - 1];
    outline.m_children.resize(outline.m_firstChild.back());
    for (std::size_t i = 0; i < outline.m_nodes.size(); ++i) {
        if (const Node &node = outline.m_nodes[i]; node.parent != none)
            outline.m_children[outline.m_firstChild[node.parent] + node.row] = static_cast<std::uint32_t>(i);
    }
    return outline;
}

std::string_view JsonOutline::raw(std::uint32_t node) const
{
    return std::string_view(m_json).substr(m_nodes[node].begin, m_nodes[node].end - m_nodes[node].begin);
}

std::string JsonOutline::key(std::uint32_t node) const
{
    return unescaped(std::string_view(m_json).substr(m_nodes[node].keyBegin,
                                                     m_nodes[node].keyEnd - m_nodes[node].keyBegin));
}

std::string JsonOutline::value(std::uint32_t node) const
{
    return m_nodes[node].type == Type::String ? unescaped(raw(node)) : std::string(raw(node));
}

std::string JsonOutline::pointer(std::uint32_t node) const
{
    std::string path;
    for (; m_nodes[node].parent != none; node = m_nodes[node].parent) {
        std::string step = "/";
        if (m_nodes[m_nodes[node].parent].type == Type::Array)
            step += std::to_string(m_nodes[node].row);
        else
            for (const char c : key(node))
                step += c == '~' ? std::string("~0") : c == '/' ? std::string("~1") : std::string(1, c);
        path.insert(0, step);
    }
    return path;
}

} // namespace spanwise
