// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/pipeline/answer.h"

#include <chrono>
#include <mutex>
#include <string_view>
#include <vector>

namespace spanwise::demo {

/// Takes the time of the steps of one query. Steps on several threads may be timed at once.
class StepClock
{
public:
    /// Times one step from construction to destruction, also when it is left by an exception.
    class [[nodiscard]] Lap
    {
    public:
        Lap(StepClock &clock, std::string_view step)
            : m_clock(clock)
            , m_row(clock.begin(step))
        {
        }
        ~Lap() { m_clock.end(m_row); }
        Lap(const Lap &) = delete;
        Lap &operator=(const Lap &) = delete;

    private:
        StepClock &m_clock;
        std::size_t m_row;
    };

    Duration elapsed() const { return std::chrono::steady_clock::now() - m_start; }

    std::vector<Answer::Timing> timings() const
    {
        const std::lock_guard lock(m_mutex);
        return m_timings;
    }

private:
    std::size_t begin(std::string_view step)
    {
        const std::lock_guard lock(m_mutex);
        m_timings.push_back({std::string(step), elapsed(), {}});
        return m_timings.size() - 1;
    }

    void end(std::size_t row)
    {
        const std::lock_guard lock(m_mutex);
        m_timings[row].length = elapsed() - m_timings[row].begin;
    }

    const std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    mutable std::mutex m_mutex;
    std::vector<Answer::Timing> m_timings; // guarded by m_mutex
};

} // namespace spanwise::demo
