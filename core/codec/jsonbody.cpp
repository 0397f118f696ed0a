// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jsonbody.h"

#include "core/codec/memorymeter.h"
#include "core/codec/utf8.h"

#include <exception>

namespace spanwise {
namespace {

using simdjson::error_code;
using ReadDocument = std::function<error_code(simdjson::ondemand::document &)>;

/// How one pass over a body ended.
struct JsonPass
{
    error_code error = simdjson::SUCCESS;
    std::size_t position = 0; ///< of the error
    std::string_view body;    ///< as it lies in the arena
};

/// simdjson's first stage, which has no position, knows these two kinds of damage.
std::size_t firstBareControlCharacter(std::string_view json)
{
    bool inString = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        if (inString && json[i] == '\\')
            ++i;
        else if (json[i] == '"')
            inString = !inString;
        else if (inString && static_cast<unsigned char>(json[i]) < 0x20)
            return i;
    }
    return json.size();
}

JsonPass readOnce(std::string body, Arena &arena, const ReadDocument &read)
{
    if (body.capacity() < body.size() + simdjson::SIMDJSON_PADDING) {
        std::string padded; // growing in place would double a large body
        padded.reserve(body.size() + simdjson::SIMDJSON_PADDING);
        padded = body;
        body = std::move(padded);
    }
    const std::size_t capacity = body.capacity();
    const std::string_view whole = arena.adopt(std::move(body));
    const std::size_t mark = whole.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    const std::string_view json = whole.substr(mark);

    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    if (const auto error = parser.iterate(simdjson::padded_string_view(json, capacity - mark)).get(document);
        error) {
        const bool control = error == simdjson::UNESCAPED_CHARS;
        return {error, mark + (control ? firstBareControlCharacter(json) : json.size()), whole};
    }
    error_code error = read(document);
    const char *location = nullptr;
    const bool atEnd = document.current_location().get(location) == simdjson::OUT_OF_BOUNDS;
    if (!error && !atEnd)
        error = simdjson::TRAILING_CONTENT;
    // A body that does not end with its bracket is found at its first byte; the end is what is wrong.
    if (error == simdjson::INCOMPLETE_ARRAY_OR_OBJECT && location == json.data())
        location = nullptr;
    return {error, location == nullptr ? whole.size() : static_cast<std::size_t>(location - whole.data()),
            whole};
}

} // namespace

Status readJsonBody(std::string body, std::string_view format, const std::function<Arena &()> &fresh,
                    const ReadDocument &read, std::string_view *kept)
{
    if (body.size() >= simdjson::SIMDJSON_MAXSIZE_BYTES - simdjson::SIMDJSON_PADDING)
        return Error{Error::Code::TooLarge, "A JSON body of 4 GiB or more cannot be read; send it in parts."};
    try {
        JsonPass pass = readOnce(std::move(body), fresh(), read);
        const auto again = [&](std::string repaired) { pass = readOnce(std::move(repaired), fresh(), read); };
        if (pass.error == simdjson::UTF8_ERROR)
            again(repairedUtf8(pass.body));
        if (pass.error == simdjson::STRING_ERROR)
            again(repairedSurrogates(pass.body));
        if (!pass.error)
            return Done{};
        if (kept != nullptr)
            *kept = pass.body;
        return Error{Error::Code::InvalidInput, "The body is not " + std::string(format) +
                                                    ": damaged near byte " + std::to_string(pass.position) +
                                                    " (" + simdjson::error_message(pass.error) + ")."};
    } catch (const MemoryRefused &refused) {
        return Error{Error::Code::Busy, refused.what()};
    } catch (const std::exception &problem) {
        return Error{Error::Code::InvalidInput,
                     std::string("The JSON body could not be read: ") + problem.what()};
    }
}

} // namespace spanwise
