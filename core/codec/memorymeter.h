// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <new>

namespace spanwise {

/// Asked while a body is decoded: whether it and what comes out of it may hold this many bytes in all.
///
/// A small body can decode to twenty times its size (an empty attribute takes two bytes on the wire), so a
/// bound on bodies is no bound on memory. An empty guard allows everything.
using MemoryGuard = std::function<bool(std::size_t bytes)>;

/// The guard said no; the decoder gives up and answers with Code::Busy.
struct MemoryRefused : std::bad_alloc
{
    const char *what() const noexcept override
    {
        return "The body decodes to more than there is room for. Send smaller batches.";
    }
};

/// Adds up what a decoder holds and asks the guard before each further MiB. Inside core/codec only.
class MemoryMeter
{
public:
    explicit MemoryMeter(const MemoryGuard *guard)
        : m_guard(guard)
    {
    }

    /// A scratch stack is about to grow by so much.
    void takeScratch(std::size_t bytes)
    {
        m_scratch += bytes;
        check();
    }
    /// The batch is about to hold so much in all.
    void hold(std::size_t bytes)
    {
        m_held = std::max(m_held, bytes);
        check();
    }

private:
    static constexpr std::size_t step = 1U << 20U;

    void check()
    {
        const std::size_t total = m_held + m_scratch;
        if (m_guard == nullptr || !*m_guard || total < m_allowed)
            return;
        if (!(*m_guard)(total + step))
            throw MemoryRefused();
        m_allowed = total + step;
    }

    const MemoryGuard *m_guard;
    std::size_t m_scratch = 0;
    std::size_t m_held = 0;
    std::size_t m_allowed = step;
};

} // namespace spanwise
