// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/everydayjson.h"

#include "core/codec/base64.h"

#include <cmath>

namespace spanwise {

void writeEverydayJson(JsonWriter &json, const Value &value)
{
    switch (value.type()) {
    case Value::Type::Empty:
        return json.null();
    case Value::Type::String:
        return json.string(value.string());
    case Value::Type::Bool:
        return json.boolean(value.boolean());
    case Value::Type::Int:
        return json.number(value.integer());
    case Value::Type::Double:
        return json.real(value.real());
    case Value::Type::Bytes:
        return json.string(toBase64(value.string()));
    case Value::Type::Map:
        return writeEverydayJson(json, value.map());
    case Value::Type::Array:
        json.beginArray();
        for (const Value &item : value.array())
            writeEverydayJson(json, item);
        json.endArray();
    }
}

void writeEverydayJson(JsonWriter &json, std::span<const Attribute> attributes)
{
    json.beginObject();
    for (const Attribute &attribute : attributes) {
        json.textKey(attribute.key);
        writeEverydayJson(json, attribute.value);
    }
    json.endObject();
}

std::string everydayJson(const Value &value)
{
    JsonWriter json;
    writeEverydayJson(json, value);
    return json.take();
}

std::string everydayJson(std::span<const Attribute> attributes)
{
    JsonWriter json;
    writeEverydayJson(json, attributes);
    return json.take();
}

} // namespace spanwise
