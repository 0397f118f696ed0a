// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/accesstokens.h"
#include "core/receive/corspolicy.h"
#include "core/receive/endpoint.h"
#include "core/receive/httpprotocol.h"

#include <chrono>
#include <cstddef>
#include <memory>

namespace spanwise {

/// Where an HTTP listener listens and what it bears from its senders.
struct HttpListenerOptions
{
    HttpProtocol protocol = HttpProtocol::Otlp;
    Endpoint listen{"127.0.0.1", 4318};
    /// What senders must present, when there are any; needed to listen beyond loopback.
    std::shared_ptr<const AccessTokens> tokens = std::make_shared<AccessTokens>();
    CorsPolicy cors{}; ///< of web pages that may send

    std::size_t maxHeaderBytes = 16U << 10U; ///< over it: 431
    std::size_t maxConnections =
        1024; ///< over it: the one that has been silent longest is closed for the new one

    std::chrono::milliseconds idleTimeout{60'000}; ///< between two requests of a connection
    std::chrono::milliseconds headerTimeout{
        10'000}; ///< from a request's first byte to the end of its headers
    std::chrono::milliseconds requestTimeout{30'000}; ///< for the whole of its body to arrive
    std::chrono::milliseconds commitTimeout{30'000};  ///< for the commit; after it: 503
    std::chrono::milliseconds drainTimeout{2'000};    ///< for requests in flight when stop() is called
};

} // namespace spanwise
