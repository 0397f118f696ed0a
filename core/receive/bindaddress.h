// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/receive/accesstokens.h"
#include "core/receive/endpoint.h"

#include <boost/system/error_code.hpp>

#include <string>
#include <string_view>

namespace spanwise {

/// An address that a listener may be bound to: numeric, and on loopback unless senders present a token.
struct BindAddress
{
    std::string host; ///< numeric
    bool isLoopback = true;

    /// Code::InvalidInput for a host that is not a numeric address or "localhost", or one beyond loopback
    /// without a token.
    static Result<BindAddress> of(const Endpoint &listen, const AccessTokens &tokens);
};

/// Why an address could not be bound. setting ends a sentence that says where it is chosen.
Error cannotListen(const Endpoint &listen, const boost::system::error_code &error, std::string_view setting);

} // namespace spanwise
