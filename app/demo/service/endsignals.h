// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>

namespace spanwise::demo {

/// SIGINT and SIGTERM as something to wait for. Construct it before the first thread: all inherit the block.
class EndSignals
{
public:
    EndSignals()
    {
        sigemptyset(&m_set);
        sigaddset(&m_set, SIGINT);
        sigaddset(&m_set, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &m_set, nullptr);
        std::signal(SIGPIPE, SIG_IGN);
    }

    void wait() const
    {
        int received = 0;
        while (sigwait(&m_set, &received) != 0) {
        }
    }

private:
    sigset_t m_set{};
};

} // namespace spanwise::demo
