// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/json.h"

#include "core/codec/jsonscalars.h"

#include <algorithm>

namespace spanwise {

using Json = nlohmann::json;

Result<Json> jsonOf(const Exchange &exchange, const ExchangeAnswer &answer)
{
    if (answer.isPage())
        return exchange.strangeAnswer("it sent a web page instead of data");
    try {
        return Json::parse(answer.body);
    } catch (const Json::parse_error &problem) {
        if (answer.body.empty())
            return exchange.strangeAnswer("its answer is empty");
        if (problem.byte > answer.body.size())
            return Error{Error::Code::Unreachable, "The answer of " + exchange.connection().url +
                                                       " breaks off after " +
                                                       std::to_string(answer.body.size()) + " bytes."};
        return exchange.strangeAnswer("its answer is not JSON (at byte " + std::to_string(problem.byte) +
                                      ")");
    } catch (const Json::exception &problem) {
        return exchange.strangeAnswer(problem.what());
    }
}

std::string textAt(const Json &object, const char *key)
{
    if (!object.is_object())
        return {};
    const auto it = object.find(key);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

std::int64_t integerAt(const Json &object, const char *key)
{
    if (!object.is_object())
        return 0;
    const auto it = object.find(key);
    if (it == object.end())
        return 0;
    if (it->is_string())
        return integerFromText(it->get_ref<const std::string &>()).value_or(0);
    return it->is_number() ? integerFromText(it->dump()).value_or(0) : 0;
}

const Json &arrayAt(const Json &object, const char *key)
{
    static const Json none = Json::array();
    if (!object.is_object())
        return none;
    const auto it = object.find(key);
    return it != object.end() && it->is_array() ? *it : none;
}

std::vector<std::string> sortedTexts(const Json &array)
{
    std::vector<std::string> texts;
    for (const Json &item : array) {
        if (item.is_string())
            texts.push_back(item.get<std::string>());
    }
    std::ranges::sort(texts);
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    return texts;
}

} // namespace spanwise
