// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/texts.h"

#include "core/genai/plainjson.h"
#include "core/genai/pythonrepr.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <exception>
#include <span>

namespace spanwise {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

/// Members that hold the text, the surest first.
constexpr std::array<std::string_view, 12> questionNames{
    "question", "query",  "user_query", "user_input", "input_text", "input",
    "prompt",   "search", "text",       "message",    "content",    "user_message",
};
constexpr std::array<std::string_view, 14> answerNames{
    "answer",       "answers",    "output_text", "output",  "response", "result", "generated_text",
    "final_answer", "completion", "text",        "content", "message",  "reply",  "data",
};
/// What a pipeline found is neither its question nor its answer; Haystack sends it before the answer.
constexpr std::array<std::string_view, 7> foundNames{
    "documents", "source_documents", "source_nodes", "sources", "context", "contexts", "chunks",
};
/// Deeper text is not the question of the whole pipeline any more.
constexpr int maxDepth = 5;

/// Looks for one text in a JSON tree.
class Search
{
public:
    Search(std::span<const std::string_view> names, std::string_view role)
        : m_names(names)
        , m_role(role)
    {
    }

    /// named: the way here makes bare text the wanted one. Without that a list of tags would be taken for it.
    std::string_view in(const element &node, bool named = true, int depth = 0) const
    {
        if (depth > maxDepth)
            return {};
        if (std::string_view text; node.get(text) == simdjson::SUCCESS)
            return named ? text : std::string_view();
        if (object members; node.get(members) == simdjson::SUCCESS)
            return inObject(members, depth);
        if (simdjson::dom::array items; node.get(items) == simdjson::SUCCESS)
            return inArray(items, named, depth);
        return {};
    }

private:
    std::string_view inObject(const object &members, int depth) const
    {
        for (const std::string_view name : m_names) {
            element member;
            if (members.at_key(name).get(member) != simdjson::SUCCESS)
                continue;
            if (const std::string_view text = in(member, true, depth + 1); !text.empty())
                return text;
        }
        // messages, parts, choices, kwargs, components: whatever nests, in the order it was sent.
        for (const auto &member : members) {
            if ((!member.value.is_object() && !member.value.is_array()) ||
                std::ranges::find(foundNames, member.key) != foundNames.end())
                continue;
            const bool list = member.key == "args" || member.key == "replies" || member.key == "inputs";
            if (const std::string_view text = in(member.value, list, depth + 1); !text.empty())
                return text;
        }
        return {};
    }

    /// The last item with the right role; in a list without roles the first text.
    std::string_view inArray(const simdjson::dom::array &items, bool named, int depth) const
    {
        std::string_view first;
        std::string_view ofRole;
        bool roles = false;
        for (const element item : items) {
            std::string_view role;
            const bool hasRole = roleOf(item, role);
            roles = roles || hasRole;
            if (hasRole ? role == m_role : first.empty()) {
                const std::string_view text = in(item, named, depth + 1);
                (hasRole ? ofRole : first) = text.empty() && hasRole ? ofRole : text;
            }
        }
        return roles ? ofRole : first;
    }

    /// role as OpenAI has it, type as LangChain has it ("human", "ai").
    static bool roleOf(const element &item, std::string_view &role)
    {
        if (item["role"].get(role) == simdjson::SUCCESS)
            return true;
        if (item["type"].get(role) != simdjson::SUCCESS ||
            (role != "human" && role != "ai" && role != "system"))
            return false;
        role = role == "human" ? "user" : role == "ai" ? "assistant" : role;
        return true;
    }

    std::span<const std::string_view> m_names;
    std::string_view m_role;
};

/// Plain text begins with something else; "[1] says ..." does as well, and then fails to parse.
bool looksLikeJson(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos &&
           (text[first] == '{' || text[first] == '[' || text[first] == '"');
}

std::string_view found(const Search &search, const Value *value, Arena &arena)
{
    if (value == nullptr || value->isEmpty() || value->type() == Value::Type::Bytes)
        return {};
    if (value->isString() && !looksLikeJson(value->string()))
        return value->string();
    const std::string json = plainJson(*value);
    const std::string_view whole = value->isString() ? value->string() : std::string_view();
    try {
        simdjson::dom::parser parser;
        element root;
        if (parser.parse(json).get(root) != simdjson::SUCCESS)
            return whole;
        const std::string_view text = search.in(root);
        if (!text.empty())
            return arena.copy(text);
    } catch (const std::exception &) {
        return whole;
    }
    return value->isString() ? whole : arena.copy(json);
}

} // namespace

std::string_view questionIn(const Value *input, Arena &arena)
{
    return found(Search(questionNames, "user"), input, arena);
}

std::string_view answerIn(const Value *output, Arena &arena)
{
    const std::string_view answer = found(Search(answerNames, "assistant"), output, arena);
    const auto inside = answerInPythonRepr(answer);
    return inside ? arena.copy(*inside) : answer;
}

} // namespace spanwise
