// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tracing/detachedspan.h"
#include "core/tracing/openspan.h"

#include <cstdint>

namespace spanwise {

class Tracer;
struct StartOptions;

/// A span that is the current one of its thread from start to end, and ends when it leaves its scope.
///
/// Made by Tracer::start() and neither copied nor moved. When the scope is left by an exception the span is
/// marked as failed. Spans may end in any order. It belongs to the thread that started it; to end it
/// elsewhere, detach() it. Outliving the provider is safe: what ends after shutdown is counted as late.
class [[nodiscard]] ScopedSpan final : public OpenSpan
{
public:
    ~ScopedSpan();

    /// Ends the span now; it stops being the current one.
    void end() noexcept;
    /// Ends it at a time of its own, not before its start.
    void end(Timestamp time) noexcept;
    /// Takes the open span out of the thread's context, to be ended from wherever its work ends.
    DetachedSpan detach() noexcept;

private:
    friend class Tracer;
    ScopedSpan(const Tracer &tracer, Label name, const StartOptions *options) noexcept;
    void close(const Timestamp *time) noexcept;

    TracingCore *m_core = nullptr; // kept alive by the thread's slot while the span is open
    std::uint64_t m_frame = 0;     // its token in the thread's stack of contexts; 0: none
    unsigned int m_exceptions = 0; // in flight when it started
};

} // namespace spanwise
