// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/exportresponse.h"

#include <protozero/pbf_reader.hpp>

#include <algorithm>

namespace spanwise {
namespace {

constexpr std::size_t longestMessage = 500; // it goes into a log line

std::string text(protozero::data_view view)
{
    return std::string(view.data(), std::min(view.size(), longestMessage));
}

} // namespace

PartialSuccess partialSuccessOf(std::string_view body)
{
    PartialSuccess result;
    try {
        protozero::pbf_reader response(body.data(), body.size());
        while (response.next(1, protozero::pbf_wire_type::length_delimited)) {
            protozero::pbf_reader partial = response.get_message();
            while (partial.next()) {
                if (partial.tag_and_type() == protozero::tag_and_type(1, protozero::pbf_wire_type::varint))
                    result.rejectedSpans =
                        static_cast<std::uint64_t>(std::max<std::int64_t>(0, partial.get_int64()));
                else if (partial.tag_and_type() ==
                         protozero::tag_and_type(2, protozero::pbf_wire_type::length_delimited))
                    result.message = text(partial.get_view());
                else
                    partial.skip();
            }
        }
    } catch (const protozero::exception &) { // keeps what was read so far
    }
    return result;
}

std::string errorMessageOf(std::string_view contentType, std::string_view body)
{
    if (contentType.starts_with("application/x-protobuf")) {
        try {
            protozero::pbf_reader status(body.data(), body.size());
            if (status.next(2, protozero::pbf_wire_type::length_delimited))
                return text(status.get_view());
        } catch (const protozero::exception &) { // not a Status: nothing to say
        }
        return {};
    }
    const bool isText = std::ranges::none_of(body, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
    });
    return isText ? std::string(body.substr(0, longestMessage)) : std::string();
}

} // namespace spanwise
