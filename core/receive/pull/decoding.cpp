// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/decoding.h"

#include "core/codec/jaeger.h"
#include "core/codec/otlp_json.h"
#include "core/codec/otlp_protobuf.h"
#include "core/receive/pull/envelope.h"
#include "core/receive/pull/json.h"

#include <algorithm>

namespace spanwise {
namespace {

/// A decoder's failure with the address in front.
Error unreadable(const Exchange &exchange, const Error &why)
{
    if (why.code == Error::Code::Unreachable)
        return {why.code,
                "The answer of " + exchange.connection().url + " cannot be used: " + why.message + "."};
    return exchange.strangeAnswer(why.message);
}

} // namespace

Result<DecodedBatch> decodeApiV3Answer(const Exchange &exchange, ExchangeAnswer answer)
{
    if (answer.isPage())
        return exchange.strangeAnswer("it sent a web page instead of data");
    const auto values = jsonValues(answer.body);
    if (!values)
        return unreadable(exchange, values.error());
    DecodedBatch all;
    for (const std::string_view value : *values) {
        std::string result = memberText(value, "result");
        if (result.empty()) {
            const auto problem = nlohmann::json::parse(memberText(value, "error"), nullptr, false);
            if (problem.is_object())
                return Error{Error::Code::Io, exchange.connection().url + ": " + textAt(problem, "message")};
            return exchange.strangeAnswer("its answer has no result");
        }
        auto part = decodeOtlpJson(std::move(result));
        if (!part)
            return unreadable(exchange, part.error());
        append(all, std::move(*part));
    }
    return all;
}

Result<DecodedBatch> decodeJaegerAnswer(const Exchange &exchange, ExchangeAnswer answer)
{
    if (answer.isPage())
        return exchange.strangeAnswer("it sent a web page instead of data");
    const auto values = jsonValues(answer.body);
    if (!values)
        return unreadable(exchange, values.error());
    if (values->size() != 1)
        return exchange.strangeAnswer("its answer is not one JSON object");
    auto decoded = decodeJaegerJson(std::move(answer.body));
    return decoded ? std::move(decoded) : Result<DecodedBatch>(unreadable(exchange, decoded.error()));
}

Result<DecodedBatch> decodeTempoAnswer(const Exchange &exchange, ExchangeAnswer answer, bool isNew,
                                       std::vector<std::string> &notes)
{
    if (answer.isPage())
        return exchange.strangeAnswer("it sent a web page instead of data");
    const bool isProtobuf =
        answer.contentType == "application/protobuf" || answer.contentType == "application/x-protobuf";
    TempoEnvelope envelope;
    if (!isNew) {
        envelope.trace = std::move(answer.body);
    } else if (isProtobuf) {
        auto opened = openTempoEnvelope(answer.body);
        if (!opened)
            return unreadable(exchange, opened.error());
        envelope = std::move(*opened);
    } else {
        if (const auto whole = jsonValues(answer.body); !whole)
            return unreadable(exchange, whole.error());
        envelope.trace = memberText(answer.body, "trace");
        envelope.isPartial = answer.body.find("\"PARTIAL\"") != std::string::npos;
    }
    if (envelope.isPartial)
        notes.push_back("Tempo gave a part of the trace only" +
                        (envelope.message.empty() ? std::string(".") : ": " + envelope.message));
    if (!isProtobuf && envelope.trace.starts_with('{')) {
        // Version 1 calls the list of resource spans "batches".
        if (std::string batches = memberText(envelope.trace, "batches"); !batches.empty())
            envelope.trace = "{\"resourceSpans\":" + batches + "}";
    }
    auto decoded = isProtobuf ? decodeOtlpProtobuf(std::move(envelope.trace))
                              : decodeOtlpJson(std::move(envelope.trace));
    return decoded ? std::move(decoded) : Result<DecodedBatch>(unreadable(exchange, decoded.error()));
}

void noteRejected(const DecodedBatch &decoded, std::vector<std::string> &notes)
{
    const Rejected &rejected = decoded.rejectedSpans;
    if (rejected.count > 0)
        notes.push_back(std::to_string(rejected.count) + (rejected.count == 1 ? " span was" : " spans were") +
                        " left out: " + rejected.firstReason);
    else if (!rejected.firstReason.empty())
        notes.push_back(rejected.firstReason);
}

Error notThere(const Exchange &exchange, TraceId id)
{
    return {Error::Code::NotFound,
            "The trace " + id.toHex() + " is not in " + exchange.connection().url + " (any more)."};
}

Result<PulledTrace> wholeTrace(const Exchange &exchange, DecodedBatch decoded, TraceId id)
{
    PulledTrace pulled;
    noteRejected(decoded, pulled.notes);
    pulled.batch = std::move(decoded.batch);
    const std::size_t strangers = keepOnly(pulled.batch, id);
    if (pulled.batch.spans.empty())
        return strangers > 0 ? exchange.strangeAnswer("it sent another trace than it was asked for")
                             : notThere(exchange, id);
    if (strangers > 0)
        pulled.notes.push_back(std::to_string(strangers) +
                               " spans of other traces came with it and were left out.");
    return pulled;
}

} // namespace spanwise
