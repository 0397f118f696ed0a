// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/service/requestbody.h"

#include "app/demo/steps/analysis.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace spanwise::demo {
namespace {

using Json = nlohmann::json;

constexpr std::size_t maxDepth = 64;
constexpr const char *example = R"({"query": "How do I replay a query?", "context": {"top_k": 5}})";

Error invalid(const std::string &message)
{
    return {Error::Code::InvalidInput, message};
}

/// Deepest nesting of brackets outside of strings; right for valid JSON, an upper bound for other text.
std::size_t depthOf(std::string_view text)
{
    std::size_t depth = 0;
    std::size_t deepest = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString && c == '\\')
            ++i;
        else if (c == '"')
            inString = !inString;
        else if (!inString && (c == '{' || c == '['))
            deepest = std::max(deepest, ++depth);
        else if (!inString && (c == '}' || c == ']') && depth > 0)
            --depth;
    }
    return deepest;
}

} // namespace

Result<nlohmann::json> parseObject(std::string_view body)
{
    if (body.empty())
        return invalid(std::string("The body is empty. Send JSON, for example ") + example + ".");
    if (depthOf(body) > maxDepth)
        return invalid("The body is nested deeper than " + std::to_string(maxDepth) + " levels.");
    try {
        Json value = Json::parse(body);
        if (!value.is_object())
            return invalid(std::string("The body must be a JSON object, for example ") + example + ".");
        return value;
    } catch (const Json::parse_error &problem) {
        return invalid("The body is not JSON: it goes wrong at byte " + std::to_string(problem.byte) + ".");
    } catch (const Json::exception &problem) {
        return invalid(std::string("The body cannot be read: ") + problem.what() + ".");
    }
}

Result<QueryRequest> parseQuery(std::string_view body)
{
    const auto object = parseObject(body);
    if (!object)
        return object.error();
    const auto question = object->find("query");
    if (question == object->end())
        return invalid(std::string("'query' is missing. Send for example ") + example + ".");
    if (!question->is_string())
        return invalid("'query' must be a text.");
    QueryRequest request{.question = question->get<std::string>()};
    if (normalised(request.question).empty())
        return invalid("'query' is empty. Ask a question.");
    if (request.question.size() > maxQuestionBytes)
        return invalid("'query' is longer than " + std::to_string(maxQuestionBytes) + " bytes.");
    auto context = QueryContext::fromJson(object->value("context", Json()));
    if (!context)
        return context.error();
    request.context = *std::move(context);
    return request;
}

} // namespace spanwise::demo
