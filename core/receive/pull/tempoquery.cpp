// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/tempoquery.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace spanwise {
namespace {

std::string traceQlText(std::string_view text)
{
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        if (c == '\n')
            result += "\\n";
        else
            result += c;
    }
    return result + '"';
}

bool isInteger(std::string_view text)
{
    const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
    return !digits.empty() && digits.size() < 19 &&
           digits.find_first_not_of("0123456789") == std::string_view::npos;
}

/// What was typed may have been sent as text or as a number or truth value: TraceQL tells them apart.
std::string equals(const std::string &key, const std::string &value)
{
    const bool isBare = key.find_first_of(" \t\"\\{}()=~!<>&|^,;") == std::string::npos;
    const std::string name = "." + (isBare ? key : traceQlText(key));
    const std::string asText = name + " = " + traceQlText(value);
    if (isInteger(value) || value == "true" || value == "false")
        return "(" + asText + " || " + name + " = " + value + ")";
    return asText;
}

std::string nanoseconds(Duration duration)
{
    return std::to_string(duration.count()) + "ns";
}

} // namespace

std::string traceQlOf(const RemoteSearch &search)
{
    if (!search.traceQl.empty())
        return search.traceQl;
    std::vector<std::string> conditions;
    if (!search.service.empty())
        conditions.push_back("resource.service.name = " + traceQlText(search.service));
    if (!search.operation.empty())
        conditions.push_back("name = " + traceQlText(search.operation));
    for (const auto &[key, value] : search.tags)
        conditions.push_back(equals(key, value));
    if (search.onlyFailed)
        conditions.emplace_back("status = error");
    if (search.minDuration)
        conditions.push_back("traceDuration >= " + nanoseconds(*search.minDuration));
    if (search.maxDuration)
        conditions.push_back("traceDuration <= " + nanoseconds(*search.maxDuration));
    std::string query = "{";
    for (const std::string &condition : conditions)
        query += (query.size() == 1 ? " " : " && ") + condition;
    return query + (conditions.empty() ? "}" : " }");
}

std::string tempoTagsOf(const RemoteSearch &search)
{
    std::string text;
    const auto add = [&](std::string_view key, std::string_view value) {
        text += (text.empty() ? "" : " ") + std::string(key) + "=" + traceQlText(value);
    };
    if (!search.service.empty())
        add("service.name", search.service);
    if (!search.operation.empty())
        add("name", search.operation);
    for (const auto &[key, value] : search.tags)
        add(key, value);
    if (search.onlyFailed)
        add("status.code", "error");
    return text;
}

} // namespace spanwise
