// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/clientspan.h"

#include "core/analysis/stepmatch.h"

#include <QUrl>

#include <vector>

namespace spanwise {
namespace {

using Outcome = ReplayRecord::Outcome;

std::span<const Attribute> kept(Arena &arena, const std::vector<Attribute> &attributes)
{
    return arena.copy(std::span<const Attribute>(attributes));
}

/// OpenTelemetry's error.type: a status code, or a short word of low cardinality. Empty for success.
std::string errorType(const ReplayRecord &record)
{
    switch (record.outcome) {
    case Outcome::HttpError:
        return std::to_string(record.httpStatus);
    case Outcome::TimedOut:
        return "timeout";
    case Outcome::Refused:
        return "connection_refused";
    case Outcome::BadResponse:
        return "bad_response";
    case Outcome::Cancelled:
        return "cancelled";
    case Outcome::Running:
    case Outcome::Completed:
    case Outcome::NoTrace:
    case Outcome::NotSent:
        break;
    }
    return {};
}

std::span<const Attribute> attributesOf(const ReplayRecord &record, const std::string &method, Arena &arena)
{
    const QUrl url(QString::fromStdString(record.target));
    const auto text = [&](const std::string &value) { return Value::ofString(arena.copy(value)); };
    std::vector<Attribute> attributes{
        {"http.request.method", text(method)},
        // The address without a password that someone may have put into it.
        {"url.full", text(url.toString(QUrl::RemoveUserInfo).toStdString())},
        {"server.address", text(url.host().toStdString())},
        {"server.port", Value::ofInt(url.port(url.scheme() == u"https" ? 443 : 80))},
        {"spanwise.replay.original", text(record.original.toHex())},
    };
    if (record.httpStatus != 0)
        attributes.push_back({"http.response.status_code", Value::ofInt(record.httpStatus)});
    if (const std::string type = errorType(record); !type.empty())
        attributes.push_back({"error.type", text(type)});
    return kept(arena, attributes);
}

} // namespace

TelemetryBatch clientSpanOf(const ReplayRecord &record, ReplayIds ids, SpanId originalSpan,
                            const std::string &method)
{
    TelemetryBatch batch;
    Arena &arena = batch.arena;
    batch.resources.push_back({.attributes = kept(arena, {{"service.name", Value::ofString("spanwise")}}),
                               .schemaUrl = {},
                               .droppedAttributes = 0});
    batch.scopes.push_back({.name = replayScopeName,
                            .version = SPANWISE_VERSION,
                            .attributes = {},
                            .schemaUrl = {},
                            .droppedAttributes = 0});
    const Link original{.traceId = record.original,
                        .spanId = originalSpan,
                        .traceState = {},
                        .attributes = kept(arena, {{"spanwise.replay_of", Value::ofBool(true)}}),
                        .droppedAttributes = 0,
                        .flags = 0};
    Span span;
    span.traceId = ids.trace;
    span.id = ids.span;
    span.name = "replay";
    span.time = {record.started, record.started + record.duration};
    span.kind = SpanKind::Client;
    span.flags = spanflags::sampled | spanflags::hasIsRemote;
    span.attributes = attributesOf(record, method, arena);
    span.links = arena.copy(std::span<const Link>(&original, 1));
    if (!errorType(record).empty()) {
        span.status = StatusCode::Error;
        span.statusMessage = arena.copy(record.message);
    }
    batch.spans.push_back(span);
    return batch;
}

} // namespace spanwise
