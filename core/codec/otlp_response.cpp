// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_response.h"

#include "core/codec/jsonwriter.h"
#include "core/codec/utf8.h"

#include <protozero/pbf_writer.hpp>

namespace spanwise {
namespace {

/// The numbers of the fields are the same in all three messages.
std::string exportResponseProtobuf(std::uint64_t rejected, std::string_view message)
{
    std::string body;
    protozero::pbf_writer response(body);
    protozero::pbf_writer partial(response, 1);
    if (rejected != 0)
        partial.add_int64(1, static_cast<std::int64_t>(rejected));
    if (!message.empty())
        partial.add_string(2, message.data(), message.size());
    partial.commit();
    return body;
}

std::string_view countKey(Signal signal)
{
    return signal == Signal::Traces ? "rejectedSpans"
           : signal == Signal::Logs ? "rejectedLogRecords"
                                    : "rejectedDataPoints";
}

std::string exportResponseJson(Signal signal, std::uint64_t rejected, std::string_view message)
{
    JsonWriter json;
    json.beginObject();
    json.key("partialSuccess");
    json.beginObject();
    if (rejected != 0) {
        json.key(countKey(signal));
        json.quoted(rejected);
    }
    if (!message.empty()) {
        json.key("errorMessage");
        json.string(message);
    }
    json.endObject();
    json.endObject();
    return json.take();
}

} // namespace

std::string encodeExportResponse(OtlpEncoding encoding, Signal signal, std::uint64_t rejected,
                                 std::string_view message)
{
    const bool full = rejected == 0 && message.empty();
    if (encoding == OtlpEncoding::Json)
        return full ? "{}" : exportResponseJson(signal, rejected, message);
    return full ? std::string() : exportResponseProtobuf(rejected, repairedUtf8(message));
}

std::string encodeRpcStatus(OtlpEncoding encoding, int code, std::string_view message)
{
    if (encoding == OtlpEncoding::Json) {
        JsonWriter json;
        json.beginObject();
        json.key("code");
        json.number(static_cast<std::uint64_t>(code));
        json.key("message");
        json.string(message);
        json.endObject();
        return json.take();
    }
    const std::string text = repairedUtf8(message);
    std::string body;
    protozero::pbf_writer status(body);
    status.add_int32(1, code);
    status.add_string(2, text.data(), text.size());
    return body;
}

} // namespace spanwise
