// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/senderconnection.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace spanwise {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

/// Beast reads into whatever room its buffer has; 64 KiB at once instead of its default is 7 to 18 times as fast.
constexpr std::size_t readBytes = 64U << 10U;
/// How long a refused sender may go on talking before it is cut off: closing earlier would reset the connection, and
/// the sender would lose the answer that says what was wrong.
constexpr std::chrono::seconds drainTime{5};

std::string nameOf(const boost::asio::ip::tcp::socket &socket)
{
    boost::system::error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    return error ? std::string("unknown") : Endpoint{endpoint.address().to_string(), endpoint.port()}.toString();
}

std::string_view view(beast::string_view text)
{
    return {text.data(), text.size()};
}

} // namespace

SenderConnection::SenderConnection(boost::asio::ip::tcp::socket socket, ConnectionOwner &owner)
    : m_stream(std::move(socket))
    , m_owner(owner)
    , m_peer(nameOf(m_stream.socket()))
    , m_commitTimer(m_stream.get_executor())
{
    m_buffer.reserve(readBytes);
}

SenderConnection::~SenderConnection()
{
    m_owner.ended(*this);
}

void SenderConnection::start()
{
    boost::system::error_code ignored;
    m_stream.socket().set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    readHead();
}

void SenderConnection::finish()
{
    m_finishing = true;
    if (m_phase == Phase::Idle || m_phase == Phase::Draining)
        close();
}

void SenderConnection::abort()
{
    m_finishing = true;
    m_phase = Phase::Draining;
    m_commitTimer.cancel();
    close();
}

void SenderConnection::readHead()
{
    const OtlpHttpOptions &options = m_owner.options();
    m_parser.emplace();
    m_parser->header_limit(static_cast<std::uint32_t>(options.maxHeaderBytes));
    m_parser->body_limit(options.maxBodyBytes);
    m_charge = Charge(m_owner.budget());
    m_phase = Phase::Idle;
    m_stream.expires_after(options.idleTimeout);
    http::async_read_header(m_stream, m_buffer, *m_parser,
                            [self = shared_from_this()](ErrorCode error, std::size_t) { self->onHead(error); });
}

void SenderConnection::onHead(ErrorCode error)
{
    m_phase = Phase::Reading;
    ++m_request;
    if (error) {
        refuseBroken(error);
        return;
    }
    const auto &head = m_parser->get();
    m_route = Route::of({.method = view(head.method_string()),
                         .target = view(head.target()),
                         .contentType = view(head[http::field::content_type]),
                         .contentEncoding = view(head[http::field::content_encoding]),
                         .authorization = view(head[http::field::authorization])},
                        m_owner.options().token);
    if (m_route.answer && !isWorthReading()) {
        send(*std::exchange(m_route.answer, std::nullopt), false);
        return;
    }
    m_stream.expires_after(m_owner.options().requestTimeout);
    continueIfAsked();
}

/// Whether the body of a request that is refused anyway is short enough to read, so that the connection can go on.
bool SenderConnection::isWorthReading() const
{
    constexpr std::uint64_t shortBody = 256U << 10U;
    const auto length = m_parser->content_length();
    return m_parser->is_done()
           || (length && *length <= shortBody && m_parser->get()[http::field::expect].empty());
}

void SenderConnection::continueIfAsked()
{
    const auto expectation = m_parser->get()[http::field::expect];
    if (m_parser->is_done() || !beast::iequals(expectation, "100-continue")) {
        readBody();
        return;
    }
    m_response.emplace(http::status::continue_, 11);
    m_response->keep_alive(true);
    http::async_write(m_stream, *m_response, [self = shared_from_this()](ErrorCode error, std::size_t) {
        if (error)
            self->close();
        else
            self->readBody();
    });
}

void SenderConnection::readBody()
{
    if (m_parser->is_done()) {
        process();
        return;
    }
    http::async_read_some(m_stream, m_buffer, *m_parser,
                          [self = shared_from_this()](ErrorCode error, std::size_t) { self->onBody(error); });
}

void SenderConnection::onBody(ErrorCode error)
{
    if (error) {
        refuseBroken(error);
    } else if (!m_charge.raiseTo(m_parser->get().body().size())) {
        send(Reply::error(m_route.encoding, 429, "Spanwise is holding as much unstored data as it may. Send the same "
                                                 "data again later."),
             false);
    } else {
        readBody();
    }
}

