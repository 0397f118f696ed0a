// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tracing/baggage.h"
#include "core/tracing/spancontext.h"

#include <cstdint>

namespace spanwise {

/// What new spans of a thread become children of, and the baggage that goes with it. A value; any thread.
///
/// Hand-over to another thread or a later callback is explicit: take current() here, give it to a
/// ContextScope there.
struct Context
{
    SpanContext span{}; ///< invalid: new spans begin a trace
    Baggage baggage{};

    /// The context of the calling thread; an empty one outside of every span and scope.
    static Context current();

    Context withBaggage(Baggage other) const { return {span, std::move(other)}; }
    friend bool operator==(const Context &, const Context &) noexcept = default;
};

/// Makes a context current on this thread for as long as the scope lives. Destroyed on the thread that made
/// it.
class [[nodiscard]] ContextScope
{
public:
    explicit ContextScope(const Context &context) noexcept;
    ~ContextScope();
    ContextScope(const ContextScope &) = delete;
    ContextScope &operator=(const ContextScope &) = delete;

private:
    std::uint64_t m_frame; // its token in the thread's stack of contexts; 0: none
};

/// `const ContextScope scope = attach(context);`
inline ContextScope attach(const Context &context) noexcept
{
    return ContextScope(context);
}

} // namespace spanwise
