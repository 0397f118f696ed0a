// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/intake.h"
#include "core/receive/senderconnection.h"
#include "core/receive/otlphttpserver.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_set>

namespace spanwise {

/// The inside of OtlpHttpServer: acceptor, I/O thread, decode pool.
///
/// Shared with the acknowledgements that the intake still holds, which may come after stop(): they find the I/O context
/// alive but stopped, and end there.
class OtlpHttpServer::Service : public ConnectionOwner, public std::enable_shared_from_this<OtlpHttpServer::Service>
{
public:
    Service(Intake &intake, OtlpHttpOptions options, Refused refused);
    ~Service() override;

    Status start();
    void stop();
    Endpoint endpoint() const;

    const OtlpHttpOptions &options() const override { return m_options; }
    std::shared_ptr<Budget> budget() const override { return m_budget; }
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
    /// On a thread of the pool.
    void decode(DecodeJob job, const std::function<void(Reply)> &answered);
    void decodeAndSubmit(DecodeJob job, const std::function<void(Reply)> &answered);
    /// Takes an answer to the I/O thread.
    void deliver(std::function<void(Reply)> answered, Reply reply);

    Intake &m_intake;
    const OtlpHttpOptions m_options;
    const Refused m_refused;
    const std::shared_ptr<Budget> m_budget;

    boost::asio::io_context m_io{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work;
    boost::asio::ip::tcp::acceptor m_acceptor;
    boost::asio::steady_timer m_acceptTimer;
    std::unordered_set<SenderConnection *> m_connections; // on the I/O thread
    boost::asio::thread_pool m_pool;
    std::thread m_thread;

    mutable std::mutex m_mutex;
    std::condition_variable m_drained;
    Endpoint m_endpoint;         // guarded by m_mutex
    std::size_t m_open = 0;      // guarded by m_mutex: connections
    bool m_running = false;      // guarded by m_mutex
};

} // namespace spanwise
