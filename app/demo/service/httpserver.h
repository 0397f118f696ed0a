// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/service/httpmessage.h"
#include "core/base/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace spanwise::demo {

struct HttpServerOptions
{
    std::uint16_t port = 18080; ///< on 127.0.0.1; 0: any free one
    std::size_t headerLimit = 16U << 10U;
    std::size_t bodyLimit = 1U << 20U;
    std::chrono::milliseconds timeout{
        10'000};                      ///< to receive a request, to send an answer, and between requests
    std::size_t maxConnections = 256; ///< more are closed at once
    std::size_t workers = 8;          ///< requests handled at the same time
    std::size_t maxWaiting = 64;      ///< more are answered with 503
};

/// A small HTTP/1.1 server on the loopback address.
///
/// Owns one thread for its sockets and a pool that runs the handler. What cannot be read is answered here:
/// 400, 413 (body), 431 (headers), 503 (no room). A client that is silent or drips is closed by the timeout.
/// start() and stop() are for one thread.
class HttpServer
{
public:
    /// Called on several worker threads at once. Must not throw.
    using Handler = std::function<HttpResponse(const HttpRequest &)>;

    HttpServer(HttpServerOptions options, Handler handler);
    ~HttpServer(); ///< stops
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    /// Fails when the port cannot be bound; no other one is tried.
    Status start();
    /// Takes no more requests, waits for those that are being handled, closes everything.
    void stop();
    /// The port it listens on; 0 before start().
    std::uint16_t port() const;

private:
    class Listener;
    std::unique_ptr<Listener> m_listener;
};

} // namespace spanwise::demo
