// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/pipeline/dice.h"

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string_view>

namespace spanwise::demo {

/// Makes the steps last as long as they would with real services behind them, so that charts have something
/// to show.
///
/// The steps themselves take well under a millisecond. With scale 1 a query takes about 150 to 600 ms, most
/// of it in generation; with scale 0 nothing waits. Any thread; every wait ends at once when stop is
/// requested.
class Pace
{
public:
    Pace(double scale, Dice &dice, std::stop_token stop); // dice outlives it

    /// The usual waiting time of a step; generation takes longer for longer answers.
    void spend(std::string_view step, std::size_t tokens = 0) const;
    /// Waits exactly that long, whatever the scale.
    void wait(std::chrono::nanoseconds duration) const;

private:
    double m_scale;
    Dice &m_dice;
    std::stop_token m_stop;
};

} // namespace spanwise::demo
