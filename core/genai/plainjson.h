// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/value.h"

#include <string>
#include <string_view>

namespace spanwise {

/// A value as everyday JSON: {"a": 1}, not OTLP's {"kvlistValue": ...}. Bytes and non-finite numbers become
/// null. A string is taken for JSON text already, as the dialects send structured content either way
/// (genai.md section 2).
std::string plainJson(const Value &value);

/// Text as a JSON string, quotes included.
void appendJsonString(std::string &json, std::string_view text);

} // namespace spanwise
