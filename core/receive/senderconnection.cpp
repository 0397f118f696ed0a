// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/senderconnection.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace spanwise {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

/// Beast reads into whatever room its buffer has; 64 KiB at once instead of its default is 7 to 18 times as
/// fast.
constexpr std::size_t readBytes = 64U << 10U;
/// How long a refused sender may go on talking before it is cut off: closing earlier would reset the
/// connection, and the sender would lose the answer that says what was wrong.
constexpr std::chrono::seconds drainTime{5};

std::string nameOf(const boost::asio::ip::tcp::socket &socket)
{
    boost::system::error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    return error ? std::string("unknown")
                 : Endpoint{endpoint.address().to_string(), endpoint.port()}.toString();
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
    waitForRequest();
}

void SenderConnection::enter(Phase phase)
{
    m_phase = phase;
    m_phaseSince = std::chrono::steady_clock::now();
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
    m_commitTimer.cancel();
    close();
}

void SenderConnection::evict()
{
    if (m_phase == Phase::Reading)
        m_owner.refused(
            m_peer,
            Reply::text(
                503, "Too many connections are open; the slowest was closed in the middle of its request."));
    abort();
}

/// A request's own deadlines begin with its first byte; until then the connection is merely open.
void SenderConnection::waitForRequest()
{
    m_charge = Charge(m_owner.budget());
    m_route = Route{};
    m_parser.reset();
    enter(Phase::Idle);
    if (m_buffer.size() > 0) {
        readHead();
        return;
    }
    m_stream.expires_after(m_owner.options().idleTimeout);
    m_stream.async_read_some(m_buffer.prepare(readBytes),
                             [self = shared_from_this()](ErrorCode error, std::size_t bytes) {
                                 if (error) {
                                     self->close();
                                     return;
                                 }
                                 self->m_buffer.commit(bytes);
                                 self->readHead();
                             });
}

void SenderConnection::readHead()
{
    m_parser.emplace();
    m_parser->header_limit(static_cast<std::uint32_t>(m_owner.options().maxHeaderBytes));
    m_parser->body_limit(m_owner.limits().maxBodyBytes);
    enter(Phase::Reading);
    ++m_request;
    m_stream.expires_after(m_owner.options().headerTimeout);
    http::async_read_header(
        m_stream, m_buffer, *m_parser,
        [self = shared_from_this()](ErrorCode error, std::size_t) { self->onHead(error); });
}

Route SenderConnection::route() const
{
    const auto &head = m_parser->get();
    std::string codings; // a second header of this name is a second coding, not one to overlook
    const auto [begin, end] = head.equal_range(http::field::content_encoding);
    for (auto field = begin; field != end; ++field)
        codings.append(codings.empty() ? "" : ",").append(view(field->value()));
    return Route::of({.method = view(head.method_string()),
                      .target = view(head.target()),
                      .contentType = view(head[http::field::content_type]),
                      .contentEncoding = codings,
                      .authorization = view(head[http::field::authorization]),
                      .origin = view(head[http::field::origin]),
                      .preflightMethod = view(head[http::field::access_control_request_method])},
                     m_owner.rules());
}

void SenderConnection::onHead(ErrorCode error)
{
    if (error) {
        refuseBroken(error);
        return;
    }
    m_route = route();
    if (m_route.answer && !isWorthReading()) {
        send(*std::exchange(m_route.answer, std::nullopt), false);
        return;
    }
    m_stream.expires_after(m_owner.options().requestTimeout);
    continueIfAsked();
}

