// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/plainjson.h"

#include <array>
#include <charconv>
#include <cmath>

namespace spanwise {
namespace {

template<class Number>
void appendNumber(std::string &json, Number number)
{
    std::array<char, 32> digits{};
    json.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

void appendValue(std::string &json, const Value &value);

void appendMap(std::string &json, std::span<const Attribute> entries)
{
    json.push_back('{');
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i != 0)
            json.push_back(',');
        appendJsonString(json, entries[i].key);
        json.push_back(':');
        appendValue(json, entries[i].value);
    }
    json.push_back('}');
}

void appendArray(std::string &json, std::span<const Value> items)
{
    json.push_back('[');
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i != 0)
            json.push_back(',');
        appendValue(json, items[i]);
    }
    json.push_back(']');
}

void appendValue(std::string &json, const Value &value)
{
    switch (value.type()) {
    case Value::Type::String:
        appendJsonString(json, value.string());
        return;
    case Value::Type::Bool:
        json.append(value.boolean() ? "true" : "false");
        return;
    case Value::Type::Int:
        appendNumber(json, value.integer());
        return;
    case Value::Type::Double:
        if (std::isfinite(value.real()))
            appendNumber(json, value.real());
        else
            json.append("null");
        return;
    case Value::Type::Array:
        appendArray(json, value.array());
        return;
    case Value::Type::Map:
        appendMap(json, value.map());
        return;
    case Value::Type::Empty:
    case Value::Type::Bytes:
        json.append("null");
        return;
    }
}

} // namespace

void appendJsonString(std::string &json, std::string_view text)
{
    constexpr std::string_view hex = "0123456789abcdef";
    json.push_back('"');
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            json.push_back('\\');
            json.push_back(c);
        } else if (code < 0x20) {
            json.append("\\u00");
            json.push_back(hex[code >> 4U]);
            json.push_back(hex[code & 15U]);
        } else {
            json.push_back(c);
        }
    }
    json.push_back('"');
}

std::string plainJson(const Value &value)
{
    if (value.isString())
        return std::string(value.string());
    std::string json;
    appendValue(json, value);
    return json;
}

} // namespace spanwise
