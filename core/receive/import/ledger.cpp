// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/ledger.h"

namespace spanwise {

void ImportLedger::wasSubmitted()
{
    const std::lock_guard lock(m_mutex);
    ++m_open;
}

void ImportLedger::wasAnswered(const Result<AppendReport> &report)
{
    {
        const std::lock_guard lock(m_mutex);
        --m_open;
        if (report) {
            m_stored += report->stored;
            m_labels += report->labels;
            m_points += report->points;
            for (const bool duplicate : report->duplicate)
                m_duplicates += duplicate ? 1 : 0;
        } else if (!m_failure) {
            m_failure = report.error();
        }
    }
    m_answered.notify_all();
}

void ImportLedger::waitFor(std::size_t count)
{
    std::unique_lock lock(m_mutex);
    m_answered.wait(lock, [&] { return m_open <= count; });
}

void ImportLedger::waitForNext(std::chrono::milliseconds atMost)
{
    std::unique_lock lock(m_mutex);
    m_answered.wait_for(lock, atMost);
}

std::optional<Error> ImportLedger::failure() const
{
    const std::lock_guard lock(m_mutex);
    return m_failure;
}

std::uint64_t ImportLedger::stored() const
{
    const std::lock_guard lock(m_mutex);
    return m_stored;
}

std::uint64_t ImportLedger::duplicates() const
{
    const std::lock_guard lock(m_mutex);
    return m_duplicates;
}

LabelCounts ImportLedger::labels() const
{
    const std::lock_guard lock(m_mutex);
    return m_labels;
}

PointReport ImportLedger::points() const
{
    const std::lock_guard lock(m_mutex);
    return m_points;
}

} // namespace spanwise
