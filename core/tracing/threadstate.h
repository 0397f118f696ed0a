// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tracing/contextstack.h"
#include "core/tracing/idsource.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace spanwise {

class ThreadSlot;
class TracingCore;

/// What tracing knows about one thread: its current contexts, its random numbers, its slot at each provider.
///
/// Made on first use, destroyed with the thread, seen by that thread only. After its destruction (in
/// destructors of other thread-local objects) current() is nullptr and nothing is traced.
class ThreadState
{
public:
    static ThreadState *current() noexcept { return t_current != nullptr ? t_current : make(); }

    ~ThreadState();
    ThreadState(const ThreadState &) = delete;
    ThreadState &operator=(const ThreadState &) = delete;

    /// The thread's slot at core, taken on first use; nullptr without memory.
    ThreadSlot *slot(TracingCore &core) noexcept { return m_lastCore == &core ? m_lastSlot : findSlot(core); }

    /// Exceptions in flight on this thread: std::uncaught_exceptions() without looking up the thread each
    /// time, which would be a tenth of the cost of a span.
    unsigned int uncaughtExceptions() const noexcept { return m_exceptions->uncaught; }

    ContextStack contexts;
    IdSource ids;
    bool suppressed = false; ///< an exporter is at work here: spans are not recorded

private:
    struct Entry
    {
        std::shared_ptr<TracingCore> core;
        ThreadSlot *slot;
    };

    /// __cxa_eh_globals as the Itanium C++ ABI lays it out (2.2.2, caught and uncaught exceptions).
    struct ExceptionGlobals
    {
        void *caught;
        unsigned int uncaught;
    };

    ThreadState();
    static ThreadState *make() noexcept;
    ThreadSlot *findSlot(TracingCore &core) noexcept;
    void forgetStopped() noexcept;
    static void leaveCore(Entry &entry) noexcept;

    static thread_local constinit ThreadState *t_current;
    static thread_local constinit bool t_ended;

    // While an entry keeps its core alive the core's address cannot be another core's.
    TracingCore *m_lastCore = nullptr;
    ThreadSlot *m_lastSlot = nullptr;
    std::vector<Entry> m_entries;
    const ExceptionGlobals *const m_exceptions; // of this thread, for as long as it lives
};

} // namespace spanwise
