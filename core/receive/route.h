// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/reply.h"

#include <optional>
#include <string_view>

namespace spanwise {

/// What a request says before its body.
struct RequestHead
{
    std::string_view method;
    std::string_view target;
    std::string_view contentType;
    std::string_view contentEncoding;
    std::string_view authorization;
};

/// Where a request goes: to the decoder, or straight to an answer. A pure decision, tested without a socket.
struct Route
{
    OtlpEncoding encoding = OtlpEncoding::Protobuf;
    bool gzip = false;
    std::optional<Reply> answer; ///< set: this is the answer, whatever the body says

    /// token: what senders must present as a bearer; empty for none.
    static Route of(const RequestHead &head, std::string_view token);
};

/// The encoding that a Content-Type names; parameters are ignored. nullopt for any other type.
std::optional<OtlpEncoding> encodingOf(std::string_view contentType) noexcept;

} // namespace spanwise
