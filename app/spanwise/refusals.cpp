// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/refusals.h"

#include "ui/models/format.h"

namespace spanwise {

void Refusals::add(const std::string &peer, const std::string &reason)
{
    std::string line = formatTime(std::chrono::system_clock::now()).toStdString() + " " + peer + ": " + reason;
    const std::lock_guard lock(m_mutex);
    m_lines.push_front(std::move(line));
    if (m_lines.size() > kept)
        m_lines.pop_back();
}

std::vector<std::string> Refusals::list() const
{
    const std::lock_guard lock(m_mutex);
    return {m_lines.begin(), m_lines.end()};
}

} // namespace spanwise
