// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace spanwise {

/// Retention's rest between two slices, so that others use the store for as long: ends early when a stop is
/// requested.
inline void pauseFor(std::chrono::steady_clock::duration time, const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
}

} // namespace spanwise
