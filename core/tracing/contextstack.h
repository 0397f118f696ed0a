// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tracing/context.h"

#include <cstdint>
#include <vector>

namespace spanwise {

/// The contexts that are current on one thread, innermost last. Frames may be left in any order; one that is
/// left while inner ones are current goes when they have gone.
class ContextStack
{
public:
    struct Frame
    {
        std::uint64_t token = 0;
        Context context;
        bool left = false;
    };

    explicit ContextStack(std::uint64_t firstToken)
        : m_token(firstToken)
    {
        m_frames.reserve(64);
    }

    /// The innermost frame that is not left; nullptr when there is none.
    const Frame *top() const noexcept { return m_frames.empty() ? nullptr : &m_frames.back(); }

    /// A new innermost frame for the caller to fill; its token, never 0, is for leave(). nullptr without
    /// memory.
    Frame *enter() noexcept;
    /// Unknown tokens (of another thread, or 0) are ignored.
    void leave(std::uint64_t token) noexcept;

private:
    std::uint64_t m_token;
    std::vector<Frame> m_frames; // the last one is never left
};

} // namespace spanwise
