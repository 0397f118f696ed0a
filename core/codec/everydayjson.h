// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/jsonwriter.h"
#include "core/model/value.h"

#include <span>
#include <string>

namespace spanwise {

/// Values as everyday JSON ({"a":1}, not OTLP's {"kvlistValue":...}), so that readJson gives them back: a
/// Double always has a fraction or an exponent. Bytes become base64 text, NaN and infinities their words,
/// Empty null.
void writeEverydayJson(JsonWriter &json, const Value &value);
void writeEverydayJson(JsonWriter &json, std::span<const Attribute> attributes);
std::string everydayJson(const Value &value);
std::string everydayJson(std::span<const Attribute> attributes);

} // namespace spanwise
