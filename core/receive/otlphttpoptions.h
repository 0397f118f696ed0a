// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/endpoint.h"

#include <chrono>
#include <cstddef>
#include <string>

namespace spanwise {

/// Where the OTLP/HTTP receiver listens and what it bears from its senders.
struct OtlpHttpOptions
{
    Endpoint listen{"127.0.0.1", 4318};
    std::string token; ///< when set: senders need "Authorization: Bearer TOKEN"; needed to listen beyond loopback

    std::size_t maxBodyBytes = 64U << 20U;         ///< of a request as it is sent; over it: 413
    std::size_t maxDecompressedBytes = 64U << 20U; ///< after gzip; over it: 413
    std::size_t maxInFlightBytes = 256U << 20U;    ///< of all requests between arrival and commit; over it: 429
    std::size_t maxHeaderBytes = 16U << 10U;       ///< over it: 431
    std::size_t maxConnections = 256;              ///< over it: closed at once
    std::size_t decodeThreads = 2;

    std::chrono::milliseconds idleTimeout{60'000};   ///< between two requests of a connection
    std::chrono::milliseconds requestTimeout{30'000}; ///< for the whole of a request to arrive, header and body
    std::chrono::milliseconds commitTimeout{30'000};  ///< for the commit; after it: 503
    std::chrono::milliseconds drainTimeout{2'000};    ///< for requests in flight when stop() is called
};

} // namespace spanwise
