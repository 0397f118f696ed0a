// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/httplistener.h"
#include "core/receive/ingest.h"
#include "core/receive/senderconnection.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_set>

namespace spanwise {

/// The inside of HttpListener: acceptor and I/O thread.
///
/// Shared with the acknowledgements that the intake still holds, which may come after stop(): they find the
/// I/O context alive but stopped, and end there.
class HttpListener::Service : public ConnectionOwner,
                              public std::enable_shared_from_this<HttpListener::Service>
{
public:
    Service(std::shared_ptr<Ingest> ingest, HttpListenerOptions options, Refused refused);
    ~Service() override;

    Status start();
    void stop();
    Endpoint endpoint() const;

    const HttpListenerOptions &options() const override { return m_options; }
    const IngestLimits &limits() const override { return m_ingest->limits(); }
    RouteRules rules() const override;
    std::shared_ptr<Budget> budget() const override { return m_ingest->budget(); }
    void process(DecodeJob job, std::function<void(Reply)> answered) override;
    void refused(const std::string &peer, const Reply &reply) override;
    void ended(SenderConnection &connection) override;

private:
    Status listen();
    void run();
    void accept();
    void onAccepted(boost::system::error_code error, boost::asio::ip::tcp::socket socket);
    void acceptLater();
    void beginDraining();
    bool makeRoom();
    bool evictOne();

    const std::shared_ptr<Ingest> m_ingest;
    const HttpListenerOptions m_options;
    const Refused m_refused;
    bool m_tokenNeeded = false; // fixed once running

    boost::asio::io_context m_io{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work;
    boost::asio::ip::tcp::acceptor m_acceptor;
    boost::asio::steady_timer m_acceptTimer;
    std::unordered_set<SenderConnection *> m_connections; // on the I/O thread
    std::thread m_thread;

    mutable std::mutex m_mutex;
    std::condition_variable m_drained;
    Endpoint m_endpoint;    // guarded by m_mutex
    std::size_t m_open = 0; // guarded by m_mutex: connections
    bool m_running = false; // guarded by m_mutex
};

} // namespace spanwise
