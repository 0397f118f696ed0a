// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/endpoint.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>

namespace spanwise::test {

/// A sender without manners: a socket on which any bytes can be written, and answers read as they come.
class RawClient
{
public:
    /// patience is only so that a broken server fails the test instead of hanging it.
    explicit RawClient(const Endpoint &endpoint, int patienceSeconds = 20)
        : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(endpoint.port);
        ::inet_pton(AF_INET, endpoint.host.c_str(), &address.sin_addr);
        const timeval patience{patienceSeconds, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        m_connected = ::connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    }
    ~RawClient() { ::close(m_socket); }
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    bool isConnected() const { return m_connected; }

    /// False when the server has closed the connection.
    bool send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto written = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (written <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return true;
    }
    void closeSending() { ::shutdown(m_socket, SHUT_WR); }
    /// Drops the connection with a reset.
    void reset()
    {
        const linger now{1, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        ::close(m_socket);
        m_socket = -1;
    }

    struct Answer
    {
        int status = 0; ///< 0: the connection ended instead
        std::string head;
        std::string body;

        std::string header(const std::string &name) const
        {
            std::string lowered = head;
            std::ranges::transform(lowered, lowered.begin(),
                                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
            const auto at = lowered.find("\r\n" + name + ": ");
            if (at == std::string::npos)
                return {};
            const auto begin = at + name.size() + 4;
            return head.substr(begin, head.find("\r\n", begin) - begin);
        }
    };

    /// The next answer; isHead: it has no body whatever its Content-Length says.
    Answer receive(bool isHead = false)
    {
        Answer answer;
        std::size_t end = 0;
        while ((end = m_received.find("\r\n\r\n")) == std::string::npos) {
            if (!fill())
                return answer;
        }
        answer.head = m_received.substr(0, end + 2);
        m_received.erase(0, end + 4);
        answer.status = std::atoi(answer.head.substr(answer.head.find(' ') + 1).c_str());
        const std::string length = answer.header("content-length");
        const std::size_t size = isHead || length.empty() ? 0 : std::strtoul(length.c_str(), nullptr, 10);
        while (m_received.size() < size && fill()) {
        }
        answer.body = m_received.substr(0, size);
        m_received.erase(0, size);
        return answer;
    }

    /// Whether the server ends the connection; waits for it.
    bool endsHere()
    {
        while (fill()) {
        }
        return m_ended;
    }

    Answer request(const std::string &text)
    {
        send(text);
        return receive();
    }

private:
    bool fill()
    {
        char bytes[65536];
        const auto count = ::recv(m_socket, bytes, sizeof bytes, 0);
        if (count <= 0) {
            m_ended = count == 0 || errno == ECONNRESET;
            return false;
        }
        m_received.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    int m_socket;
    bool m_connected = false;
    bool m_ended = false;
    std::string m_received;
};

} // namespace spanwise::test
