// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/signal.h"
#include "core/receive/accesstokens.h"
#include "core/receive/contentcoding.h"
#include "core/receive/corspolicy.h"
#include "core/receive/httpprotocol.h"
#include "core/receive/reply.h"

#include <optional>
#include <string>
#include <string_view>

namespace spanwise {

/// What a request says before its body.
struct RequestHead
{
    std::string_view method{};
    std::string_view target{};
    std::string_view contentType{};
    std::string_view contentEncoding{}; ///< several headers of this name joined with commas
    std::string_view authorization{};
    std::string_view origin{};          ///< the web page that sends, from a browser
    std::string_view preflightMethod{}; ///< Access-Control-Request-Method
};

/// What a listener asks of its requests.
struct RouteRules
{
    HttpProtocol protocol = HttpProtocol::Otlp;
    const AccessTokens &tokens;
    bool tokenNeeded = false; ///< also when there is none: the listener can be reached from other machines
    const CorsPolicy &cors;
};

/// Where a request goes: to the decoder, or straight to an answer. A pure decision, tested without a socket.
struct Route
{
    WireFormat format = WireFormat::OtlpProtobuf;
    Signal signal = Signal::Traces;
    ContentCoding coding = ContentCoding::Identity;
    std::optional<Reply> answer; ///< set: this is the answer, whatever the body says
    std::string allowOrigin;     ///< the page that may read the answer; empty for none

    static Route of(const RequestHead &head, const RouteRules &rules);
};

/// The encoding that a Content-Type names; parameters are ignored. nullopt for any other type.
std::optional<OtlpEncoding> encodingOf(std::string_view contentType) noexcept;

} // namespace spanwise
