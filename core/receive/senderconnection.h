// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/budget.h"
#include "core/receive/decodejob.h"
#include "core/receive/httplisteneroptions.h"
#include "core/receive/route.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace spanwise {

/// What a connection needs from the server that accepted it. Called on the I/O thread, except where noted.
class ConnectionOwner
{
public:
    virtual ~ConnectionOwner() = default;

    virtual const HttpListenerOptions &options() const = 0;
    virtual const IngestLimits &limits() const = 0;
    virtual RouteRules rules() const = 0;
    virtual std::shared_ptr<Budget> budget() const = 0;
    /// Decodes and stores; answered is called exactly once, on any thread.
    virtual void process(DecodeJob job, std::function<void(Reply)> answered) = 0;
    virtual void refused(const std::string &peer, const Reply &reply) = 0;
    /// The last word of a connection.
    virtual void ended(class SenderConnection &connection) = 0;

protected:
    ConnectionOwner() = default;
    ConnectionOwner(const ConnectionOwner &) = default;
    ConnectionOwner &operator=(const ConnectionOwner &) = default;
};

/// One client's connection: reads a request, has it processed, answers, and starts again.
///
/// Lives on the I/O thread as long as an operation of its is pending. Every wait has a deadline: a silent
/// client is closed after idleTimeout, one that drips its headers after headerTimeout, its body after
/// requestTimeout, whatever they send in between.
class SenderConnection : public std::enable_shared_from_this<SenderConnection>
{
public:
    SenderConnection(boost::asio::ip::tcp::socket socket, ConnectionOwner &owner);
    ~SenderConnection();
    SenderConnection(const SenderConnection &) = delete;
    SenderConnection &operator=(const SenderConnection &) = delete;

    void start();
    /// Closes at once when no request is being served, otherwise after its answer.
    void finish();
    /// Closes now.
    void abort();

    /// What it is about, the most dispensable first: when there are too many connections, that decides.
    enum class Phase : std::uint8_t {
        Draining, ///< the answer is out, the sender is still talking
        Idle,     ///< no request has begun
        Reading,
        Waiting, ///< for the answer to the request
        Sending,
        Closed,
    };
    Phase phase() const noexcept { return m_phase; }
    std::chrono::steady_clock::time_point phaseSince() const noexcept { return m_phaseSince; }
    /// Gives its place to another connection.
    void evict();

    /// The answer to the request with this number; ignored when that one has been answered already (commit
    /// timeout).
    void answer(std::uint64_t request, Reply reply);

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    using Response = boost::beast::http::response<boost::beast::http::string_body>;
    using ErrorCode = boost::system::error_code;

    void enter(Phase phase);
    void waitForRequest();
    void readHead();
    void onHead(ErrorCode error);
    Route route() const;
    bool isWorthReading() const;
    void continueIfAsked();
    void readBody();
    void onBody(ErrorCode error);
    void process();
    void refuseBroken(ErrorCode error);
    void refuseTooLarge();
    void allowPage(const Reply &reply);
    void send(Reply reply, bool keepAlive);
    void onSent(ErrorCode error, bool keepAlive);
    void drain();
    void close();

    boost::beast::tcp_stream m_stream;
    ConnectionOwner &m_owner;
    const std::string m_peer;
    boost::beast::flat_buffer m_buffer;
    boost::asio::steady_timer m_commitTimer;
    std::optional<Parser> m_parser;
    std::optional<Response> m_response;
    std::string m_discarded;
    Route m_route;
    Charge m_charge;
    std::uint64_t m_request = 0; // number of the request that is being served
    Phase m_phase = Phase::Idle;
    std::chrono::steady_clock::time_point m_phaseSince = std::chrono::steady_clock::now();
    bool m_finishing = false;
};

} // namespace spanwise
