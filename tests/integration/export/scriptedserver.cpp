// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/export/scriptedserver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <utility>

namespace spanwise::test {
namespace {

std::size_t contentLength(const std::string &head)
{
    const std::size_t at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + 16, nullptr, 10);
}

/// One whole request from what was received and what still comes; nullopt when the client has gone.
std::optional<std::pair<std::string, std::string>> readRequest(int socket, std::string &received)
{
    char buffer[65536];
    for (;;) {
        const std::size_t end = received.find("\r\n\r\n");
        if (end != std::string::npos) {
            const std::string head = received.substr(0, end + 2);
            const std::size_t size = end + 4 + contentLength(head);
            if (received.size() >= size) {
                std::string body = received.substr(end + 4, size - end - 4);
                received.erase(0, size);
                return std::pair(head, std::move(body));
            }
        }
        const ssize_t count = recv(socket, buffer, sizeof buffer, 0);
        if (count <= 0)
            return std::nullopt;
        received.append(buffer, static_cast<std::size_t>(count));
    }
}

} // namespace

ScriptedServer::ScriptedServer(std::vector<Step> script)
    : m_script(std::move(script))
    , m_listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(m_listener, reinterpret_cast<sockaddr *>(&address), size) != 0 || listen(m_listener, 8) != 0 ||
        getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        throw std::runtime_error("no loopback port for the test server");
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { run(); });
}

ScriptedServer::~ScriptedServer()
{
    m_stopping = true;
    shutdown(m_listener, SHUT_RDWR);
    {
        const std::lock_guard lock(m_mutex);
        if (m_socket >= 0)
            shutdown(m_socket, SHUT_RDWR);
    }
    m_thread.join();
    close(m_listener);
}

std::string ScriptedServer::url() const
{
    return "http://127.0.0.1:" + std::to_string(m_port) + "/v1/traces";
}

std::vector<ScriptedServer::Request> ScriptedServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

void ScriptedServer::waitForRequests(std::size_t count) const
{
    std::unique_lock lock(m_mutex);
    m_arrived.wait(lock, [&] { return m_requests.size() >= count; });
}

void ScriptedServer::run()
{
    for (int number = 0; !m_stopping; ++number) {
        const int accepted = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (accepted < 0)
            return;
        {
            const std::lock_guard lock(m_mutex);
            m_socket = accepted;
        }
        if (!m_stopping)
            serve(accepted, number);
        const std::lock_guard lock(m_mutex);
        close(accepted);
        m_socket = -1;
    }
}

void ScriptedServer::serve(int socket, int number)
{
    std::string received;
    while (auto request = readRequest(socket, received)) {
        Step step;
        {
            const std::lock_guard lock(m_mutex);
            if (m_requests.size() < m_script.size())
                step = m_script[m_requests.size()];
            m_requests.push_back({std::move(request->first), std::move(request->second), number});
            m_arrived.notify_all();
        }
        if (!answer(socket, step))
            return;
    }
}

bool ScriptedServer::answer(int socket, const Step &step)
{
    if (step.kind == Step::Kind::CloseWithoutAnswer)
        return false;
    if (step.kind == Step::Kind::Silence)
        return true;
    const std::string text = "HTTP/1.1 " + std::to_string(step.status) + " Text\r\n" + step.headers +
                             "Content-Length: " + std::to_string(step.body.size()) + "\r\n\r\n" + step.body;
    return send(socket, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()) &&
           !step.closeAfterwards;
}

} // namespace spanwise::test
