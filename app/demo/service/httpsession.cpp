// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/service/httpsession.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <utility>

namespace spanwise::demo {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::size_t discardedAtOnce = 64U << 10U;

HttpRequest requestOf(http::request<http::string_body> &&message)
{
    HttpRequest request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    for (const auto &field : message)
        request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    request.body = std::move(message.body());
    return request;
}

HttpResponse refusalOf(const beast::error_code &failure, const HttpServerOptions &options)
{
    if (failure == http::error::body_limit)
        return HttpResponse::error(413, "The body is larger than " + std::to_string(options.bodyLimit) +
                                            " bytes.");
    if (failure == http::error::header_limit)
        return HttpResponse::error(431, "The headers are larger than " + std::to_string(options.headerLimit) +
                                            " bytes.");
    return HttpResponse::error(400,
                               "This is not an HTTP request that can be read: " + failure.message() + ".");
}

} // namespace

HttpSession::HttpSession(asio::ip::tcp::socket socket, HttpSessionShare &share)
    : m_stream(std::move(socket))
    , m_share(share)
{
    ++m_share.connections;
}

HttpSession::~HttpSession()
{
    --m_share.connections;
}

void HttpSession::run()
{
    readHeader();
}

void HttpSession::close()
{
    beast::error_code ignored;
    m_stream.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    m_stream.close();
}

void HttpSession::readHeader()
{
    m_parser.emplace();
    m_parser->header_limit(static_cast<std::uint32_t>(m_share.options.headerLimit));
    m_parser->body_limit(m_share.options.bodyLimit);
    m_stream.expires_after(m_share.options.timeout);
    http::async_read_header(
        m_stream, m_buffer, *m_parser, [self = shared_from_this()](beast::error_code failure, std::size_t) {
            if (failure)
                return self->refuse(failure);
            if (!beast::iequals(self->m_parser->get()[http::field::expect], "100-continue"))
                return self->readBody();
            // A client that asked for leave to send its body waits for it, curl for a whole second.
            static constexpr std::string_view goOn = "HTTP/1.1 100 Continue\r\n\r\n";
            asio::async_write(self->m_stream, asio::buffer(goOn),
                              [self](beast::error_code broken, std::size_t) {
                                  if (!broken)
                                      self->readBody();
                              });
        });
}

void HttpSession::readBody()
{
    http::async_read(m_stream, m_buffer, *m_parser,
                     [self = shared_from_this()](beast::error_code failure, std::size_t) {
                         if (failure)
                             return self->refuse(failure);
                         self->handle();
                     });
}

void HttpSession::refuse(beast::error_code failure)
{
    const bool isProtocolError =
        failure.category() == http::make_error_code(http::error::bad_method).category() &&
        failure != http::error::end_of_stream && failure != http::error::partial_message;
    if (isProtocolError)
        answer(refusalOf(failure, m_share.options), false);
    else
        close(); // the client has gone or said nothing in time
}

void HttpSession::handle()
{
    if (m_share.stopping)
        return close();
    if (m_share.waiting.load() >= m_share.options.maxWaiting) {
        HttpResponse full = HttpResponse::error(503, "Too many queries are waiting. Try again in a second.");
        full.headers.emplace_back("Retry-After", "1");
        return answer(full, m_parser->keep_alive());
    }
    ++m_share.waiting;
    m_stream.expires_never(); // the answer takes as long as it takes
    const bool keepAlive = m_parser->keep_alive();
    auto request = std::make_shared<HttpRequest>(requestOf(m_parser->release()));
    asio::post(m_share.workers, [self = shared_from_this(), request, keepAlive] {
        HttpResponse response = self->m_share.handler(*request);
        --self->m_share.waiting;
        asio::dispatch(self->m_stream.get_executor(), [self, response = std::move(response), keepAlive] {
            self->answer(response, keepAlive);
        });
    });
}

void HttpSession::answer(const HttpResponse &response, bool keepAlive)
{
    m_response = {};
    m_response.version(11);
    m_response.result(response.status);
    m_response.set(http::field::server, "spanwise-demo");
    m_response.set(http::field::content_type, "application/json");
    for (const auto &[name, value] : response.headers)
        m_response.set(name, value);
    m_response.keep_alive(keepAlive);
    m_response.body() = response.body;
    m_response.prepare_payload();
    m_stream.expires_after(m_share.options.timeout);
    http::async_write(m_stream, m_response,
                      [self = shared_from_this(), keepAlive](beast::error_code failure, std::size_t) {
                          if (failure)
                              return self->close();
                          keepAlive ? self->readHeader() : self->lingerThenClose();
                      });
}

void HttpSession::lingerThenClose()
{
    // A client that still sends would lose our answer to a reset if we closed now: read on for a moment.
    beast::error_code ignored;
    m_stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    m_stream.expires_after(std::chrono::seconds(1));
    m_discarded.resize(discardedAtOnce);
    m_stream.async_read_some(asio::buffer(m_discarded),
                             [self = shared_from_this()](beast::error_code failure, std::size_t) {
                                 failure ? self->close() : self->lingerThenClose();
                             });
}

} // namespace spanwise::demo
