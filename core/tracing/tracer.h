// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tracing/scopedspan.h"
#include "core/tracing/tracedfuture.h"

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace spanwise {

class ThreadSlot;
struct TracingScope;

/// How a span starts when it is not simply a child of the thread's current context.
struct StartOptions
{
    std::optional<Context>
        parent{}; ///< instead of the thread's; an invalid span context in it begins a new trace
    SpanKind kind = SpanKind::Internal;
    std::optional<Timestamp> time{}; ///< instead of now
};

/// Starts spans for one instrumented component. A cheap value; any thread, also several at once.
///
/// A span with three attributes costs about 100 ns, two clock reads included, and no allocation in steady
/// state. A default-constructed Tracer, and one whose provider has shut down, passes contexts on and records
/// nothing.
class Tracer
{
public:
    Tracer() noexcept = default;

    /// A child of the thread's current context; becomes the current one.
    ScopedSpan start(Label name) const noexcept;
    ScopedSpan start(Label name, const StartOptions &options) const noexcept;
    /// The same, without becoming the current one.
    DetachedSpan startDetached(Label name, const StartOptions &options = {}) const noexcept;

    /// Runs work inside a span and returns what it returns. work takes a ScopedSpan & or nothing. An
    /// exception is recorded and passed on. When work returns a std::future, the result is a TracedFuture and
    /// the span stays open until that sees the future ready.
    template<class Work>
    auto traced(Label name, Work &&work) const
    {
        return run(start(name), std::forward<Work>(work));
    }
    template<class Work>
    auto traced(Label name, const StartOptions &options, Work &&work) const
    {
        return run(start(name, options), std::forward<Work>(work));
    }

    /// Runs work on a thread of its own (std::async) inside a span that is a child of the caller's context:
    /// the span begins and ends with the work itself. work takes a ScopedSpan & or nothing.
    template<class Work>
    auto async(std::string name, Work work) const
    {
        return std::async(std::launch::async,
                          [tracer = *this, name = std::move(name), context = Context::current(),
                           work = std::move(work)]() mutable {
                              const ContextScope scope(context);
                              return tracer.traced(name, work);
                          });
    }

private:
    friend class ScopedSpan;
    friend class TracerProvider;

    template<class Work>
    static decltype(auto) invoke(Work &work, ScopedSpan &span)
    {
        if constexpr (std::is_invocable_v<Work &, ScopedSpan &>)
            return std::invoke(work, span);
        else
            return std::invoke(work);
    }

    template<class T>
    struct FutureOf : std::false_type
    {
    };
    template<class T>
    struct FutureOf<std::future<T>> : std::true_type
    {
    };

    template<class Work>
    static auto run(ScopedSpan &&span, Work &&work)
    {
        using R = decltype(invoke(work, span));
        try {
            if constexpr (std::is_void_v<R>)
                invoke(work, span);
            else if constexpr (FutureOf<std::remove_cvref_t<R>>::value) {
                auto future = invoke(work, span);
                return TracedFuture(std::move(future), span.detach());
            } else
                return static_cast<std::remove_cvref_t<R>>(invoke(work, span));
        } catch (...) {
            span.recordException(std::current_exception());
            throw;
        }
    }

    void enter(ScopedSpan &span, Label name, const StartOptions *options) const noexcept;
    ThreadSlot *begin(OpenSpan &span, const Context &parent, Label name,
                      const StartOptions *options) const noexcept;

    std::shared_ptr<TracingCore> m_core;
    const TracingScope *m_scope = nullptr; // owned by the core
};

} // namespace spanwise
