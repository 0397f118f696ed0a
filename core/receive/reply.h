// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/otlp_response.h"
#include "core/receive/ingestoutcome.h"
#include "core/receive/wireformat.h"

#include <string>
#include <string_view>

namespace spanwise {

/// What is answered to one request, without the protocol around it (protocols.md 2.1 and 6).
struct Reply
{
    unsigned status = 200;
    std::string contentType; ///< empty: no body, no such header
    std::string body;
    std::string allow;         ///< for 405 and OPTIONS
    unsigned retryAfter = 0;   ///< seconds; 0: the header is left out
    bool authenticate = false; ///< 401 names the scheme
    bool preflight = false;    ///< a browser's question is answered with what its page may send
    std::string reason;        ///< why it was refused, for the log; empty when it was not
    bool counted = false;      ///< the intake has counted what was refused

    /// What became of a body, in the words of its protocol.
    static Reply of(WireFormat format, Signal signal, const IngestOutcome &outcome);
    /// 200 with the export response of the signal in the request's encoding.
    static Reply exported(OtlpEncoding encoding, Signal signal, std::uint64_t rejected,
                          std::string_view message);
    /// An error: google.rpc.Status in the request's encoding for OTLP, text for Zipkin; 429 and 503 get
    /// Retry-After.
    static Reply error(WireFormat format, unsigned status, std::string_view message);
    /// Plain text: for people, and for requests whose encoding is not ours.
    static Reply text(unsigned status, std::string_view message);
};

/// "application/x-protobuf" or "application/json".
std::string_view mediaTypeOf(OtlpEncoding encoding) noexcept;

} // namespace spanwise
