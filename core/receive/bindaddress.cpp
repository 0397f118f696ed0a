// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/bindaddress.h"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>

namespace spanwise {

Result<BindAddress> BindAddress::of(const Endpoint &listen, const AccessTokens &tokens)
{
    boost::system::error_code error;
    const std::string host = listen.host == "localhost" ? "127.0.0.1" : listen.host;
    const auto address = boost::asio::ip::make_address(host, error);
    if (error)
        return Error{Error::Code::InvalidInput,
                     "\"" + host + "\" is not a numeric address. Write for example 127.0.0.1:" +
                         std::to_string(listen.port) + "."};
    if (!address.is_loopback() && tokens.isEmpty())
        return Error{
            Error::Code::InvalidInput,
            listen.toString() +
                " can be reached from other machines; that needs a token that senders present. Make "
                "one in Settings > Receiving, or give one with --token-file, or listen on 127.0.0.1."};
    return BindAddress{address.to_string(), address.is_loopback()};
}

Error cannotListen(const Endpoint &listen, const boost::system::error_code &error, std::string_view setting)
{
    const std::string where = listen.toString();
    const std::string in(setting);
    if (error == boost::asio::error::address_in_use)
        return {Error::Code::Io,
                where + " is already in use. Stop the other program, or change the address in " + in};
    if (error == boost::asio::error::access_denied)
        return {Error::Code::Io, where + " may not be used by this user. Choose a port above 1023 in " + in};
    return {Error::Code::Io,
            "Cannot listen on " + where + ": " + error.message() + ". Change the address in " + in};
}

} // namespace spanwise
