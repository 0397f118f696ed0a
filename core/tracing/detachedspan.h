// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tracing/openspan.h"

#include <memory>

namespace spanwise {

/// A span that is nobody's current one: for work that begins on one thread and ends on another.
///
/// Movable between threads; used by one at a time. Ends when it is destroyed, if not before. It keeps its
/// provider's memory alive, so outliving the provider is safe. To start children of it:
/// attach({span.context(), baggage}).
class [[nodiscard]] DetachedSpan final : public OpenSpan
{
public:
    DetachedSpan() noexcept = default; ///< of no span
    ~DetachedSpan();
    DetachedSpan(DetachedSpan &&other) noexcept;
    DetachedSpan &operator=(DetachedSpan &&other) noexcept;

    void end() noexcept;
    void end(Timestamp time) noexcept;

private:
    friend class Tracer;
    friend class ScopedSpan;

    std::shared_ptr<TracingCore> m_core;
};

} // namespace spanwise
