// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/tracing/attributeview.h"
#include "core/tracing/context.h"

#include <cstdint>
#include <exception>
#include <string_view>

namespace spanwise {

class SpanRecord;
class TracingCore;

/// A span that has not ended: what can be written into it. Base of ScopedSpan and DetachedSpan.
///
/// Nothing here throws or blocks; after end(), and on a span that is not recorded, every call does nothing.
/// One thread at a time. Without large texts nothing allocates. Text is copied, except keys given as
/// StaticKey.
class OpenSpan
{
public:
    OpenSpan(const OpenSpan &) = delete;
    OpenSpan &operator=(const OpenSpan &) = delete;

    /// True until end(), when the span is sampled: worth computing expensive attributes for.
    bool isRecording() const noexcept { return m_record != nullptr; }
    /// Its ids, also after end() and when it is not recorded.
    SpanContext context() const;

    /// Sets or replaces an attribute.
    OpenSpan &set(Label key, const AttributeView &value) noexcept;
    OpenSpan &event(Label name, AttributeList attributes = {}) noexcept;
    OpenSpan &link(const SpanContext &target, AttributeList attributes = {}) noexcept;
    OpenSpan &rename(Label name) noexcept;

    /// Status (protocols.md 13): ok() is final, error() holds against everything but ok().
    OpenSpan &ok() noexcept;
    OpenSpan &error(std::string_view message = {}) noexcept;

    /// Adds the "exception" event (type, message) and marks the span as failed with the exception's message.
    OpenSpan &recordException(const std::exception &exception) noexcept;
    /// The same for anything caught; call it with std::current_exception() in a catch block.
    OpenSpan &recordException(const std::exception_ptr &exception) noexcept;

protected:
    friend class Tracer;

    OpenSpan() noexcept = default;
    ~OpenSpan() = default;
    void finish(TracingCore &core, const Timestamp *time) noexcept;

    TraceId m_traceId;
    SpanId m_spanId;
    std::uint8_t m_flags = 0;
    SpanRecord *m_record = nullptr; // nullptr: not sampled, or ended
    W3cTraceState m_traceState;
};

} // namespace spanwise
