// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/receive/endpoint.h"
#include "core/receive/grpc/grpclisteneroptions.h"

#include <functional>
#include <memory>
#include <string>

namespace spanwise {

class Ingest;

/// The OTLP/gRPC receiver: the Export calls of the trace, metrics and logs services (protocols.md 1.6
/// and 2.4).
///
/// A generic service: messages stay bytes and go through the same Ingest as those of the other listeners, so
/// decoding, limits and acknowledgement are the same: OK only after the commit, RESOURCE_EXHAUSTED or
/// UNAVAILABLE with RetryInfo when there is no room, partial success in the answer. Messages may be
/// compressed with gzip. Threads are gRPC's own; the first start loads it, which takes some 20 ms. start()
/// and stop() are for one thread at a time, endpoint() for any.
class GrpcListener
{
public:
    /// Told of every call that was refused, for the log. Called on gRPC's threads; must not block.
    using Refused = std::function<void(const std::string &peer, const std::string &reason)>;

    GrpcListener(std::shared_ptr<Ingest> ingest, GrpcListenerOptions options, Refused refused = {});
    /// Stops as stop() does.
    ~GrpcListener();
    GrpcListener(const GrpcListener &) = delete;
    GrpcListener &operator=(const GrpcListener &) = delete;

    /// Listens. Code::Io when the address is in use (no other port is tried) or cannot be bound;
    /// Code::InvalidInput for a host that is not a numeric address or "localhost", or one beyond loopback
    /// without a token.
    Status start();
    /// Takes no more calls, lets those in flight finish for a short while, then ends them.
    void stop();

    /// Where it listens, with the real port when 0 was asked; the option's values before start().
    Endpoint endpoint() const;

private:
    class Running;

    const std::shared_ptr<Ingest> m_ingest;
    const GrpcListenerOptions m_options;
    const Refused m_refused;
    std::unique_ptr<Running> m_running;
    Endpoint m_endpoint;
};

} // namespace spanwise
