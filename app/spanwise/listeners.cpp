// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/listeners.h"

#include "core/receive/grpc/grpclistener.h"
#include "core/receive/httplistener.h"
#include "core/receive/ingest.h"

namespace spanwise {
namespace {

constexpr std::array kinds{ListenerKind::OtlpHttp, ListenerKind::OtlpGrpc, ListenerKind::Zipkin};

std::size_t indexOf(ListenerKind kind)
{
    return static_cast<std::size_t>(kind);
}

} // namespace

std::string_view nameOf(ListenerKind kind) noexcept
{
    switch (kind) {
    case ListenerKind::OtlpHttp:
        return "OTLP over HTTP";
    case ListenerKind::OtlpGrpc:
        return "OTLP over gRPC";
    case ListenerKind::Zipkin:
        return "Zipkin";
    }
    return {};
}

const std::string &ListenAddresses::of(ListenerKind kind) const noexcept
{
    return kind == ListenerKind::OtlpHttp ? otlpHttp : kind == ListenerKind::OtlpGrpc ? otlpGrpc : zipkin;
}

Listeners::Listeners(std::shared_ptr<Ingest> ingest, std::shared_ptr<const AccessTokens> tokens,
                     Refused refused)
    : m_ingest(std::move(ingest))
    , m_tokens(std::move(tokens))
    , m_refused(std::move(refused))
{
    m_worker.setMaxThreadCount(1);
    for (const ListenerKind kind : kinds)
        m_states[indexOf(kind)].kind = kind;
}

Listeners::~Listeners()
{
    m_worker.waitForDone();
    for (Slot &slot : m_slots) {
        slot.http.reset();
        slot.grpc.reset();
    }
}

void Listeners::listen(const ListenAddresses &wanted)
{
    const ListenAddresses before = std::exchange(m_wanted, wanted);
    for (const ListenerKind kind : kinds) {
        ListenerState &state = m_states[indexOf(kind)];
        const bool sameRules = kind == ListenerKind::OtlpGrpc || before.cors == wanted.cors;
        if (before.of(kind) == wanted.of(kind) && sameRules &&
            (wanted.of(kind).empty() || !state.address.empty()))
            continue;
        state.address.clear();
        state.problem.clear();
        ++m_pending;
        m_worker.start([this, kind, address = wanted.of(kind), cors = wanted.cors] {
            const Result<std::string> result = open(kind, address, cors);
            QMetaObject::invokeMethod(
                this, [this, kind, result] { opened(kind, result); }, Qt::QueuedConnection);
        });
    }
    if (m_pending == 0)
        QMetaObject::invokeMethod(this, &Listeners::settled, Qt::QueuedConnection);
}

Result<std::string> Listeners::open(ListenerKind kind, const std::string &address, const CorsPolicy &cors)
{
    Slot &slot = m_slots[indexOf(kind)];
    slot.http.reset();
    slot.grpc.reset();
    if (address.empty())
        return std::string();
    const auto endpoint = Endpoint::parse(address);
    if (!endpoint)
        return endpoint.error();
    if (kind == ListenerKind::OtlpGrpc) {
        slot.grpc = std::make_unique<GrpcListener>(
            m_ingest, GrpcListenerOptions{.listen = *endpoint, .tokens = m_tokens}, m_refused);
        const Status started = slot.grpc->start();
        return started ? Result<std::string>(slot.grpc->endpoint().toString()) : started.error();
    }
    HttpListenerOptions options;
    options.protocol = kind == ListenerKind::Zipkin ? HttpProtocol::Zipkin : HttpProtocol::Otlp;
    options.listen = *endpoint;
    options.tokens = m_tokens;
    options.cors = cors;
    slot.http = std::make_unique<HttpListener>(m_ingest, std::move(options), m_refused);
    const Status started = slot.http->start();
    return started ? Result<std::string>(slot.http->endpoint().toString()) : started.error();
}

void Listeners::opened(ListenerKind kind, const Result<std::string> &result)
{
    ListenerState &state = m_states[indexOf(kind)];
    state.address = result ? *result : std::string();
    state.problem = result ? std::string() : result.error().message;
    if (--m_pending == 0)
        Q_EMIT settled();
}

std::vector<ListenerState> Listeners::states() const
{
    std::vector<ListenerState> wanted;
    for (const ListenerState &state : m_states) {
        if (!m_wanted.of(state.kind).empty())
            wanted.push_back(state);
    }
    return wanted;
}

std::string Listeners::address(ListenerKind kind) const
{
    return m_states[indexOf(kind)].address;
}

} // namespace spanwise
