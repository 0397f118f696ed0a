// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/endpoint.h"

#include <charconv>
#include <system_error>

namespace spanwise {
namespace {

Error badEndpoint(std::string_view text, std::string_view why)
{
    return {Error::Code::InvalidInput, "\"" + std::string(text) +
                                           "\" is not an address to listen on: " + std::string(why) +
                                           ". Write HOST:PORT, for example 127.0.0.1:4318 or [::1]:4318."};
}

} // namespace

std::string Endpoint::toString() const
{
    const bool isIpv6 = host.find(':') != std::string::npos;
    return (isIpv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<Endpoint> Endpoint::parse(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return badEndpoint(text, "the port is missing");
    std::string_view host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos)
        return badEndpoint(text, "an IPv6 address needs brackets");
    if (host.empty())
        return badEndpoint(text, "the host is missing");

    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
        return badEndpoint(text, "the port is not a number from 0 to 65535");
    return Endpoint{std::string(host), port};
}

} // namespace spanwise
