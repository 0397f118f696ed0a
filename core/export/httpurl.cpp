// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/httpurl.h"

#include <charconv>

namespace spanwise {
namespace {

Error wrong(std::string_view url, const char *why)
{
    return {Error::Code::InvalidInput, "The export endpoint \"" + std::string(url) + "\" " + why};
}

bool isPort(std::string_view text)
{
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    return failure == std::errc() && end == text.data() + text.size() && port != 0;
}

} // namespace

Result<HttpUrl> HttpUrl::parse(std::string_view url)
{
    constexpr std::string_view scheme = "http://";
    if (url.starts_with("https://"))
        return wrong(url,
                     "needs TLS, which this build of the exporter does not have. Send to a collector on this "
                     "machine with http://, and let it forward with TLS.");
    if (!url.starts_with(scheme))
        return wrong(url, "does not begin with http://. Write it as http://HOST:PORT/PATH.");
    for (const char c : url) {
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F)
            return wrong(url, "contains a blank or a control character.");
    }
    std::string_view rest = url.substr(scheme.size());
    rest = rest.substr(0, rest.find('#'));
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
    const std::string_view path = rest.substr(authority.size());
    if (authority.find('@') != std::string_view::npos)
        return wrong(url, "contains a user name; put credentials into a header instead.");

    HttpUrl parsed;
    std::string_view port;
    if (authority.starts_with('[')) {
        const std::size_t close = authority.find(']');
        if (close == std::string_view::npos)
            return wrong(url, "has an IPv6 address without its closing bracket.");
        parsed.host = authority.substr(1, close - 1);
        port = authority.substr(close + 1);
    } else {
        parsed.host = authority.substr(0, authority.find(':'));
        port = authority.substr(parsed.host.size());
    }
    if (parsed.host.empty())
        return wrong(url, "names no host.");
    if (!port.empty()) {
        if (port.front() != ':' || !isPort(port.substr(1)))
            return wrong(url, "has a port that is not a number from 1 to 65535.");
        parsed.port = port.substr(1);
    }
    if (!path.empty())
        parsed.path = path.front() == '/' ? std::string(path) : '/' + std::string(path);
    return parsed;
}

std::string HttpUrl::authority() const
{
    const bool isIpv6 = host.find(':') != std::string::npos;
    return (isIpv6 ? '[' + host + ']' : host) + ':' + port;
}

} // namespace spanwise
