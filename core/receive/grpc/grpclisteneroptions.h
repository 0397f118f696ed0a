// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/accesstokens.h"
#include "core/receive/endpoint.h"

#include <chrono>
#include <cstddef>
#include <memory>

namespace spanwise {

/// Where the OTLP/gRPC listener listens and what it bears from its senders.
struct GrpcListenerOptions
{
    Endpoint listen{"127.0.0.1", 4317};
    /// What senders must present, when there are any; needed to listen beyond loopback.
    std::shared_ptr<const AccessTokens> tokens = std::make_shared<AccessTokens>();

    std::size_t maxHeaderBytes = 16U << 10U; ///< of a call's metadata
    int maxCallsPerConnection = 100;         ///< at the same time; further ones wait

    std::chrono::milliseconds handshakeTimeout{10'000}; ///< from a connection to its first HTTP/2 frames
    std::chrono::milliseconds idleTimeout{
        300'000}; ///< of a connection without a call; its client reconnects by itself
    std::chrono::milliseconds keepAlive{60'000}; ///< after it a silent client is asked whether it is there
    std::chrono::milliseconds keepAliveTimeout{20'000}; ///< for its answer
    std::chrono::milliseconds requestTimeout{30'000};   ///< for the whole of a message to arrive
    std::chrono::milliseconds commitTimeout{30'000};    ///< for the commit; after it: UNAVAILABLE
    std::chrono::milliseconds drainTimeout{2'000};      ///< for calls in flight when stop() is called
};

} // namespace spanwise