/// Whether the body of a request that is refused anyway is short enough to read, so that the connection can
/// go on.
bool SenderConnection::isWorthReading() const
{
    constexpr std::uint64_t shortBody = 256U << 10U;
    const auto length = m_parser->content_length();
    return m_parser->is_done() ||
           (length && *length <= shortBody && m_parser->get()[http::field::expect].empty());
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
        send(Reply::error(m_route.format, 429,
                          "Spanwise is holding as much unstored data as it may. Send the same "
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
    enter(Phase::Waiting);
    m_stream.expires_never();
    m_commitTimer.expires_after(m_owner.options().commitTimeout);
    m_commitTimer.async_wait([self = shared_from_this(), request = m_request](ErrorCode error) {
        if (!error)
            self->answer(request, Reply::error(self->m_route.format, 503,
                                               "The data could not be stored in time. Send it again later."));
    });
    DecodeJob job{.format = m_route.format,
                  .signal = m_route.signal,
                  .coding = m_route.coding,
                  .body = std::move(m_parser->get().body()),
                  .charge = std::move(m_charge)};
    // The answer may come when the listener is gone, so the callback keeps neither it nor the connection
    // alive.
    m_owner.process(std::move(job), [weak = weak_from_this(), request = m_request](Reply reply) {
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

void SenderConnection::refuseTooLarge()
{
    if (!m_parser->is_header_done()) // found while the head is read when the length is declared
        m_route = route();
    const std::string message = "The body is larger than " + std::to_string(m_owner.limits().maxBodyBytes) +
                                " bytes. Send smaller batches.";
    send(Reply::error(m_route.format, 413, message), false);
}

void SenderConnection::refuseBroken(ErrorCode error)
{
    const bool hasHead = m_parser->is_header_done();
    const auto refuse = [&](unsigned status, const std::string &message) {
        send(hasHead ? Reply::error(m_route.format, status, message) : Reply::text(status, message), false);
    };
    if (error == http::error::body_limit) {
        refuseTooLarge();
    } else if (error == http::error::header_limit) {
        refuse(431, "The request's headers are larger than " +
                        std::to_string(m_owner.options().maxHeaderBytes) + " bytes.");
    } else if (error == beast::error::timeout) {
        if (m_parser->got_some())
            m_owner.refused(m_peer, Reply::text(408, "The request did not arrive whole in time."));
        close();
    } else if (error == http::error::end_of_stream || error == boost::asio::error::operation_aborted) {
        close();
    } else if (error == http::error::partial_message ||
               error.category() != http::make_error_code(http::error::bad_method).category()) {
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
    enter(Phase::Sending);
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
    allowPage(reply);
    m_response->keep_alive(keepAlive);
    if (reply.status != 204)
        m_response->content_length(reply.body.size());
    if (!isHead)
        m_response->body() = std::move(reply.body);

    m_stream.expires_after(m_owner.options().requestTimeout);
    http::async_write(m_stream, *m_response,
                      [self = shared_from_this(), keepAlive](ErrorCode error, std::size_t) {
                          self->onSent(error, keepAlive);
                      });
}

void SenderConnection::onSent(ErrorCode error, bool keepAlive)
{
    m_response.reset();
    if (error || m_finishing) {
        close();
    } else if (keepAlive) {
        waitForRequest();
    } else {
        enter(Phase::Draining);
        ErrorCode ignored;
        m_stream.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
        m_parser.reset();
        m_buffer = {};
        m_discarded.resize(readBytes);
        m_stream.expires_after(drainTime);
        drain();
    }
}

/// Lets a web page read the answer, and after a browser's question send what it asked for (protocols.md 2.3).
void SenderConnection::allowPage(const Reply &reply)
{
    if (m_route.allowOrigin.empty())
        return;
    m_response->set(http::field::access_control_allow_origin, m_route.allowOrigin);
    m_response->set(http::field::access_control_allow_credentials, "true"); // a beacon sends with credentials
    m_response->set(http::field::access_control_expose_headers, "Retry-After");
    m_response->set(http::field::vary, "Origin");
    if (!reply.preflight)
        return;
    const auto &head = m_parser->get();
    m_response->set(http::field::vary, "Origin, Access-Control-Request-Headers");
    m_response->set(http::field::access_control_allow_methods, "POST");
    m_response->set(http::field::access_control_max_age, "7200");
    if (const auto headers = head[http::field::access_control_request_headers]; !headers.empty())
        m_response->set(http::field::access_control_allow_headers, headers);
    if (head["Access-Control-Request-Private-Network"] == "true")
        m_response->set("Access-Control-Allow-Private-Network", "true");
}

/// Reads and forgets until the sender has closed its side, so that it gets to read the answer.
void SenderConnection::drain()
{
    m_stream.async_read_some(boost::asio::buffer(m_discarded),
                             [self = shared_from_this()](ErrorCode error, std::size_t) {
                                 if (error)
                                     self->close();
                                 else
                                     self->drain();
                             });
}

void SenderConnection::close()
{
    enter(Phase::Closed);
    ErrorCode ignored;
    m_stream.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
    m_stream.close();
}

} // namespace spanwise
