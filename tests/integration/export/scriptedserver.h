// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace spanwise::test {

/// An HTTP server on a loopback port of its own that answers each request with the next line of a script,
/// over plain sockets: what it sends is exactly what the script says.
class ScriptedServer
{
public:
    struct Step
    {
        enum class Kind : std::uint8_t { Answer, CloseWithoutAnswer, Silence };

        Kind kind = Kind::Answer;
        int status = 200;
        std::string headers{}; ///< lines that end in \r\n
        std::string body{};
        bool closeAfterwards = false; ///< without having said so
    };

    struct Request
    {
        std::string head; ///< up to the empty line
        std::string body;
        int connection = 0; ///< number of the connection it came over
    };

    /// After the last step everything is answered with 200.
    explicit ScriptedServer(std::vector<Step> script);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer &) = delete;
    ScriptedServer &operator=(const ScriptedServer &) = delete;

    std::string url() const;
    std::vector<Request> requests() const;
    void waitForRequests(std::size_t count) const;

private:
    void run();
    void serve(int socket, int number);
    bool answer(int socket, const Step &step);

    const std::vector<Step> m_script;
    int m_listener = -1;
    std::uint16_t m_port = 0;
    std::atomic<bool> m_stopping{false};
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_arrived;
    std::vector<Request> m_requests; // guarded by m_mutex
    int m_socket = -1;               // guarded by m_mutex
    std::thread m_thread;
};

} // namespace spanwise::test
