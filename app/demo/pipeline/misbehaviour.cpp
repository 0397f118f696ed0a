// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/pipeline/misbehaviour.h"

#include "app/demo/pipeline/stepnames.h"

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace spanwise::demo {
namespace {

using Json = nlohmann::json;

Error invalid(std::string message)
{
    return {Error::Code::InvalidInput, std::move(message)};
}

std::string dumped(const Json &value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 100);
}

Error unknownStep(std::string_view name)
{
    std::string list;
    for (const std::string_view known : stepNames)
        list.append(list.empty() ? "" : ", ").append(known);
    return invalid("There is no step '" + std::string(name) + "'. Steps are: " + list + ".");
}

Result<double> shareFrom(const Json &value, const std::string &name)
{
    if (value.is_number()) {
        if (const double share = value.get<double>(); share >= 0 && share <= 1)
            return share;
    }
    return invalid("'" + name + "' must be a number from 0 to 1, not " + dumped(value) + ".");
}

Result<std::chrono::nanoseconds> delayFrom(const Json &value)
{
    if (value.is_string())
        return parseDelay(value.get<std::string>());
    if (value.is_number())
        return parseDelay(value.dump());
    return invalid("A delay is a text such as \"800ms\" or a number of milliseconds, not " + dumped(value) +
                   ".");
}

Status changeSlowSteps(Misbehaviour &target, const Json &steps)
{
    if (!steps.is_object())
        return invalid(R"('slow_step' must be an object such as {"retrieval": "800ms"}, not )" +
                       dumped(steps) + ".");
    target.slowSteps.clear();
    for (const auto &[name, value] : steps.items()) {
        if (!isStepName(name))
            return unknownStep(name);
        const auto delay = delayFrom(value);
        if (!delay)
            return delay.error();
        if (delay->count() > 0)
            target.slowSteps[name] = *delay;
    }
    return Done{};
}

Status change(Misbehaviour &target, const std::string &name, const Json &value)
{
    if (name == "slow_step")
        return changeSlowSteps(target, value);
    if (name == "error_rate" || name == "hallucinate") {
        const auto share = shareFrom(value, name);
        if (!share)
            return share.error();
        (name == "error_rate" ? target.errorRate : target.hallucinate) = *share;
        return Done{};
    }
    if (name == "drop_document") {
        if (!value.is_number_integer() || value.get<double>() < 0 || value.get<double>() > 1000)
            return invalid("'drop_document' must be a rank from 1 on, or 0 for none, not " + dumped(value) +
                           ".");
        target.dropDocument = value.get<std::size_t>();
        return Done{};
    }
    return invalid("There is no switch '" + name +
                   "'. Switches are: slow_step, error_rate, hallucinate, drop_document.");
}

} // namespace

nlohmann::json Misbehaviour::toJson() const
{
    Json slow = Json::object();
    for (const auto &[name, delay] : slowSteps) {
        const auto milliseconds = std::chrono::duration<double, std::milli>(delay).count();
        std::array<char, 64> text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), milliseconds).ptr;
        slow[name] = std::string(text.data(), end) + "ms";
    }
    return {{"slow_step", std::move(slow)},
            {"error_rate", errorRate},
            {"hallucinate", hallucinate},
            {"drop_document", dropDocument}};
}

Result<Misbehaviour> Misbehaviour::changedBy(const nlohmann::json &object) const
{
    if (!object.is_object())
        return invalid(R"(A JSON object with switches is expected, for example {"error_rate": 0.1}.)");
    Misbehaviour changed = *this;
    for (const auto &[name, value] : object.items()) {
        if (const Status status = change(changed, name, value); !status)
            return status.error();
    }
    return changed;
}

Result<std::chrono::nanoseconds> parseDelay(std::string_view text)
{
    double number = std::numeric_limits<double>::quiet_NaN();
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (failure == std::errc() && unit == "s")
        number *= 1000;
    const bool unitIsKnown = unit.empty() || unit == "ms" || unit == "s";
    constexpr double tenMinutes = 600'000;
    if (failure != std::errc() || !unitIsKnown || !(number >= 0 && number <= tenMinutes))
        return invalid("'" + std::string(text) +
                       "' is not a delay. Write for example 800ms or 1.5s, at most 600s.");
    return std::chrono::nanoseconds(std::llround(number * 1e6));
}

Status addSlowStep(Misbehaviour &misbehaviour, std::string_view assignment)
{
    const auto equals = assignment.find('=');
    if (equals == std::string_view::npos)
        return invalid("'" + std::string(assignment) +
                       "' names no delay. Write for example retrieval=800ms.");
    const std::string_view name = assignment.substr(0, equals);
    if (!isStepName(name))
        return unknownStep(name);
    const auto delay = parseDelay(assignment.substr(equals + 1));
    if (!delay)
        return delay.error();
    misbehaviour.slowSteps.insert_or_assign(std::string(name), *delay);
    return Done{};
}

} // namespace spanwise::demo
