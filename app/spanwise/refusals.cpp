// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/refusals.h"

#include "ui/models/format.h"

namespace spanwise {

bool Refusals::add(const std::string &peer, const std::string &reason)
{
    std::string line =
        formatTime(std::chrono::system_clock::now()).toStdString() + " " + peer + ": " + reason;
    const std::lock_guard lock(m_mutex);
    m_lines.push_front(std::move(line));
    if (m_lines.size() > kept)
        m_lines.pop_back();
    const auto now = std::chrono::steady_clock::now();
    if (reason == m_lastReason && now - m_lastLogged < std::chrono::seconds(1))
        return false;
    m_lastReason = reason;
    m_lastLogged = now;
    return true;
}

std::vector<std::string> Refusals::list() const
{
    const std::lock_guard lock(m_mutex);
    return {m_lines.begin(), m_lines.end()};
}

} // namespace spanwise
