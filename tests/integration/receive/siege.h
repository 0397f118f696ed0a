// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/endpoint.h"
#include "tests/integration/receive/rawclient.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace spanwise::test {

/// Senders that must not harm others, each kind on a thread of its own, over and over until stop(). They go
/// at a pace of their own (50 acts a second of a kind): an attacker on the same machine would otherwise
/// measure how the system shares its cores.
class Siege
{
public:
    Siege(Endpoint http, Endpoint grpc, std::string token);
    ~Siege() { stop(); }
    Siege(const Siege &) = delete;
    Siege &operator=(const Siege &) = delete;

    /// requests: bombs, with their headers.
    void begin(std::vector<std::string> requests);
    void stop();

    static constexpr int wantedGuesses = 10'000;
    static constexpr int connectionsOfAKind =
        500; ///< idle ones, dripping ones; before both listeners together

    std::atomic<int> guesses{0};
    std::atomic<int> guessesNotRefused{0};
    std::atomic<int> bombs{0};
    std::atomic<int> bombsNotRefused{0};
    std::atomic<int> endlessHeaders{0}; ///< refused or closed
    std::atomic<int> endlessBodies{0};  ///< refused or closed
    std::atomic<int> endlessTaken{0};   ///< neither
    std::atomic<int> conflicts{0};
    std::atomic<int> conflictsTaken{0};
    std::atomic<int> drips{0};
    std::atomic<int> open{0}; ///< connections, idle and dripping, at the beginning

private:
    template<class Act>
    void repeat(Act act);
    void drip();
    void sendHeadersWithoutEnd();
    void sendChunksWithoutEnd();
    void contradict();
    void explode(const std::string &bomb);
    void guess();

    const Endpoint m_http;
    const Endpoint m_grpc;
    const std::string m_token;
    std::atomic<bool> m_stopping{false};
    std::vector<std::unique_ptr<RawClient>> m_idle;
    std::vector<std::unique_ptr<RawClient>> m_dripping; // of the thread that drips, once it has begun
    std::vector<std::thread> m_threads;
};

} // namespace spanwise::test