void SenderConnection::process()
{
    const bool keepAlive = m_parser->get().keep_alive();
    if (m_route.answer) {
        send(*std::exchange(m_route.answer, std::nullopt), keepAlive);
        return;
    }
    m_phase = Phase::Waiting;
    m_stream.expires_never();
    m_commitTimer.expires_after(m_owner.options().commitTimeout);
    m_commitTimer.async_wait([self = shared_from_this(), request = m_request](ErrorCode error) {
        if (!error)
            self->answer(request, Reply::error(self->m_route.encoding, 503,
                                               "The data could not be stored in time. Send it again later."));
    });
    // The answer may come when the server is gone, so the callback keeps neither it nor the connection alive.
    m_owner.process({m_route, std::move(m_parser->get().body()), std::move(m_charge)},
                    [weak = weak_from_this(), request = m_request](Reply reply) {
                        if (const auto self = weak.lock())
                            self->answer(request, std::move(reply));
                    });
}

void SenderConnection::answer(std::uint64_t request, Reply reply)
{
    if (m_phase != Phase::Waiting || request != m_request)
        return;
    m_commitTimer.cancel();
    send(std::move(reply), m_parser->get().keep_alive());
}

void SenderConnection::refuseBroken(ErrorCode error)
{
    const bool hasHead = m_parser->is_header_done();
    const auto refuse = [&](unsigned status, const std::string &message) {
        send(hasHead ? Reply::error(m_route.encoding, status, message) : Reply::text(status, message), false);
    };
    if (error == http::error::body_limit) {
        // Found while the head is read when the length is declared; then the route is not known yet.
        const auto encoding = encodingOf(view(m_parser->get()[http::field::content_type]));
        const std::string message = "The body is larger than " + std::to_string(m_owner.options().maxBodyBytes)
                                    + " bytes. Send smaller batches.";
        send(encoding ? Reply::error(*encoding, 413, message) : Reply::text(413, message), false);
    } else if (error == http::error::header_limit) {
        refuse(431, "The request's headers are larger than " + std::to_string(m_owner.options().maxHeaderBytes)
                        + " bytes.");
    } else if (error == beast::error::timeout) {
        if (m_parser->got_some())
            m_owner.refused(m_peer, Reply::text(408, "The request did not arrive whole in time."));
        close();
    } else if (error == http::error::end_of_stream || error == boost::asio::error::operation_aborted) {
        close();
    } else if (error == http::error::partial_message || error.category() != http::make_error_code(http::error::bad_method).category()) {
        if (m_parser->got_some())
            m_owner.refused(m_peer, Reply::text(400, "The connection ended in the middle of a request."));
        close();
    } else {
        refuse(400, "This is not a request that HTTP allows: " + error.message() + ".");
    }
}

void SenderConnection::send(Reply reply, bool keepAlive)
{
    keepAlive = keepAlive && !m_finishing;
    m_phase = Phase::Sending;
    if (!reply.reason.empty())
        m_owner.refused(m_peer, reply);
    m_charge = Charge();

    const bool isHead = m_parser->is_header_done() && m_parser->get().method() == http::verb::head;
    m_response.emplace(static_cast<http::status>(reply.status), 11);
    m_response->set(http::field::server, "Spanwise/" SPANWISE_VERSION);
    if (!reply.contentType.empty())
        m_response->set(http::field::content_type, reply.contentType);
    if (!reply.allow.empty())
        m_response->set(http::field::allow, reply.allow);
    if (reply.retryAfter != 0)
        m_response->set(http::field::retry_after, std::to_string(reply.retryAfter));
    if (reply.authenticate)
        m_response->set(http::field::www_authenticate, "Bearer");
    m_response->keep_alive(keepAlive);
    if (reply.status != 204)
        m_response->content_length(reply.body.size());
    if (!isHead)
        m_response->body() = std::move(reply.body);

    m_stream.expires_after(m_owner.options().requestTimeout);
    http::async_write(m_stream, *m_response, [self = shared_from_this(), keepAlive](ErrorCode error, std::size_t) {
        self->onSent(error, keepAlive);
    });
}

void SenderConnection::onSent(ErrorCode error, bool keepAlive)
{
    m_response.reset();
    if (error || m_finishing) {
        close();
    } else if (keepAlive) {
        readHead();
    } else {
        m_phase = Phase::Draining;
        ErrorCode ignored;
        m_stream.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
        m_parser.reset();
        m_buffer = {};
        m_discarded.resize(readBytes);
        m_stream.expires_after(drainTime);
        drain();
    }
}

/// Reads and forgets until the sender has closed its side, so that it gets to read the answer.
void SenderConnection::drain()
{
    m_stream.async_read_some(boost::asio::buffer(m_discarded), [self = shared_from_this()](ErrorCode error, std::size_t) {
        if (error)
            self->close();
        else
            self->drain();
    });
}

void SenderConnection::close()
{
    ErrorCode ignored;
    m_stream.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
    m_stream.close();
}

} // namespace spanwise
