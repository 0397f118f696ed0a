// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/context.h"

#include "core/tracing/threadstate.h"

namespace spanwise {

Context Context::current()
{
    const ThreadState *const state = ThreadState::current();
    const ContextStack::Frame *const top = state == nullptr ? nullptr : state->contexts.top();
    return top == nullptr ? Context{} : top->context;
}

ContextScope::ContextScope(const Context &context) noexcept : m_frame(0)
{
    if (ThreadState *const state = ThreadState::current())
        m_frame = state->contexts.enter(context.span, context.baggage);
}

ContextScope::~ContextScope()
{
    if (ThreadState *const state = ThreadState::current())
        state->contexts.leave(m_frame);
}

} // namespace spanwise
