// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/service.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace spanwise {
namespace {

namespace net = boost::asio;

/// When the process has no descriptor left, accepting again at once would spin.
constexpr std::chrono::milliseconds acceptPause{100};

std::string changeIt()
{
    return " Stop the other program, or change the address in Settings > Receiving (otlp_http) or with --otlp-http.";
}

Error cannotListen(const Endpoint &endpoint, const boost::system::error_code &error)
{
    const std::string where = endpoint.toString();
    if (error == net::error::address_in_use)
        return {Error::Code::Io, where + " is already in use." + changeIt()};
    if (error == net::error::access_denied)
        return {Error::Code::Io, where + " may not be used by this user. Choose a port above 1023 in Settings > "
                                         "Receiving (otlp_http) or with --otlp-http."};
    return {Error::Code::Io, "Cannot listen on " + where + ": " + error.message()
                                 + ". Change the address in Settings > Receiving (otlp_http) or with --otlp-http."};
}

unsigned statusOf(const Error &error)
{
    switch (error.code) {
    case Error::Code::TooLarge:
        return 413;
    case Error::Code::Busy:
        return 429;
    default:
        return 400;
    }
}

/// A sender told 503 sends the same again, which helps unless the data itself is at fault.
unsigned statusOfRefusal(const Error &error)
{
    return error.code == Error::Code::TooLarge ? 413 : error.code == Error::Code::InvalidInput ? 400 : 503;
}

/// The intake has counted these spans as refused.
Reply refusal(OtlpEncoding encoding, unsigned status, const Error &error)
{
    Reply reply = Reply::error(encoding, status, error.message);
    reply.counted = true;
    return reply;
}

} // namespace

OtlpHttpServer::Service::Service(Intake &intake, OtlpHttpOptions options, Refused refused)
    : m_intake(intake)
    , m_options(std::move(options))
    , m_refused(std::move(refused))
    , m_budget(std::make_shared<Budget>(m_options.maxInFlightBytes))
    , m_work(m_io.get_executor())
    , m_acceptor(m_io)
    , m_acceptTimer(m_io)
    , m_pool(std::max<std::size_t>(1, m_options.decodeThreads))
    , m_endpoint(m_options.listen)
{
}

OtlpHttpServer::Service::~Service() = default;

Status OtlpHttpServer::Service::start()
{
    if (const Status listening = listen(); !listening)
        return listening;
    {
        const std::lock_guard lock(m_mutex);
        m_running = true;
    }
    accept();
    m_thread = std::thread([this] { run(); });
    return Done{};
}

/// A handler throws when memory runs out; it costs its connection, not the server.
void OtlpHttpServer::Service::run()
{
    while (!m_io.stopped()) {
        try {
            m_io.run();
        } catch (const std::exception &problem) {
            refused("unknown", Reply::text(503, std::string("A connection was given up: ") + problem.what()));
        }
    }
}

Status OtlpHttpServer::Service::listen()
{
    boost::system::error_code error;
    const std::string host = m_options.listen.host == "localhost" ? "127.0.0.1" : m_options.listen.host;
    const auto address = net::ip::make_address(host, error);
    if (error)
        return Error{Error::Code::InvalidInput, "\"" + host + "\" is not a numeric address. Write for example "
                                                    "127.0.0.1:4318."};
    if (!address.is_loopback() && m_options.token.empty())
        return Error{Error::Code::InvalidInput, m_options.listen.toString() + " can be reached from other machines; that "
                                                    "needs a token that senders present. Set one, or listen on 127.0.0.1."};
    const net::ip::tcp::endpoint wanted(address, m_options.listen.port);
    m_acceptor.open(wanted.protocol(), error);
    if (!error) // or the port would be taken for a minute after each run; it does not let two programs listen
        m_acceptor.set_option(net::socket_base::reuse_address(true), error);
    if (!error)
        m_acceptor.bind(wanted, error);
    if (!error)
        m_acceptor.listen(net::socket_base::max_listen_connections, error);
    if (error) {
        boost::system::error_code ignored;
        m_acceptor.close(ignored);
        return cannotListen(m_options.listen, error);
    }
    const std::lock_guard lock(m_mutex);
    m_endpoint = {address.to_string(), m_acceptor.local_endpoint(error).port()};
    return Done{};
}

void OtlpHttpServer::Service::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!std::exchange(m_running, false))
            return;
    }
    net::post(m_io, [this] { beginDraining(); });
    {
        std::unique_lock lock(m_mutex);
        m_drained.wait_for(lock, m_options.drainTimeout, [this] { return m_open == 0; });
    }
    m_io.stop();
    m_thread.join();
    m_pool.join(); // what is being decoded is still submitted; its sender sends it again and it counts as duplicate
    for (SenderConnection *const connection : m_connections)
        connection->abort();
    m_io.restart(); // what was cancelled ends here, while everything that a connection refers to is alive
    m_io.poll();
}

