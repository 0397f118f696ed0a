// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tracing/detachedspan.h"

#include <chrono>
#include <future>
#include <optional>
#include <type_traits>
#include <utility>

namespace spanwise {

/// A std::future with the span of the work behind it.
///
/// std::future cannot say when it became ready, so the span ends when this object first sees it ready: in
/// get(), wait(), a waitFor() that succeeds, or at destruction. Work that runs through Tracer::async() ends
/// its span exactly. An exception that get() meets is recorded in the span and passed on.
template<class T>
class [[nodiscard]] TracedFuture
{
public:
    TracedFuture(std::future<T> future, DetachedSpan span)
        : m_future(std::move(future))
        , m_span(std::move(span))
    {
    }
    TracedFuture(TracedFuture &&) noexcept = default;
    TracedFuture &operator=(TracedFuture &&) = delete;
    ~TracedFuture()
    {
        if (m_ready)
            m_span.end(*m_ready);
    }

    bool valid() const noexcept { return m_future.valid(); }

    T get()
    {
        wait();
        try {
            if constexpr (std::is_void_v<T>) {
                m_future.get();
                m_span.end(*m_ready);
            } else {
                T value = m_future.get();
                m_span.end(*m_ready);
                return value;
            }
        } catch (...) {
            m_span.recordException(std::current_exception());
            m_span.end(*m_ready);
            throw;
        }
    }

    void wait()
    {
        m_future.wait();
        note();
    }
    template<class Rep, class Period>
    std::future_status waitFor(std::chrono::duration<Rep, Period> time)
    {
        const std::future_status status = m_future.wait_for(time);
        if (status == std::future_status::ready)
            note();
        return status;
    }

    /// For attributes that are known only later. Writing ends with get().
    DetachedSpan &span() noexcept { return m_span; }

private:
    void note() noexcept
    {
        if (!m_ready)
            m_ready = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    }

    std::future<T> m_future;
    DetachedSpan m_span;
    std::optional<Timestamp> m_ready; // when it was first seen ready
};

} // namespace spanwise
