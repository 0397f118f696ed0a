// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/threadstate.h"

#include "core/tracing/core.h"

#include <cxxabi.h>
#include <pthread.h>

#include <atomic>
#include <new>

namespace spanwise {

thread_local constinit ThreadState *ThreadState::t_current = nullptr;
thread_local constinit bool ThreadState::t_ended = false;

namespace {

/// Tokens of different threads never meet.
std::uint64_t firstToken()
{
    static std::atomic<std::uint64_t> threads{0};
    return (threads.fetch_add(1, std::memory_order_relaxed) + 1) << 40U;
}

/// A forked child would otherwise make the same ids as its parent. Only the forking thread lives on in the
/// child, and the handler runs on it.
void reseedAfterFork()
{
    if (ThreadState *const state = ThreadState::current())
        state->ids.reseed();
}

} // namespace

ThreadState::ThreadState()
    : contexts(firstToken())
    , m_exceptions(reinterpret_cast<const ExceptionGlobals *>(abi::__cxa_get_globals()))
{
    static const int registered = pthread_atfork(nullptr, nullptr, reseedAfterFork);
    static_cast<void>(registered);
}

ThreadState::~ThreadState()
{
    t_current = nullptr;
    t_ended = true;
    for (Entry &entry : m_entries)
        leaveCore(entry);
}

ThreadState *ThreadState::make() noexcept
{
    if (t_ended)
        return nullptr;
    try {
        struct Owner
        {
            std::unique_ptr<ThreadState> state{new ThreadState};
        };
        thread_local Owner owner;
        t_current = owner.state.get();
        return t_current;
    } catch (...) { // no memory, no random device: this thread is not traced now
        return nullptr;
    }
}

ThreadSlot *ThreadState::findSlot(TracingCore &core) noexcept
{
    for (const Entry &entry : m_entries) {
        if (entry.core.get() == &core) {
            m_lastCore = &core;
            m_lastSlot = entry.slot;
            return m_lastSlot;
        }
    }
    try {
        forgetStopped();
        m_entries.reserve(m_entries.size() + 1);
        ThreadSlot *const slot = core.takeSlot();
        if (slot == nullptr)
            return nullptr;
        m_entries.push_back({core.shared_from_this(), slot});
        m_lastCore = &core;
        m_lastSlot = slot;
        return slot;
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
}

void ThreadState::forgetStopped() noexcept
{
    std::erase_if(m_entries, [this](Entry &entry) {
        if (!entry.core->isStopped() || entry.slot->openSpans > 0)
            return false;
        if (m_lastCore == entry.core.get())
            m_lastCore = nullptr;
        leaveCore(entry);
        return true;
    });
}

void ThreadState::leaveCore(Entry &entry) noexcept
{
    // A scoped span that this thread started and that has not ended here still points to the core. That is a
    // mistake of the program (see ScopedSpan); the core is left alive so that it stays a harmless one.
    if (entry.slot->openSpans > 0)
        new std::shared_ptr<TracingCore>(entry.core);
    entry.core->leaveSlot(*entry.slot);
}

} // namespace spanwise
