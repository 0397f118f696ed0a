// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/receive/endpoint.h"
#include "core/receive/httplisteneroptions.h"

#include <functional>
#include <memory>
#include <string>

namespace spanwise {

class Ingest;

/// A receiver that speaks HTTP: OTLP in protobuf and JSON, or Zipkin's spans (protocols.md sections 2 and 6).
///
/// Owns one thread for its sockets; bodies are decoded by the Ingest it shares with other listeners. A sender
/// gets its OK only after the commit; what finds no room is refused with 429 or 503 and Retry-After, never
/// dropped. Limits apply before anything is allocated for a request. Everything refused is counted in the
/// intake's counters. start() and stop() are for one thread; endpoint() for any.
class HttpListener
{
public:
    /// Told of every request that was refused, for the log. Called on the listener's thread; must not block.
    using Refused = std::function<void(const std::string &peer, const std::string &reason)>;

    HttpListener(std::shared_ptr<Ingest> ingest, HttpListenerOptions options, Refused refused = {});
    /// Stops as stop() does.
    ~HttpListener();
    HttpListener(const HttpListener &) = delete;
    HttpListener &operator=(const HttpListener &) = delete;

    /// Listens. Code::Io when the address is in use (no other port is tried) or cannot be bound;
    /// Code::InvalidInput for a host that is not a numeric address or "localhost", or one beyond loopback
    /// without a token.
    Status start();
    /// Takes no more connections, lets requests in flight finish for a short while, then closes everything.
    void stop();

    /// Where it listens, with the real port when 0 was asked; the option's values before start().
    Endpoint endpoint() const;

private:
    class Service;
    std::shared_ptr<Service> m_service;
};

} // namespace spanwise
