// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/link.h"

#include <algorithm>

namespace spanwise::pg {
namespace {

constexpr std::chrono::milliseconds firstPause{250};
constexpr std::chrono::milliseconds longestPause{10'000};

} // namespace

void Link::checkMayTry() const
{
    const std::lock_guard lock(m_mutex);
    if (m_error && Clock::now() < m_nextTry)
        throw Failure(*m_error, Failure::Kind::Final);
}

void Link::failed(const Error &error)
{
    bool isNew = false;
    {
        const std::lock_guard lock(m_mutex);
        isNew = !m_error && m_wasReachable;
        m_error = error;
        m_pause = std::clamp(m_pause * 2, firstPause, longestPause);
        m_nextTry = Clock::now() + m_pause;
    }
    if (isNew && m_changed)
        m_changed(false,
                  error.message +
                      " Spanwise keeps trying; pipelines are asked to send again what is not stored yet.");
}

void Link::succeeded()
{
    {
        const std::lock_guard lock(m_mutex);
        m_pause = {};
        m_wasReachable = true;
        if (!m_error)
            return;
        m_error.reset();
    }
    if (m_changed)
        m_changed(true, "The store " + m_where + " answers again.");
}

} // namespace spanwise::pg
