// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/httpservice.h"

#include "core/receive/bindaddress.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace spanwise {
namespace {

namespace net = boost::asio;

/// When the process has no descriptor left, accepting again at once would spin.
constexpr std::chrono::milliseconds acceptPause{100};

/// Where the address is chosen, for messages: the section's row and the option of the command line.
std::string_view settingOf(HttpProtocol protocol)
{
    return protocol == HttpProtocol::Zipkin ? "Settings > Receiving (zipkin) or with --zipkin."
                                            : "Settings > Receiving (otlp_http) or with --otlp-http.";
}

} // namespace

HttpListener::Service::Service(std::shared_ptr<Ingest> ingest, HttpListenerOptions options, Refused refused)
    : m_ingest(std::move(ingest))
    , m_options(std::move(options))
    , m_refused(std::move(refused))
    , m_work(m_io.get_executor())
    , m_acceptor(m_io)
    , m_acceptTimer(m_io)
    , m_endpoint(m_options.listen)
{
}

HttpListener::Service::~Service() = default;

Status HttpListener::Service::start()
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
void HttpListener::Service::run()
{
    while (!m_io.stopped()) {
        try {
            m_io.run();
        } catch (const std::exception &problem) {
            refused("unknown", Reply::text(503, std::string("A connection was given up: ") + problem.what()));
        }
    }
}

Status HttpListener::Service::listen()
{
    const std::string_view setting = settingOf(m_options.protocol);
    const auto bound = BindAddress::of(m_options.listen, *m_options.tokens);
    if (!bound)
        return bound.error();
    m_tokenNeeded = !bound->isLoopback;
    boost::system::error_code error;
    const net::ip::tcp::endpoint wanted(net::ip::make_address(bound->host, error), m_options.listen.port);
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
        return cannotListen(m_options.listen, error, setting);
    }
    const std::lock_guard lock(m_mutex);
    m_endpoint = {bound->host, m_acceptor.local_endpoint(error).port()};
    return Done{};
}

RouteRules HttpListener::Service::rules() const
{
    return {.protocol = m_options.protocol,
            .tokens = *m_options.tokens,
            .tokenNeeded = m_tokenNeeded,
            .cors = m_options.cors};
}

void HttpListener::Service::stop()
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
    m_thread.join(); // what is being decoded is still submitted; its sender sends it again and it counts as
                     // duplicate
    for (SenderConnection *const connection : m_connections)
        connection->abort();
    m_io.restart(); // what was cancelled ends here, while everything that a connection refers to is alive
    m_io.poll();
}

void HttpListener::Service::beginDraining()
{
    boost::system::error_code ignored;
    m_acceptor.close(ignored);
    m_acceptTimer.cancel();
    for (SenderConnection *const connection : m_connections)
        connection->finish();
}

Endpoint HttpListener::Service::endpoint() const
{
    const std::lock_guard lock(m_mutex);
    return m_endpoint;
}

void HttpListener::Service::accept()
{
    m_acceptor.async_accept([this](boost::system::error_code error, net::ip::tcp::socket socket) {
        onAccepted(error, std::move(socket));
    });
}

void HttpListener::Service::onAccepted(boost::system::error_code error, net::ip::tcp::socket socket)
{
    if (!m_acceptor.is_open())
        return;
    if (error) {
        if (error == net::error::no_descriptors)
            evictOne(); // the one that is waiting to be accepted needs its descriptor
        acceptLater();
        return;
    }
    if (makeRoom()) {
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
        refused(
            unknown ? std::string("unknown") : Endpoint{peer.address().to_string(), peer.port()}.toString(),
            Reply::text(503, "Too many connections are open and all are being served; this one was closed."));
    }
    accept();
}

/// A place for one more connection: the one that has been idle longest gives its own, or else the one that
/// has been sending its request longest. Who waits for an answer keeps it.
bool HttpListener::Service::makeRoom()
{
    using Phase = SenderConnection::Phase;
    const auto open = [](const SenderConnection *c) { return c->phase() != Phase::Closed; };
    if (m_connections.size() < m_options.maxConnections ||
        static_cast<std::size_t>(std::ranges::count_if(m_connections, open)) < m_options.maxConnections)
        return true;
    return evictOne();
}

bool HttpListener::Service::evictOne()
{
    using Phase = SenderConnection::Phase;
    if (m_connections.empty())
        return false;
    const auto rank = [](const SenderConnection *c) { return std::pair(c->phase(), c->phaseSince()); };
    SenderConnection *const dispensable = *std::ranges::min_element(m_connections, {}, rank);
    if (dispensable->phase() > Phase::Reading)
        return false;
    dispensable->evict();
    return true;
}

void HttpListener::Service::acceptLater()
{
    m_acceptTimer.expires_after(acceptPause);
    m_acceptTimer.async_wait([this](boost::system::error_code error) {
        if (!error && m_acceptor.is_open())
            accept();
    });
}

void HttpListener::Service::ended(SenderConnection &connection)
{
    m_connections.erase(&connection);
    {
        const std::lock_guard lock(m_mutex);
        --m_open;
    }
    m_drained.notify_all();
}

void HttpListener::Service::refused(const std::string &peer, const Reply &reply)
{
    if (!reply.counted)
        m_ingest->countRefused();
    if (m_refused)
        m_refused(peer, std::to_string(reply.status) + ": " + reply.reason);
}

void HttpListener::Service::process(DecodeJob job, std::function<void(Reply)> answered)
{
    // Answers come on other threads, perhaps when the listener has stopped: then the I/O context takes them
    // and they end there.
    m_ingest->take(std::move(job), [self = shared_from_this(), answered = std::move(answered),
                                    format = job.format, signal = job.signal](const IngestOutcome &outcome) {
        net::post(self->m_io, [answered, reply = Reply::of(format, signal, outcome)]() mutable {
            answered(std::move(reply));
        });
    });
}

} // namespace spanwise
