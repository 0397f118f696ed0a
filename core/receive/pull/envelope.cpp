// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/envelope.h"

#include <protozero/pbf_reader.hpp>
#include <simdjson.h>

namespace spanwise {
namespace {

/// Where the value that begins at text[0] ends; npos when it does not.
std::size_t endOfValue(std::string_view text)
{
    int depth = 0;
    bool isInString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isInString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                isInString = false;
            continue;
        }
        if (c == '"')
            isInString = true;
        else if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth <= 0)
            return i + 1;
    }
    return std::string_view::npos;
}

} // namespace

Result<std::vector<std::string_view>> jsonValues(std::string_view text)
{
    std::vector<std::string_view> values;
    for (;;) {
        const std::size_t begin = text.find_first_not_of(" \t\r\n,");
        if (begin == std::string_view::npos)
            return values;
        text.remove_prefix(begin);
        if (text.front() != '{' && text.front() != '[')
            return Error{Error::Code::InvalidInput, "it is not JSON"};
        const std::size_t end = endOfValue(text);
        if (end == std::string_view::npos)
            return Error{Error::Code::Unreachable, "it breaks off"};
        values.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

std::string memberText(std::string_view json, std::string_view key)
{
    simdjson::ondemand::parser parser;
    const simdjson::padded_string padded(json);
    simdjson::ondemand::document document;
    simdjson::ondemand::value member;
    std::string_view raw;
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS ||
        document.find_field_unordered(key).get(member) != simdjson::SUCCESS)
        return {};
    simdjson::ondemand::object object;
    simdjson::ondemand::array array;
    if (member.get_object().get(object) == simdjson::SUCCESS)
        return object.raw_json().get(raw) == simdjson::SUCCESS ? std::string(raw) : std::string();
    if (member.get_array().get(array) == simdjson::SUCCESS)
        return array.raw_json().get(raw) == simdjson::SUCCESS ? std::string(raw) : std::string();
    return {};
}

Result<TempoEnvelope> openTempoEnvelope(std::string_view body)
{
    TempoEnvelope envelope;
    try {
        protozero::pbf_reader reader(body.data(), body.size());
        while (reader.next()) {
            if (reader.tag_and_type() ==
                protozero::tag_and_type(1, protozero::pbf_wire_type::length_delimited)) {
                const auto view = reader.get_view();
                envelope.trace.append(view.data(), view.size()); // messages sent in parts merge by appending
            } else if (reader.tag_and_type() ==
                       protozero::tag_and_type(3, protozero::pbf_wire_type::varint)) {
                envelope.isPartial = reader.get_uint64() == 1;
            } else if (reader.tag_and_type() ==
                       protozero::tag_and_type(4, protozero::pbf_wire_type::length_delimited)) {
                envelope.message = reader.get_string();
            } else {
                reader.skip();
            }
        }
    } catch (const protozero::exception &) {
        return Error{Error::Code::Unreachable, "it breaks off or is not what Tempo sends"};
    }
    return envelope;
}

} // namespace spanwise
