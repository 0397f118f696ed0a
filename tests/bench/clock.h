// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <ctime>

namespace spanwise::bench {

using Clock = std::chrono::steady_clock;

/// By the clock on the wall, milliseconds.
inline double msSince(Clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

/// What this thread has worked so far, in milliseconds: on a busy machine the clock also counts the others.
inline double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// What the work takes, by the clock on the wall, milliseconds.
template<class Work>
double msOf(Work &&work)
{
    const auto begin = Clock::now();
    work();
    return msSince(begin);
}

} // namespace spanwise::bench
