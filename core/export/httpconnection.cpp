// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/httpconnection.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <atomic>
#include <functional>
#include <optional>

namespace spanwise {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

constexpr std::size_t answerLimit = 4U << 20U; // protocols.md 2.1

Error unreachable(const HttpUrl &endpoint, const std::string &why)
{
    return {Error::Code::Unreachable,
            "No answer from http://" + endpoint.authority() + endpoint.path + ": " + why + '.'};
}

} // namespace

/// The connection's sockets and the loop that drives them, one operation at a time.
class HttpConnection::Stream
{
public:
    using Clock = std::chrono::steady_clock;

    bool isOpen() const { return m_socket.has_value(); }
    bool isCancelled() const { return m_cancelled.load(std::memory_order_acquire); }

    void close()
    {
        if (m_socket) {
            error_code ignored;
            m_socket->close(ignored);
            m_socket.reset();
        }
        m_buffer.clear();
    }

    void cancel()
    {
        m_cancelled.store(true, std::memory_order_release);
        m_loop.stop(); // an operation that is about to start sees the flag
    }

    error_code open(const HttpUrl &endpoint, Clock::time_point deadline)
    {
        Tcp::resolver resolver(m_loop);
        Tcp::resolver::results_type addresses;
        error_code failure = finish(
            deadline,
            [&](auto done) {
                resolver.async_resolve(endpoint.host, endpoint.port,
                                       [&addresses, done](error_code e, auto found) {
                                           addresses = std::move(found);
                                           done(e);
                                       });
            },
            [&] { resolver.cancel(); });
        if (failure)
            return failure;
        m_socket.emplace(m_loop);
        failure = finish(
            deadline,
            [&](auto done) {
                asio::async_connect(*m_socket, addresses,
                                    [done](error_code e, const Tcp::endpoint &) { done(e); });
            },
            [this] { stopSocket(); });
        if (failure) {
            close();
            return failure;
        }
        error_code ignored;
        m_socket->set_option(Tcp::no_delay(true), ignored);
        return {};
    }

    /// answered tells whether any byte of an answer came.
    error_code exchange(const http::request<http::span_body<const char>> &request,
                        http::response_parser<http::string_body> &parser, Clock::time_point deadline,
                        bool &answered)
    {
        error_code failure = finish(
            deadline,
            [&](auto done) {
                http::async_write(*m_socket, request, [done](error_code e, std::size_t) { done(e); });
            },
            [this] { stopSocket(); });
        // A server that refuses early answers before it has read everything, so the answer is read in any
        // case.
        if (failure == asio::error::timed_out || failure == asio::error::operation_aborted)
            return failure;
        const error_code reading = finish(
            deadline,
            [&](auto done) {
                http::async_read(*m_socket, m_buffer, parser, [done](error_code e, std::size_t) { done(e); });
            },
            [this] { stopSocket(); });
        answered = parser.got_some();
        return reading && failure ? failure : reading;
    }

private:
    void stopSocket()
    {
        error_code ignored;
        m_socket->close(ignored);
    }

    /// Runs the loop until the operation that begin starts has called done, or abort made it stop: at the
    /// deadline and after cancel().
    template<class Begin, class Abort>
    error_code finish(Clock::time_point deadline, Begin &&begin, Abort &&abort)
    {
        std::optional<error_code> result;
        m_loop.restart();
        if (isCancelled())
            return asio::error::operation_aborted;
        begin([&result](error_code e) { result = e; });
        while (!result && !isCancelled() && Clock::now() < deadline)
            m_loop.run_one_until(deadline);
        if (result)
            return *result;
        abort();
        m_loop.restart();
        while (!result)
            m_loop.run_one(); // the handler refers to what lives in this call
        return isCancelled() ? error_code(asio::error::operation_aborted)
                             : error_code(asio::error::timed_out);
    }

    asio::io_context m_loop{1};
    std::optional<Tcp::socket> m_socket;
    beast::flat_buffer m_buffer{answerLimit};
    std::atomic<bool> m_cancelled{false};
};

HttpConnection::HttpConnection(HttpUrl endpoint)
    : m_endpoint(std::move(endpoint))
    , m_stream(std::make_unique<Stream>())
{
}

HttpConnection::~HttpConnection() = default;

void HttpConnection::cancel() noexcept
{
    m_stream->cancel();
}

Result<HttpReply> HttpConnection::post(const Headers &headers, const std::string &body,
                                       std::chrono::milliseconds timeout)
{
    const auto deadline = Stream::Clock::now() + timeout;
    http::request<http::span_body<const char>> request{http::verb::post, m_endpoint.path, 11};
    request.set(http::field::host, m_endpoint.authority());
    for (const auto &[name, value] : headers)
        request.set(name, value);
    request.body() = beast::span<const char>(body.data(), body.size());
    request.prepare_payload();

    for (bool reused = m_stream->isOpen();; reused = false) {
        if (!m_stream->isOpen()) {
            if (const error_code failure = m_stream->open(m_endpoint, deadline)) {
                if (m_stream->isCancelled())
                    return Error{Error::Code::Cancelled, "The export was cancelled."};
                return unreachable(m_endpoint, failure.message());
            }
        }
        http::response_parser<http::string_body> parser;
        parser.body_limit(answerLimit);
        bool answered = false;
        const error_code failure = m_stream->exchange(request, parser, deadline, answered);
        if (!failure) {
            const auto &answer = parser.get();
            HttpReply reply{answer.result_int(), std::string(answer[http::field::content_type]),
                            std::string(answer[http::field::retry_after]), answer.body()};
            if (!answer.keep_alive())
                m_stream->close();
            return reply;
        }
        m_stream->close();
        if (m_stream->isCancelled())
            return Error{Error::Code::Cancelled, "The export was cancelled."};
        // A kept connection may have been closed by the server just now; that says nothing about the server.
        if (!reused || answered || failure == asio::error::timed_out)
            return unreachable(m_endpoint, failure == asio::error::timed_out
                                               ? "nothing within " + std::to_string(timeout.count()) + " ms"
                                               : failure.message());
    }
}

} // namespace spanwise
