// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/pipeline/querycontext.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace spanwise::demo {
namespace {

using Json = nlohmann::json;

Error wrong(const std::string &member, const std::string &expected, const Json &value)
{
    const std::string got = value.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 100);
    return {Error::Code::InvalidInput, "'context." + member + "' must be " + expected + ", not " + got + "."};
}

Status readBool(const Json &object, const char *member, bool &target)
{
    const auto it = object.find(member);
    if (it == object.end())
        return Done{};
    if (!it->is_boolean())
        return wrong(member, "true or false", *it);
    target = it->get<bool>();
    return Done{};
}

} // namespace

Result<QueryContext> QueryContext::fromJson(const nlohmann::json &object)
{
    QueryContext context;
    if (object.is_null())
        return context;
    if (!object.is_object())
        return Error{Error::Code::InvalidInput, R"('context' must be an object, for example {"top_k": 5}.)"};
    if (const auto it = object.find("top_k"); it != object.end()) {
        if (!it->is_number_integer() || it->get<double>() < 1 || it->get<double>() > 20)
            return wrong("top_k", "a whole number from 1 to 20", *it);
        context.topK = it->get<std::size_t>();
    }
    if (const auto it = object.find("pipeline"); it != object.end() && *it != "auto") {
        context.pipeline = it->is_string() ? routeOf(it->get<std::string>()) : std::nullopt;
        if (!context.pipeline)
            return wrong("pipeline", R"("simple", "multi_hop" or "auto")", *it);
    }
    if (const Status status = readBool(object, "rerank", context.rerank); !status)
        return status.error();
    if (const Status status = readBool(object, "cache", context.cache); !status)
        return status.error();
    context.json = object.dump(-1, ' ', false, Json::error_handler_t::replace);
    return context;
}

std::string QueryContext::cacheKey() const
{
    Json object = Json::parse(json);
    object.erase("cache");
    return object.dump();
}

} // namespace spanwise::demo
