// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/context.h"

#include "core/tracing/threadstate.h"

namespace spanwise {

Context Context::current()
{
    const ThreadState *const state = ThreadState::current();
    const ContextStack::Frame *const top = state == nullptr ? nullptr : state->contexts.top();
    if (top == nullptr)
        return {};
    return top->context;
}

ContextScope::ContextScope(const Context &context) noexcept
    : m_frame(0)
{
    ThreadState *const state = ThreadState::current();
    if (ContextStack::Frame *const frame = state == nullptr ? nullptr : state->contexts.enter()) {
        frame->context = context;
        m_frame = frame->token;
    }
}

ContextScope::~ContextScope()
{
    if (ThreadState *const state = ThreadState::current())
        state->contexts.leave(m_frame);
}

} // namespace spanwise
