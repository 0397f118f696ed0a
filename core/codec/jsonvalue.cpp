// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jsonvalue.h"

#include "core/codec/jsonscalars.h"
#include "core/codec/scratch.h"
#include "core/codec/batchsink.h"
#include "core/codec/utf8.h"

#include <simdjson.h>

#include <cmath>
#include <exception>

namespace spanwise {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;
using JsonType = ondemand::json_type;

/// Builds the values of one body, depth first.
class Reader
{
public:
    explicit Reader(Arena &arena) : m_arena(arena) {}

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
            const std::string_view rest(field.key().raw());
            member.key = rest.substr(0, rest.find('"'));
            if (member.key.find('\\') != std::string_view::npos) {
                std::string_view unescaped;
                if (const auto error = field.unescaped_key().get(unescaped); error)
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

/// How one pass over a body ended.
struct Reading
{
    error_code error = simdjson::SUCCESS;
    std::size_t position = 0; ///< of the error
    std::string_view body;    ///< as it lies in the arena
    Value value;
};

Reading readPass(std::string body, Arena &arena)
{
    body.reserve(body.size() + simdjson::SIMDJSON_PADDING);
    const std::size_t capacity = body.capacity();
    const std::string_view whole = arena.adopt(std::move(body));
    const std::size_t mark = whole.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    const std::string_view json = whole.substr(mark);
    Reading reading;
    reading.body = whole;
    reading.position = whole.size();

    ondemand::parser parser;
    ondemand::document document;
    reading.error = parser.iterate(simdjson::padded_string_view(json, capacity - mark)).get(document);
    if (reading.error)
        return reading;
    reading.error = Reader(arena).read(document, 0, reading.value);
    const char *location = nullptr;
    const bool atEnd = document.current_location().get(location) == simdjson::OUT_OF_BOUNDS;
    if (!reading.error && !atEnd)
        reading.error = simdjson::TRAILING_CONTENT;
    if (location != nullptr)
        reading.position = static_cast<std::size_t>(location - whole.data());
    return reading;
}

} // namespace

Result<Value> readJson(std::string body, Arena &arena, std::string_view format)
{
    if (body.size() >= simdjson::SIMDJSON_MAXSIZE_BYTES - simdjson::SIMDJSON_PADDING)
        return Error{Error::Code::TooLarge, "A JSON body of 4 GiB or more cannot be read; send it in parts."};
    try {
        Reading reading = readPass(std::move(body), arena);
        // Damaged text is rare and does not cost its neighbours: it is repaired and the body is read again.
        if (reading.error == simdjson::UTF8_ERROR)
            reading = readPass(repairedUtf8(reading.body), arena);
        if (reading.error == simdjson::STRING_ERROR)
            reading = readPass(repairedSurrogates(reading.body), arena);
        if (!reading.error)
            return reading.value;
        return Error{Error::Code::InvalidInput, "The body is not " + std::string(format) + ": damaged near byte "
                                                    + std::to_string(reading.position) + " ("
                                                    + simdjson::error_message(reading.error) + ")."};
    } catch (const std::exception &problem) {
        return Error{Error::Code::InvalidInput, std::string("The JSON body could not be read: ") + problem.what()};
    }
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
    return found == nullptr || found->type() != Value::Type::Array ? std::span<const Value>() : found->array();
}

std::optional<std::int64_t> wholeNumber(const Value &value) noexcept
{
    if (value.type() == Value::Type::Int)
        return value.integer();
    if (value.type() == Value::Type::String)
        return integerFromText(value.string());
    constexpr double limit = 9223372036854775808.0; // 2^63
    if (value.type() != Value::Type::Double || std::trunc(value.real()) != value.real() || value.real() < -limit
        || value.real() >= limit)
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
