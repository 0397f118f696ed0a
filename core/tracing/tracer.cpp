// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/tracer.h"

#include "core/tracing/core.h"
#include "core/tracing/threadstate.h"

#include <chrono>

namespace spanwise {
namespace {

constexpr std::uint8_t randomFlag = 0x02; // W3C trace context level 2

const Context noContext;

} // namespace

ScopedSpan Tracer::start(Label name) const noexcept
{
    return ScopedSpan(*this, name, nullptr);
}

ScopedSpan Tracer::start(Label name, const StartOptions &options) const noexcept
{
    return ScopedSpan(*this, name, &options);
}

void Tracer::enter(ScopedSpan &span, Label name, const StartOptions *options) const noexcept
{
    ThreadState *const state = ThreadState::current();
    if (state == nullptr)
        return;
    const ContextStack::Frame *const top = state->contexts.top();
    const Context &parent = options != nullptr && options->parent ? *options->parent
                            : top != nullptr                      ? top->context
                                                                  : noContext;
    const Baggage baggage = parent.baggage; // the frame that holds it may move
    ThreadSlot *const slot = begin(span, parent, name, options);
    if (slot != nullptr) {
        span.m_core = m_core.get();
        span.m_record->owner = slot;
        ++slot->openSpans;
    }
    span.m_exceptions = state->uncaughtExceptions();
    if (ContextStack::Frame *const frame = state->contexts.enter()) {
        SpanContext &current = frame->context.span;
        current.traceId = span.m_traceId;
        current.spanId = span.m_spanId;
        current.flags = span.m_flags;
        if (!span.m_traceState.isEmpty())
            current.traceState = span.m_traceState;
        frame->context.baggage = baggage;
        span.m_frame = frame->token;
    }
}

DetachedSpan Tracer::startDetached(Label name, const StartOptions &options) const noexcept
{
    DetachedSpan span;
    if (ThreadState *const state = ThreadState::current()) {
        const ContextStack::Frame *const top = state->contexts.top();
        const Context &parent = options.parent ? *options.parent : top != nullptr ? top->context : noContext;
        if (begin(span, parent, name, &options) != nullptr) {
            span.m_core = m_core;
            span.m_record->owner = nullptr;
        }
    }
    return span;
}

/// Gives the span its ids and, when it is sampled, its record. The slot is returned only for a recorded span.
ThreadSlot *Tracer::begin(OpenSpan &span, const Context &parent, Label name,
                          const StartOptions *options) const noexcept
{
    ThreadState &state = *ThreadState::current();
    const bool hasParent = parent.span.isValid();
    const bool off = m_core == nullptr || state.suppressed || m_core->isStopped();
    if (off) { // children and outgoing requests keep the parent they would have had
        if (hasParent) {
            span.m_traceId = parent.span.traceId;
            span.m_spanId = parent.span.spanId;
            span.m_flags = parent.span.flags;
            span.m_traceState = parent.span.traceState;
        }
        return nullptr;
    }
    span.m_traceId = hasParent ? parent.span.traceId : state.ids.takeTraceId();
    span.m_spanId = state.ids.takeSpanId();
    span.m_flags = hasParent ? parent.span.flags & randomFlag : randomFlag;
    if (hasParent)
        span.m_traceState = parent.span.traceState;

    ThreadSlot *const slot = state.slot(*m_core);
    if (slot == nullptr)
        return nullptr;
    const SpanKind kind = options == nullptr ? SpanKind::Internal : options->kind;
    const SpanContext &parentSpan = hasParent ? parent.span : noContext.span;
    if (!m_core->sampler().shouldSample({parentSpan, span.m_traceId, name.text(), kind})) {
        slot->notSampled.add();
        return nullptr;
    }
    span.m_flags |= spanflags::sampled;
    SpanRecord *const record = m_core->takeRecord(*slot, *m_scope, name, span.m_traceState);
    if (record == nullptr)
        return nullptr;
    SpanHead &written = record->head();
    written.traceId = span.m_traceId;
    written.id = span.m_spanId;
    written.parent = parentSpan.spanId;
    written.kind = kind;
    written.flags = span.m_flags | spanflags::hasIsRemote | (parentSpan.isRemote ? spanflags::isRemote : 0U);
    record->clockOffset = m_core->clockOffset();
    if (options != nullptr && options->time) {
        written.time.begin = *options->time;
    } else {
        const auto steady = std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
        written.time.begin = Timestamp(steady.time_since_epoch() + Duration(record->clockOffset));
    }
    span.m_record = record;
    return slot;
}

} // namespace spanwise
