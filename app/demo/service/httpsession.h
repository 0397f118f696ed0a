// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/service/httpserver.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <atomic>
#include <memory>
#include <optional>

namespace spanwise::demo {

/// What the sessions of one server share. Outlives them.
struct HttpSessionShare
{
    HttpServerOptions options;
    HttpServer::Handler handler;
    boost::asio::thread_pool workers;
    std::atomic<std::size_t> connections{0};
    std::atomic<std::size_t> waiting{0}; ///< requests handed to the workers and not answered yet
    bool stopping = false;               ///< socket thread only: no more requests are handed on
};

/// One connection of HttpServer. Lives as long as it has something to wait for; everything runs on the socket
/// thread except the handler.
class HttpSession : public std::enable_shared_from_this<HttpSession>
{
public:
    HttpSession(boost::asio::ip::tcp::socket socket, HttpSessionShare &share);
    ~HttpSession();
    HttpSession(const HttpSession &) = delete;
    HttpSession &operator=(const HttpSession &) = delete;

    void run();
    void close();

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    using Response = boost::beast::http::response<boost::beast::http::string_body>;

    void readHeader();
    void readBody();
    void refuse(boost::beast::error_code failure);
    void handle();
    void answer(const HttpResponse &response, bool keepAlive);
    void lingerThenClose();

    boost::beast::tcp_stream m_stream;
    HttpSessionShare &m_share;
    boost::beast::flat_buffer m_buffer;
    std::optional<Parser> m_parser; // one for each request
    Response m_response;
    std::string m_discarded;
};

} // namespace spanwise::demo
