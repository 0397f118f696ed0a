// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/contextstack.h"

#include <algorithm>
#include <new>

namespace spanwise {

ContextStack::Frame *ContextStack::enter() noexcept
{
    try {
        Frame &frame = m_frames.emplace_back();
        frame.token = ++m_token;
        return &frame;
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
}

void ContextStack::leave(std::uint64_t token) noexcept
{
    const auto found = std::find_if(m_frames.rbegin(), m_frames.rend(),
                                    [&](const Frame &frame) { return frame.token == token; });
    if (found == m_frames.rend())
        return;
    found->left = true;
    while (!m_frames.empty() && m_frames.back().left)
        m_frames.pop_back();
}

} // namespace spanwise
