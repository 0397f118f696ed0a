// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// A JSON text as the tree of its values, each a slice of the text: numbers keep their digits, members their
/// order and their doubles.
///
/// Immutable; any thread. 28 bytes a value beside the text. No recursion: any depth is read.
class JsonOutline
{
public:
    enum class Type : std::uint8_t { Object, Array, String, Number, Literal };
    static constexpr std::uint32_t none = UINT32_MAX;

    struct Node
    {
        std::uint32_t keyBegin = 0; ///< with its quotes; nothing in arrays and at the top
        std::uint32_t keyEnd = 0;
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        std::uint32_t parent = none;
        std::uint32_t row = 0; ///< among its siblings
        Type type = Type::Literal;
    };

    /// nullopt when it is not one whole JSON value, or longer than 4 GB. Escapes and digits are not checked
    /// one by one.
    static std::optional<JsonOutline> of(std::string json);

    std::size_t size() const noexcept { return m_nodes.size(); }
    const Node &operator[](std::uint32_t node) const { return m_nodes[node]; }
    /// Members or items, in order. O(1) for the count, and for the child.
    std::uint32_t childCount(std::uint32_t node) const { return m_firstChild[node + 1] - m_firstChild[node]; }
    std::uint32_t child(std::uint32_t node, std::uint32_t row) const
    {
        return m_children[m_firstChild[node] + row];
    }

    /// The name of a member, or the empty text; and of a string its characters, of anything else the JSON.
    /// Escapes are resolved.
    std::string key(std::uint32_t node) const;
    std::string value(std::uint32_t node) const;
    /// As it stands in the text.
    std::string_view raw(std::uint32_t node) const;
    /// JSON pointer (RFC 6901): "/messages/0/content"; empty for the whole.
    std::string pointer(std::uint32_t node) const;

private:
    std::string m_json;
    std::vector<Node> m_nodes; // parents before their children, in the order of the text
    std::vector<std::uint32_t> m_firstChild;
    std::vector<std::uint32_t> m_children;

    friend class JsonOutlineReader;
};

} // namespace spanwise
