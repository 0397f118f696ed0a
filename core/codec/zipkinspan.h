// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/span.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

struct ZipkinEndpoint
{
    std::string_view serviceName;
    std::string_view ipv4; ///< as text
    std::string_view ipv6; ///< as text
    std::uint32_t port = 0;
};

/// One span, or a piece of one, as Zipkin v2 sends it: the same for JSON and protobuf. Text is in the arena
/// of the batch.
struct ZipkinSpan
{
    TraceId traceId;
    SpanId id;
    SpanId parent;
    SpanKind kind = SpanKind::Unspecified;
    std::string_view name;
    std::optional<Timestamp> timestamp;
    std::optional<Duration> duration;
    ZipkinEndpoint local;
    ZipkinEndpoint remote;
    std::vector<Attribute> tags;
    std::vector<Event> annotations; ///< name holds the whole value
    bool debug = false;
    bool shared = false;
    std::string fault; ///< why it cannot be used; empty: it can
};

} // namespace spanwise
