// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/service/httpserver.h"

#include "app/demo/service/httpsession.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <future>
#include <thread>
#include <utility>
#include <vector>

namespace spanwise::demo {

namespace asio = boost::asio;

class HttpServer::Listener
{
public:
    Listener(HttpServerOptions options, Handler handler)
        : m_share{.options = options,
                  .handler = std::move(handler),
                  .workers = asio::thread_pool(options.workers)}
        , m_acceptor(m_sockets)
    {
    }

    ~Listener() { stop(); }

    Status start()
    {
        const asio::ip::tcp::endpoint address(asio::ip::address_v4::loopback(), m_share.options.port);
        boost::system::error_code failure;
        m_acceptor.open(address.protocol(), failure);
        m_acceptor.set_option(asio::socket_base::reuse_address(true), failure);
        if (!failure)
            m_acceptor.bind(address, failure);
        if (!failure)
            m_acceptor.listen(asio::socket_base::max_listen_connections, failure);
        if (failure)
            return notBound(failure);
        m_port = m_acceptor.local_endpoint().port();
        accept();
        m_thread = std::thread([this] { m_sockets.run(); });
        return Done{};
    }

    void stop()
    {
        if (!m_thread.joinable())
            return;
        // From here on nothing is handed to the workers any more, so joining them meets all there is.
        std::promise<void> refusing;
        asio::post(m_sockets, [&] {
            boost::system::error_code ignored;
            m_acceptor.close(ignored);
            m_share.stopping = true;
            refusing.set_value();
        });
        refusing.get_future().wait();
        m_share.workers.join();
        // Behind the answers of the last handlers in the queue of the socket thread.
        asio::post(m_sockets, [this] {
            for (const std::weak_ptr<HttpSession> &each : m_sessions) {
                if (const auto session = each.lock())
                    session->close();
            }
            m_work.reset();
        });
        m_thread.join();
    }

    std::uint16_t port() const { return m_port; }

private:
    Status notBound(const boost::system::error_code &failure) const
    {
        const std::string port = std::to_string(m_share.options.port);
        if (failure == asio::error::address_in_use)
            return Error{Error::Code::Io, "Port " + port +
                                              " on 127.0.0.1 is in use by another program, perhaps another"
                                              " spanwise-demo. End it, or choose another port with --port."};
        return Error{Error::Code::Io, "Port " + port + " on 127.0.0.1 cannot be opened: " +
                                          failure.message() + ". Choose another port with --port."};
    }

    void accept()
    {
        m_acceptor.async_accept([this](boost::system::error_code failure, asio::ip::tcp::socket socket) {
            if (failure == asio::error::operation_aborted || !m_acceptor.is_open())
                return;
            // Other failures, such as too many open files, concern this one connection.
            if (!failure && m_share.connections.load() < m_share.options.maxConnections)
                welcome(std::move(socket));
            accept();
        });
    }

    void welcome(asio::ip::tcp::socket socket)
    {
        std::erase_if(m_sessions, [](const auto &session) { return session.expired(); });
        const auto session = std::make_shared<HttpSession>(std::move(socket), m_share);
        m_sessions.push_back(session);
        session->run();
    }

    // The sockets go after the sessions, which their pending operations own, and before what the sessions
    // share.
    HttpSessionShare m_share;
    asio::io_context m_sockets{1};
    // Keeps the socket thread running while the only request is with the workers and nothing is accepted any
    // more.
    asio::executor_work_guard<asio::io_context::executor_type> m_work{m_sockets.get_executor()};
    asio::ip::tcp::acceptor m_acceptor;
    std::vector<std::weak_ptr<HttpSession>> m_sessions; // socket thread only
    std::thread m_thread;
    std::uint16_t m_port = 0;
};

HttpServer::HttpServer(HttpServerOptions options, Handler handler)
    : m_listener(std::make_unique<Listener>(options, std::move(handler)))
{
}

HttpServer::~HttpServer() = default;

Status HttpServer::start()
{
    return m_listener->start();
}

void HttpServer::stop()
{
    m_listener->stop();
}

std::uint16_t HttpServer::port() const
{
    return m_listener->port();
}

} // namespace spanwise::demo
