// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/counters.h"
#include "core/intake/mailbox.h"

#include <functional>
#include <optional>
#include <utility>

namespace spanwise {

/// Carries the intake's news to a thread that must never wait for it: the GUI thread.
///
/// `intake.onChanged([&feed](const IntakeStatus &s) { feed.post(s); })`; wake runs on the posting thread and
/// has the reader call take() soon (a queued call, an event). It runs only when the box was empty, so however
/// slow the reader is, there is at most one wake-up under way for it. The feed outlives the intake that posts
/// to it.
class LiveFeed
{
public:
    explicit LiveFeed(std::function<void()> wake)
        : m_wake(std::move(wake))
    {
    }

    /// Any thread.
    void post(const IntakeStatus &status)
    {
        if (m_box.post(status))
            m_wake();
    }

    /// The newest status that was not taken yet. Any thread, usually the one that was woken.
    std::optional<IntakeStatus> take() { return m_box.take(); }

private:
    const std::function<void()> m_wake;
    Mailbox<IntakeStatus> m_box;
};

} // namespace spanwise
