// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/grpc/exportservice.h"

#include "core/receive/grpc/exportcall.h"

#include <array>
#include <utility>

namespace spanwise {
namespace {

struct ExportMethod
{
    std::string_view path;
    Signal signal;
};

/// protocols.md 1.6.
constexpr std::array exportMethods{
    ExportMethod{"/opentelemetry.proto.collector.trace.v1.TraceService/Export", Signal::Traces},
    ExportMethod{"/opentelemetry.proto.collector.logs.v1.LogsService/Export", Signal::Logs},
    ExportMethod{"/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", Signal::Metrics},
};

/// "ipv4:127.0.0.1:4000", "ipv6:%5B::1%5D:4000" as people write them.
std::string readablePeer(const std::string &peer)
{
    std::string name = peer.substr(peer.find(':') + 1);
    for (const auto &[code, character] : {std::pair("%5B", "["), {"%5D", "]"}}) {
        if (const auto at = name.find(code); at != std::string::npos)
            name.replace(at, 3, character);
    }
    return name;
}

} // namespace

std::optional<Signal> signalOfMethod(std::string_view method) noexcept
{
    for (const ExportMethod &known : exportMethods) {
        if (known.path == method)
            return known.signal;
    }
    return std::nullopt;
}

ExportService::ExportService(std::shared_ptr<Ingest> ingest, const GrpcListenerOptions &options,
                             bool tokenNeeded, Refused refused)
    : m_ingest(std::move(ingest))
    , m_options(options)
    , m_tokenNeeded(tokenNeeded)
    , m_refused(std::move(refused))
{
}

grpc::ServerGenericBidiReactor *ExportService::CreateReactor(grpc::GenericCallbackServerContext *context)
{
    return new ExportCall(*this, *context); // deletes itself when gRPC is done with it
}

bool ExportService::admits(const grpc::CallbackServerContext &context) const
{
    const auto &metadata = context.client_metadata();
    const auto header = metadata.find("authorization");
    const std::string_view value = header == metadata.end()
                                       ? std::string_view()
                                       : std::string_view(header->second.data(), header->second.size());
    return m_options.tokens->admits(value, m_tokenNeeded);
}

void ExportService::refused(const std::string &peer, const grpc::Status &status, bool counted)
{
    if (!counted)
        m_ingest->countRefused();
    if (m_refused)
        m_refused(readablePeer(peer),
                  "gRPC status " + std::to_string(status.error_code()) + ": " + status.error_message());
}

} // namespace spanwise
