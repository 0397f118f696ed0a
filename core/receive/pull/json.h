// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/receive/pull/exchange.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace spanwise {

/// The small JSON of an answer. A page is told apart from broken JSON, and half of an answer from a wrong
/// one.
Result<nlohmann::json> jsonOf(const Exchange &exchange, const ExchangeAnswer &answer);

/// The text at key, or empty: back ends leave out and null as they like.
std::string textAt(const nlohmann::json &object, const char *key);
/// The whole number at key, sent as a number or as its digits; 0 otherwise.
std::int64_t integerAt(const nlohmann::json &object, const char *key);
/// The array at key, or an empty one.
const nlohmann::json &arrayAt(const nlohmann::json &object, const char *key);
/// The strings of an array, sorted, each once; other items are left out.
std::vector<std::string> sortedTexts(const nlohmann::json &array);

} // namespace spanwise
