// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/pipeline/pace.h"

#include "app/demo/pipeline/stepnames.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace spanwise::demo {
namespace {

constexpr double millisecondsPerToken = 0.9;

/// Median of a step in ms, beside its real work.
constexpr std::pair<std::string_view, double> usual[]{
    {step::analysis, 8}, {step::routing, 3},    {step::vectorSearch, 48}, {step::bm25Search, 27},
    {step::fusion, 1},   {step::reranking, 36}, {step::generation, 90},   {step::verification, 30},
};

} // namespace

Pace::Pace(double scale, Dice &dice, std::stop_token stop)
    : m_scale(scale)
    , m_dice(dice)
    , m_stop(std::move(stop))
{
}

void Pace::spend(std::string_view step, std::size_t tokens) const
{
    double milliseconds = millisecondsPerToken * static_cast<double>(tokens);
    for (const auto &[name, median] : usual)
        milliseconds += name == step ? median : 0;
    constexpr double spread = 0.35;
    if (m_scale > 0 && milliseconds > 0) {
        const std::chrono::duration<double, std::milli> time(m_scale * milliseconds * m_dice.stretch(spread));
        wait(std::chrono::duration_cast<std::chrono::nanoseconds>(time));
    }
}

void Pace::wait(std::chrono::nanoseconds duration) const
{
    if (duration.count() <= 0)
        return;
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, m_stop, duration, [] { return false; });
}

} // namespace spanwise::demo
