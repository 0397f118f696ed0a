// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jsonvalue.h"

#include "core/codec/batchsink.h"
#include "core/codec/jsonbody.h"
#include "core/codec/jsonscalars.h"
#include "core/codec/scratch.h"

#include <cmath>

namespace spanwise {
namespace {

/// Later versions of simdjson ask whether half of a surrogate pair may be replaced.
template<class Field>
auto unescapedKey(Field &field)
{
    if constexpr (requires { field.unescaped_key(true); })
        return field.unescaped_key(true);
    else
        return field.unescaped_key();
}

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;
using JsonType = ondemand::json_type;

/// Builds the values of one body, depth first.
class Reader
{
public:
    explicit Reader(Arena &arena)
        : m_arena(arena)
    {
    }

    template<class Source>
    error_code read(Source &source, int depth, Value &target)
    {
        JsonType type{};
        if (const auto error = source.type().get(type); error)
            return error;
        if (type == JsonType::object) {
            ondemand::object object;
            const auto error = source.get_object().get(object);
            return error ? error : readObject(object, depth, target);
        }
        if (type == JsonType::array) {
            ondemand::array array;
            const auto error = source.get_array().get(array);
            return error ? error : readArray(array, depth, target);
        }
        return simdjson::INCORRECT_TYPE;
    }

private:
    error_code readItem(ondemand::value source, int depth, Value &target)
    {
        JsonType type{};
        if (const auto error = source.type().get(type); error)
            return error;
        if (type == JsonType::object || type == JsonType::array)
            return read(source, depth, target);
        std::string_view token = source.raw_json_token();
        token = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
        switch (type) {
        case JsonType::string:
            return readString(source, token, target);
        case JsonType::number:
            return readNumber(token, target);
        case JsonType::boolean:
            target = Value::ofBool(token == "true");
            return token == "true" || token == "false" ? simdjson::SUCCESS : simdjson::T_ATOM_ERROR;
        default:
            return token == "null" ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
        }
    }

    error_code readObject(ondemand::object object, int depth, Value &target)
    {
        if (depth > BatchSink::maxValueDepth)
            return keepText(object, target);
        const auto mark = m_members.mark();
        for (auto result : object) {
            ondemand::field field;
            if (const auto error = std::move(result).get(field); error)
                return error;
            Attribute member;
            member.key = rawKey(field.key().raw());
            if (member.key.find('\\') != std::string_view::npos) {
                std::string_view unescaped;
                if (const auto error = unescapedKey(field).get(unescaped); error)
                    return error;
                member.key = m_arena.copy(unescaped);
            }
            if (const auto error = readItem(field.value(), depth + 1, member.value); error)
                return error;
            m_members.push(member);
        }
        target = Value::ofMap(m_members.take(mark, m_arena));
        return simdjson::SUCCESS;
    }

    error_code readArray(ondemand::array array, int depth, Value &target)
    {
        if (depth > BatchSink::maxValueDepth)
            return keepText(array, target);
        const auto mark = m_items.mark();
        for (auto result : array) {
            ondemand::value element;
            if (const auto error = result.get(element); error)
                return error;
            Value item;
            if (const auto error = readItem(element, depth + 1, item); error)
                return error;
            m_items.push(item);
        }
        target = Value::ofArray(m_items.take(mark, m_arena));
        return simdjson::SUCCESS;
    }

    template<class Nested>
    static error_code keepText(Nested nested, Value &target)
    {
        std::string_view text;
        const auto error = nested.raw_json().get(text);
        target = Value::ofString(text);
        return error;
    }

    error_code readString(ondemand::value source, std::string_view token, Value &target)
    {
        if (token.size() >= 2 && token.back() == '"' && token.find('\\') == std::string_view::npos) {
            target = Value::ofString(token.substr(1, token.size() - 2));
            return simdjson::SUCCESS;
        }
        std::string_view unescaped;
        if (const auto error = source.get_string().get(unescaped); error)
            return error;
        target = Value::ofString(m_arena.copy(unescaped)); // simdjson's buffer goes when its parser does
        return simdjson::SUCCESS;
    }

    static error_code readNumber(std::string_view token, Value &target)
    {
        if (token.find_first_of(".eE") == std::string_view::npos) {
            if (const auto whole = integerFromText(token)) {
                target = Value::ofInt(*whole);
                return simdjson::SUCCESS;
            }
            if (token.find_first_not_of("0123456789", 1) == std::string_view::npos) {
                target = Value::ofString(token);
                return simdjson::SUCCESS;
            }
        }
        const auto real = doubleFromText(token);
        target = Value::ofDouble(real.value_or(0));
        return real ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
    }

    Arena &m_arena;
    Scratch<Attribute> m_members;
    Scratch<Value> m_items;
};

} // namespace

Result<Value> readJson(std::string body, Arena &arena, std::string_view format, std::string_view *kept)
{
    Value value;
    const auto fresh = [&]() -> Arena & { return arena; };
    const Status status = readJsonBody(
        std::move(body), format, fresh,
        [&](ondemand::document &document) { return Reader(arena).read(document, 0, value); }, kept);
    if (!status)
        return status.error();
    return value;
}

const Value *member(const Value &map, std::string_view key) noexcept
{
    if (map.type() != Value::Type::Map)
        return nullptr;
    const Value *const found = find(map.map(), key);
    return found == nullptr || found->isEmpty() ? nullptr : found;
}

std::string_view memberText(const Value &map, std::string_view key) noexcept
{
    const Value *const found = member(map, key);
    return found == nullptr ? std::string_view() : found->stringOr({});
}

std::span<const Value> memberItems(const Value &map, std::string_view key) noexcept
{
    const Value *const found = member(map, key);
    return found == nullptr || found->type() != Value::Type::Array ? std::span<const Value>()
                                                                   : found->array();
}

std::optional<std::int64_t> wholeNumber(const Value &value) noexcept
{
    if (value.type() == Value::Type::Int)
        return value.integer();
    if (value.type() == Value::Type::String)
        return integerFromText(value.string());
    constexpr double limit = 9223372036854775808.0; // 2^63
    if (value.type() != Value::Type::Double || std::trunc(value.real()) != value.real() ||
        value.real() < -limit || value.real() >= limit)
        return std::nullopt;
    return static_cast<std::int64_t>(value.real());
}

std::optional<std::uint64_t> unsignedNumber(const Value &value) noexcept
{
    if (value.type() == Value::Type::String)
        return unsignedFromText(value.string());
    const auto whole = wholeNumber(value);
    return whole && *whole >= 0 ? std::optional(static_cast<std::uint64_t>(*whole)) : std::nullopt;
}

std::optional<double> realNumber(const Value &value) noexcept
{
    if (value.isNumber())
        return value.numberOr(0);
    return value.type() == Value::Type::String ? doubleFromText(value.string()) : std::nullopt;
}

} // namespace spanwise
