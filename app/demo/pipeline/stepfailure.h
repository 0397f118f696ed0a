// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace spanwise::demo {

/// A step that could not do its work. Thrown by steps and caught by Pipeline, nowhere else.
class StepFailure : public std::runtime_error
{
public:
    StepFailure(std::string_view step, const std::string &message)
        : std::runtime_error(message)
        , m_step(step)
    {
    }

    const std::string &step() const noexcept { return m_step; }

private:
    std::string m_step;
};

} // namespace spanwise::demo
