// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace spanwise {

/// The newest reasons why something sent to Spanwise was not taken, for the user to read. Any thread.
class Refusals
{
public:
    static constexpr std::size_t kept = 200;

    /// Whether it is worth a line in the log: a reason that keeps coming is, once a second at most.
    bool add(const std::string &peer, const std::string &reason);
    /// Newest first, each "14:20:28 127.0.0.1:40000: reason".
    std::vector<std::string> list() const;

private:
    mutable std::mutex m_mutex;
    std::deque<std::string> m_lines;                      // guarded by m_mutex
    std::string m_lastReason;                             // guarded by m_mutex
    std::chrono::steady_clock::time_point m_lastLogged{}; // guarded by m_mutex
};

} // namespace spanwise
