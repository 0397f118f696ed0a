// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/scopedspan.h"

#include "core/tracing/core.h"
#include "core/tracing/record.h"
#include "core/tracing/threadstate.h"
#include "core/tracing/tracer.h"

#include <utility>

namespace spanwise {

ScopedSpan::ScopedSpan(const Tracer &tracer, Label name, const StartOptions *options) noexcept
{
    tracer.enter(*this, name, options);
}

ScopedSpan::~ScopedSpan()
{
    if (m_record != nullptr && m_record->head().status == StatusCode::Unset) {
        const ThreadState *const state = ThreadState::current();
        if (state != nullptr && state->uncaughtExceptions() > m_exceptions)
            error("left by an exception");
    }
    close(nullptr);
}

void ScopedSpan::end() noexcept
{
    close(nullptr);
}

void ScopedSpan::end(Timestamp time) noexcept
{
    close(&time);
}

void ScopedSpan::close(const Timestamp *time) noexcept
{
    if (m_frame != 0) {
        if (ThreadState *const state = ThreadState::current())
            state->contexts.leave(m_frame);
        m_frame = 0;
    }
    if (m_record != nullptr)
        finish(*m_core, time);
}

DetachedSpan ScopedSpan::detach() noexcept
{
    DetachedSpan span;
    span.m_traceId = m_traceId;
    span.m_spanId = m_spanId;
    span.m_flags = m_flags;
    span.m_traceState = m_traceState;
    if (m_record != nullptr) {
        span.m_core = m_core->shared_from_this();
        span.m_record = std::exchange(m_record, nullptr);
        ThreadState *const state = ThreadState::current();
        ThreadSlot *const slot = state == nullptr ? nullptr : state->slot(*m_core);
        if (slot != nullptr && slot == span.m_record->owner)
            --slot->openSpans;
        span.m_record->owner = nullptr;
    }
    close(nullptr);
    return span;
}

} // namespace spanwise
