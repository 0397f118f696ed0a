// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/searchparts.h"

#include "core/search/node.h"

#include <algorithm>

namespace spanwise {
namespace {

using search::Pipeline;
using search::Spanset;

void collect(const Spanset &node, std::vector<SearchPart> &parts)
{
    if (node.kind != Spanset::Kind::Both) {
        parts.push_back({node.begin, node.end, false});
        return;
    }
    collect(*node.left, parts);
    collect(*node.right, parts);
}

std::string joined(std::string_view text, const std::vector<SearchPart> &parts, const SearchPart *without,
                   std::string_view more)
{
    std::string terms;
    std::string stages;
    for (const SearchPart &part : parts) {
        if (without != nullptr && part == *without)
            continue;
        std::string &to = part.isStage ? stages : terms;
        to += (part.isStage || !to.empty() ? " " : "") +
              std::string(text.substr(part.begin, part.end - part.begin));
    }
    if (!more.empty())
        terms += (terms.empty() ? "" : " ") + std::string(more);
    if (terms.empty() && !stages.empty())
        terms = "{}";
    return terms + stages;
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        switch (c) {
        case '\n':
            out += "\\n";
            break;
        case '\t':
            out += "\\t";
            break;
        case '\r':
            out += "\\r";
            break;
        case '"':
        case '\\':
            out += '\\';
            [[fallthrough]];
        default:
            out += c;
        }
    }
    return out + '"';
}

} // namespace

std::vector<SearchPart> partsOf(const SearchQuery &query)
{
    std::vector<SearchPart> parts;
    const Pipeline &pipeline = query.pipeline();
    if (pipeline.stages.empty())
        return parts;
    collect(*std::get<search::SpansetPtr>(pipeline.stages.front()), parts);
    for (std::size_t i = 1; i < pipeline.places.size(); ++i)
        parts.push_back({pipeline.places[i].begin, pipeline.places[i].end, true});
    return parts;
}

std::string withoutPart(const SearchQuery &query, const SearchPart &part)
{
    return joined(query.text(), partsOf(query), &part, {});
}

std::string withTerm(std::string_view text, std::string_view term)
{
    const SearchParse parsed = SearchQuery::parse(text);
    if (!parsed.query)
        return std::string(text);
    const std::vector<SearchPart> parts = partsOf(*parsed.query);
    const bool known = std::ranges::any_of(parts, [&](const SearchPart &part) {
        return text.substr(part.begin, part.end - part.begin) == term;
    });
    return known ? std::string(text) : joined(text, parts, nullptr, term);
}

std::string conditionFor(const SearchField &field, const Datum &value, bool has)
{
    return (has ? "{ " : "!{ ") + writtenField(field) + " = " + writtenValue(value) + " }";
}

std::string phraseFor(std::string_view text)
{
    const SearchParse parsed = SearchQuery::parse(text);
    const bool plain =
        parsed.query && !text.empty() && text.find_first_of(" \t\r\n\"`{}()|&!<>~") == std::string_view::npos;
    return plain ? std::string(text) : quoted(text);
}

std::string writtenValue(const Datum &value)
{
    return value.type == Datum::Type::Text ? quoted(value.text) : textOf(value);
}

} // namespace spanwise
