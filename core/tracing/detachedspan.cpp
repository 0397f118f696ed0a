// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/detachedspan.h"

#include "core/tracing/core.h"

#include <utility>

namespace spanwise {

DetachedSpan::~DetachedSpan()
{
    end();
}

DetachedSpan::DetachedSpan(DetachedSpan &&other) noexcept
{
    *this = std::move(other);
}

DetachedSpan &DetachedSpan::operator=(DetachedSpan &&other) noexcept
{
    if (this == &other)
        return *this;
    end();
    m_traceId = other.m_traceId;
    m_spanId = other.m_spanId;
    m_flags = other.m_flags;
    m_traceState = other.m_traceState;
    m_record = std::exchange(other.m_record, nullptr);
    m_core = std::move(other.m_core);
    return *this;
}

void DetachedSpan::end() noexcept
{
    if (m_record != nullptr)
        finish(*m_core, nullptr);
}

void DetachedSpan::end(Timestamp time) noexcept
{
    if (m_record != nullptr)
        finish(*m_core, &time);
}

} // namespace spanwise