void OtlpHttpServer::Service::beginDraining()
{
    boost::system::error_code ignored;
    m_acceptor.close(ignored);
    m_acceptTimer.cancel();
    for (SenderConnection *const connection : m_connections)
        connection->finish();
}

Endpoint OtlpHttpServer::Service::endpoint() const
{
    const std::lock_guard lock(m_mutex);
    return m_endpoint;
}

void OtlpHttpServer::Service::accept()
{
    m_acceptor.async_accept([this](boost::system::error_code error, net::ip::tcp::socket socket) {
        onAccepted(error, std::move(socket));
    });
}

void OtlpHttpServer::Service::onAccepted(boost::system::error_code error, net::ip::tcp::socket socket)
{
    if (!m_acceptor.is_open())
        return;
    if (error) {
        acceptLater();
        return;
    }
    if (m_connections.size() < m_options.maxConnections) {
        const auto connection = std::make_shared<SenderConnection>(std::move(socket), *this);
        m_connections.insert(connection.get());
        {
            const std::lock_guard lock(m_mutex);
            ++m_open;
        }
        connection->start();
    } else {
        boost::system::error_code unknown;
        const auto peer = socket.remote_endpoint(unknown);
        refused(unknown ? std::string("unknown") : Endpoint{peer.address().to_string(), peer.port()}.toString(),
                Reply::text(503, "Too many connections are open; this one was closed."));
    }
    accept();
}

void OtlpHttpServer::Service::acceptLater()
{
    m_acceptTimer.expires_after(acceptPause);
    m_acceptTimer.async_wait([this](boost::system::error_code error) {
        if (!error && m_acceptor.is_open())
            accept();
    });
}

void OtlpHttpServer::Service::ended(SenderConnection &connection)
{
    m_connections.erase(&connection);
    {
        const std::lock_guard lock(m_mutex);
        --m_open;
    }
    m_drained.notify_all();
}

void OtlpHttpServer::Service::refused(const std::string &peer, const Reply &reply)
{
    if (!reply.counted) {
        ++m_intake.counters().badRequests;
        m_intake.countersMoved();
    }
    if (m_refused)
        m_refused(peer, std::to_string(reply.status) + ": " + reply.reason);
}

void OtlpHttpServer::Service::process(DecodeJob job, std::function<void(Reply)> answered)
{
    // std::function wants copies; the job is moved along in one shared piece.
    auto shared = std::make_shared<DecodeJob>(std::move(job));
    net::post(m_pool, [this, shared, answered = std::move(answered)] {
        decode(std::move(*shared), answered);
    });
}

void OtlpHttpServer::Service::decode(DecodeJob job, const std::function<void(Reply)> &answered)
{
    const OtlpEncoding encoding = job.route.encoding;
    try {
        decodeAndSubmit(std::move(job), answered);
    } catch (const std::exception &) { // memory ran out: the sender still has the data
        deliver(answered, Reply::error(encoding, 503, "Spanwise is out of memory. Send the same data again later."));
    }
}

void OtlpHttpServer::Service::decodeAndSubmit(DecodeJob job, const std::function<void(Reply)> &answered)
{
    IntakeCounters &counters = m_intake.counters();
    std::uint64_t bytes = 0;
    auto decoded = job.run(m_options, bytes);
    const OtlpEncoding encoding = job.route.encoding;
    ++counters.requests;
    counters.bytes += bytes;
    if (!decoded) {
        deliver(answered, Reply::error(encoding, statusOf(decoded.error()), decoded.error().message));
        return;
    }
    counters.rejectedSpans += decoded->rejectedSpans.count;
    m_intake.countersMoved();
    Reply success = Reply::exported(encoding, Signal::Traces, decoded->rejectedSpans.count, decoded->rejectedSpans.firstReason);
    if (decoded->batch.spans.empty()) {
        deliver(answered, std::move(success));
        return;
    }
    const auto charge = std::make_shared<Charge>(std::move(job.charge));
    auto acknowledge = [self = shared_from_this(), charge, answered, encoding,
                        success = std::move(success)](const Result<AppendReport> &report) {
        self->deliver(answered, report ? success : refusal(encoding, statusOfRefusal(report.error()), report.error()));
    };
    if (const Status taken = m_intake.submit(decoded->batch, std::move(acknowledge)); !taken)
        deliver(answered, refusal(encoding, 429, taken.error()));
}

void OtlpHttpServer::Service::deliver(std::function<void(Reply)> answered, Reply reply)
{
    net::post(m_io, [answered = std::move(answered), reply = std::move(reply)]() mutable { answered(std::move(reply)); });
}

} // namespace spanwise
