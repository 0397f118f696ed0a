// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/zipkinassembler.h"

#include "core/codec/eventtext.h"
#include "core/codec/tagmeaning.h"
#include "core/model/sharedhalves.h"

#include <algorithm>
#include <limits>

namespace spanwise {
namespace {

constexpr std::int64_t maxMicroseconds = std::numeric_limits<std::int64_t>::max() / 1000;

struct PieceKey
{
    TraceId trace;
    SpanId span;
    SpanKind kind = SpanKind::Unspecified; ///< or unused
    friend bool operator==(const PieceKey &, const PieceKey &) = default;
};

struct PieceKeyHash
{
    std::size_t operator()(const PieceKey &key) const noexcept
    {
        return std::hash<TraceId>()(key.trace) * 31 + std::hash<SpanId>()(key.span) +
               static_cast<std::size_t>(key.kind);
    }
};

void fill(ZipkinEndpoint &endpoint, const ZipkinEndpoint &more)
{
    if (endpoint.serviceName.empty())
        endpoint.serviceName = more.serviceName;
    if (endpoint.ipv4.empty())
        endpoint.ipv4 = more.ipv4;
    if (endpoint.ipv6.empty())
        endpoint.ipv6 = more.ipv6;
    if (endpoint.port == 0)
        endpoint.port = more.port;
}

/// Beyond this many, tags and annotations of merged pieces are not compared with each other any more: a
/// hostile body of a million pieces of one span costs no quadratic time.
constexpr std::size_t compared = 1000;

/// Adds what piece has and span has not.
void merge(ZipkinSpan &span, ZipkinSpan &piece)
{
    if (!span.parent)
        span.parent = piece.parent;
    if (span.kind == SpanKind::Unspecified)
        span.kind = piece.kind;
    if (span.name.empty())
        span.name = piece.name;
    if (piece.timestamp)
        span.timestamp = span.timestamp ? std::min(*span.timestamp, *piece.timestamp) : *piece.timestamp;
    if (piece.duration)
        span.duration = std::max(span.duration.value_or(Duration(0)), *piece.duration);
    fill(span.local, piece.local);
    fill(span.remote, piece.remote);
    for (const Attribute &tag : piece.tags) {
        if (span.tags.size() > compared || find(span.tags, tag.key) == nullptr)
            span.tags.push_back(tag);
    }
    for (const Event &annotation : piece.annotations) {
        const bool known = span.annotations.size() <= compared &&
                           std::ranges::any_of(span.annotations, [&](const Event &other) {
                               return other.time == annotation.time && other.name == annotation.name;
                           });
        if (!known)
            span.annotations.push_back(annotation);
    }
    span.debug = span.debug || piece.debug;
}

} // namespace

Timestamp ZipkinAssembler::timestamp(std::uint64_t microseconds, ZipkinSpan &span)
{
    if (microseconds > static_cast<std::uint64_t>(maxMicroseconds)) {
        if (span.fault.empty())
            span.fault = "timestamp lies beyond the year 2262";
        return {};
    }
    return Timestamp(std::chrono::microseconds(microseconds));
}

Duration ZipkinAssembler::duration(std::uint64_t microseconds)
{
    return std::chrono::microseconds(std::min(microseconds, static_cast<std::uint64_t>(maxMicroseconds)));
}

void ZipkinAssembler::finish()
{
    splitHalves();
    mergePieces();
    findTraceStarts();
    for (ZipkinSpan &piece : m_pieces)
        emit(piece);
    adoptSharedHalves(m_out.batch);
}

/// Some senders leave "shared" out: a receiving side with the id of a sending one in the same body is shared.
void ZipkinAssembler::splitHalves()
{
    std::unordered_map<PieceKey, bool, PieceKeyHash> senders;
    for (const ZipkinSpan &piece : m_pieces) {
        if (piece.kind == SpanKind::Client || piece.kind == SpanKind::Producer)
            senders[{piece.traceId, piece.id, piece.kind}] = true;
    }
    for (ZipkinSpan &piece : m_pieces) {
        if (piece.kind == SpanKind::Server)
            piece.shared = piece.shared || senders.contains({piece.traceId, piece.id, SpanKind::Client});
        else if (piece.kind == SpanKind::Consumer)
            piece.shared = piece.shared || senders.contains({piece.traceId, piece.id, SpanKind::Producer});
    }
}

void ZipkinAssembler::mergePieces()
{
    std::unordered_map<PieceKey, std::size_t, PieceKeyHash> seen;
    std::vector<ZipkinSpan> merged;
    merged.reserve(m_pieces.size());
    for (ZipkinSpan &piece : m_pieces) {
        if (!piece.fault.empty()) {
            merged.push_back(std::move(piece));
            continue;
        }
        const SpanKind side = piece.shared ? SpanKind::Server : SpanKind::Unspecified;
        const auto [entry, isNew] = seen.try_emplace({piece.traceId, piece.id, side}, merged.size());
        if (isNew)
            merged.push_back(std::move(piece));
        else
            merge(merged[entry->second], piece);
    }
    m_pieces = std::move(merged);
}

void ZipkinAssembler::findTraceStarts()
{
    const auto note = [&](TraceId trace, Timestamp time) {
        const auto [entry, isNew] = m_traceStarts.try_emplace(trace, time);
        if (!isNew)
            entry->second = std::min(entry->second, time);
    };
    for (const ZipkinSpan &piece : m_pieces) {
        if (piece.timestamp)
            note(piece.traceId, *piece.timestamp);
        for (const Event &annotation : piece.annotations)
            note(piece.traceId, annotation.time);
    }
}

void ZipkinAssembler::emit(ZipkinSpan &piece)
{
    Span span = m_sink.beginSpan();
    span.traceId = piece.traceId;
    span.id = piece.id;
    span.parent = piece.parent;
    span.name = piece.name;
    span.kind = piece.kind;
    if (!piece.fault.empty())
        m_sink.fault(piece.fault);
    if (piece.shared) {
        span.parent = piece.id;
        span.id = sharedServerId(piece.traceId, piece.id);
        span.flags = spanflags::hasIsRemote | spanflags::isRemote;
    } else if (span.parent == span.id) {
        span.parent = {};
    }
    const auto attributes = m_sink.attributes.mark();
    const auto events = m_sink.events.mark();
    const auto links = m_sink.links.mark();
    takeTags(piece, span);
    setTime(piece, span);
    takeEndpoints(piece);
    for (const Event &annotation : piece.annotations)
        m_sink.events.push(eventFromAnnotation(annotation.name, annotation.time, arena()));
    span.attributes = m_sink.attributes.take(attributes, arena());
    span.events = m_sink.events.take(events, arena());
    span.links = m_sink.links.take(links, arena());
    m_sink.finishSpan(span);
}

void ZipkinAssembler::setTime(const ZipkinSpan &piece, Span &span)
{
    const auto byTime = [](const Event &left, const Event &right) { return left.time < right.time; };
    const auto first = std::ranges::min_element(piece.annotations, byTime);
    const auto last = std::ranges::max_element(piece.annotations, byTime);
    if (piece.timestamp) {
        span.time.begin = *piece.timestamp;
    } else {
        const auto start = m_traceStarts.find(piece.traceId);
        if (start == m_traceStarts.end())
            return m_sink.fault(
                "it has no timestamp, and nothing else of its trace came with it that has one");
        span.time.begin = first != piece.annotations.end() ? first->time : start->second;
        m_sink.attributes.push({"otel.zipkin.absentField.startTime", Value::ofBool(true)});
    }
    span.time.end = span.time.begin;
    if (piece.duration && *piece.duration <= Timestamp::max() - span.time.begin)
        span.time.end += *piece.duration;
    else if (piece.duration)
        m_sink.fault("duration reaches beyond the year 2262");
    else if (last != piece.annotations.end())
        span.time.end = std::max(span.time.end, last->time);
}

void ZipkinAssembler::takeTags(const ZipkinSpan &piece, Span &span)
{
    std::vector<Attribute> resource;
    TagMeaning meaning(arena(), span);
    const Value *const names = find(piece.tags, "spanwise.resource.keys");
    const Value *const statusTag = find(piece.tags, "otel.status_code");
    const auto status = statusFromWord(statusTag == nullptr ? std::string_view() : statusTag->stringOr({}));
    const Value *const description = find(piece.tags, "otel.status_description");
    const std::string_view nameList = names == nullptr ? std::string_view() : names->stringOr({});
    const std::string listed =
        nameList.empty() || nameList.size() > 65536 ? std::string() : ',' + std::string(nameList) + ',';
    if (status) {
        span.status = *status;
        span.statusMessage = description == nullptr ? std::string_view() : description->stringOr({});
    }
    for (const Attribute &tag : piece.tags) {
        if ((status && (&tag.value == statusTag || &tag.value == description)) || &tag.value == names)
            continue;
        // Beside a status, "error" is what OpenTelemetry's mapping adds; a different text is somebody's own.
        if (tag.key == "error") {
            const std::string_view text = tag.value.stringOr({});
            if (status && span.status == StatusCode::Error &&
                (text.empty() || text == "true" || text == span.statusMessage))
                continue;
            if (!status) {
                span.status = StatusCode::Error;
                span.statusMessage = text == "true" ? std::string_view() : text;
                continue;
            }
        }
        if (meaning.take(tag))
            continue;
        if (tag.key == "span.kind" && tag.value.stringOr({}) == "internal" &&
            piece.kind == SpanKind::Unspecified) {
            span.kind = SpanKind::Internal;
            continue;
        }
        if (isResourceKey(tag.key) ||
            (!listed.empty() && listed.find(',' + std::string(tag.key) + ',') != std::string::npos))
            resource.push_back(tag);
        else
            m_sink.attributes.push(tag);
    }
    for (const auto &[number, link] : meaning.links())
        m_sink.links.push(link);
    span.scope = meaning.scope(m_parts);
    span.resource = resourceOf(piece, std::move(resource));
}

std::uint32_t ZipkinAssembler::resourceOf(const ZipkinSpan &piece, std::vector<Attribute> attributes)
{
    if (!piece.local.serviceName.empty() && find(attributes, "service.name") == nullptr)
        attributes.insert(attributes.begin(), {"service.name", Value::ofString(piece.local.serviceName)});
    return m_parts.resource(attributes);
}

void ZipkinAssembler::takeEndpoints(const ZipkinSpan &piece)
{
    const auto add = [&](std::string_view key, std::string_view text) {
        if (!text.empty())
            m_sink.attributes.push({key, Value::ofString(text)});
    };
    const auto addPort = [&](std::string_view key, std::uint32_t port) {
        if (port != 0)
            m_sink.attributes.push({key, Value::ofInt(port)});
    };
    add("net.host.ip", piece.local.ipv4.empty() ? piece.local.ipv6 : piece.local.ipv4);
    add("net.host.ipv6", piece.local.ipv4.empty() ? std::string_view() : piece.local.ipv6);
    addPort("net.host.port", piece.local.port);
    add("peer.service", piece.remote.serviceName);
    add("net.peer.ip", piece.remote.ipv4.empty() ? piece.remote.ipv6 : piece.remote.ipv4);
    add("net.peer.ipv6", piece.remote.ipv4.empty() ? std::string_view() : piece.remote.ipv6);
    addPort("net.peer.port", piece.remote.port);
    if (piece.debug)
        m_sink.attributes.push({"zipkin.debug", Value::ofBool(true)});
}

} // namespace spanwise
