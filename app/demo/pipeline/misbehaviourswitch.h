// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/pipeline/misbehaviour.h"

#include <mutex>
#include <utility>

namespace spanwise::demo {

/// The misbehaviour that is in force. Any thread.
class MisbehaviourSwitch
{
public:
    explicit MisbehaviourSwitch(Misbehaviour initial = {})
        : m_current(std::move(initial))
    {
    }

    Misbehaviour current() const
    {
        const std::lock_guard lock(m_mutex);
        return m_current;
    }

    void set(Misbehaviour misbehaviour)
    {
        const std::lock_guard lock(m_mutex);
        m_current = std::move(misbehaviour);
    }

    /// Changes the members that object names, or nothing when one of them is wrong. Returns what is in force
    /// then.
    Result<Misbehaviour> change(const nlohmann::json &object)
    {
        const std::lock_guard lock(m_mutex);
        auto changed = m_current.changedBy(object);
        if (changed)
            m_current = *changed;
        return changed;
    }

private:
    mutable std::mutex m_mutex;
    Misbehaviour m_current; // guarded by m_mutex
};

} // namespace spanwise::demo
