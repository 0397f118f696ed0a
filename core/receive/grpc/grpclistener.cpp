// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/grpc/grpclistener.h"

#include "core/receive/bindaddress.h"
#include "core/receive/grpc/exportservice.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <utility>

namespace spanwise {
namespace {

constexpr std::string_view setting = "Settings > Receiving (otlp_grpc) or with --otlp-grpc.";

int milliseconds(std::chrono::milliseconds time)
{
    return static_cast<int>(time.count());
}

/// gRPC says only that it could not bind; this says why.
Status probe(const Endpoint &listen, const std::string &host)
{
    namespace net = boost::asio;
    net::io_context io;
    net::ip::tcp::acceptor acceptor(io);
    boost::system::error_code error;
    const net::ip::tcp::endpoint wanted(net::ip::make_address(host, error), listen.port);
    acceptor.open(wanted.protocol(), error);
    if (!error)
        acceptor.set_option(net::socket_base::reuse_address(true), error);
    if (!error)
        acceptor.bind(wanted, error);
    if (!error)
        acceptor.listen(1, error);
    return error ? Status(cannotListen(listen, error, setting)) : Status(Done{});
}

void applyLimits(grpc::ServerBuilder &builder, const GrpcListenerOptions &options, const IngestLimits &limits)
{
    builder.SetMaxReceiveMessageSize(static_cast<int>(limits.maxBodyBytes));
    builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
    builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0); // see codingOf()
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0); // a busy port is an error, not a share
    builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, static_cast<int>(options.maxHeaderBytes));
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.maxCallsPerConnection);
    builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, milliseconds(options.handshakeTimeout));
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, milliseconds(options.idleTimeout));
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, milliseconds(options.keepAlive));
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, milliseconds(options.keepAliveTimeout));
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    // Senders may ask as often as every ten seconds whether the listener is there.
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
    grpc::ResourceQuota quota("spanwise"); // for what arrives: messages become ours only when they are whole
    quota.Resize(limits.maxInFlightBytes);
    builder.SetResourceQuota(quota);
}

} // namespace

class GrpcListener::Running
{
public:
    Running(std::shared_ptr<Ingest> ingest, const GrpcListenerOptions &options, bool tokenNeeded,
            Refused refused)
        : service(std::move(ingest), options, tokenNeeded, std::move(refused))
    {
    }

    ExportService service;
    std::unique_ptr<grpc::Server> server;
};

GrpcListener::GrpcListener(std::shared_ptr<Ingest> ingest, GrpcListenerOptions options, Refused refused)
    : m_ingest(std::move(ingest))
    , m_options(std::move(options))
    , m_refused(std::move(refused))
    , m_endpoint(m_options.listen)
{
}

GrpcListener::~GrpcListener()
{
    stop();
}

Status GrpcListener::start()
{
    const auto bound = BindAddress::of(m_options.listen, *m_options.tokens);
    if (!bound)
        return bound.error();
    if (const Status free = probe(m_options.listen, bound->host); !free)
        return free;
    auto running = std::make_unique<Running>(m_ingest, m_options, !bound->isLoopback, m_refused);
    grpc::ServerBuilder builder;
    applyLimits(builder, m_options, m_ingest->limits());
    int port = 0;
    builder.AddListeningPort(Endpoint{bound->host, m_options.listen.port}.toString(),
                             grpc::InsecureServerCredentials(), &port);
    builder.RegisterCallbackGenericService(&running->service);
    running->server = builder.BuildAndStart();
    if (!running->server || port == 0)
        return cannotListen(m_options.listen, boost::asio::error::address_in_use, setting);
    m_endpoint = {bound->host, static_cast<std::uint16_t>(port)};
    m_running = std::move(running);
    return Done{};
}

void GrpcListener::stop()
{
    if (!m_running)
        return;
    m_running->server->Shutdown(std::chrono::system_clock::now() + m_options.drainTimeout);
    m_running->server->Wait();
    m_running.reset();
}

Endpoint GrpcListener::endpoint() const
{
    return m_endpoint;
}

} // namespace spanwise
