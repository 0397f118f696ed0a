// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <stop_token>

namespace spanwise::pg {

/// A stop token that a thread can wait for together with a socket: its file becomes readable when a stop is
/// requested. Whoever requests it (the GUI thread) only writes a number; the request to the server is sent by
/// the thread that waits.
class StopSignal
{
public:
    explicit StopSignal(std::stop_token stop);
    ~StopSignal();
    StopSignal(const StopSignal &) = delete;
    StopSignal &operator=(const StopSignal &) = delete;

    bool isRequested() const { return m_stop.stop_requested(); }
    int file() const noexcept { return m_file; } ///< -1 when no stop can be requested
    /// Throws when a stop was requested; for loops between statements.
    void check() const;

private:
    std::stop_token m_stop;
    int m_file = -1;
    std::optional<std::stop_callback<std::function<void()>>> m_callback;
};

} // namespace spanwise::pg
