// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchwriter.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace spanwise::test {

/// A store that remembers the sizes of its groups, fails when told to, and can be held inside append().
class FakeWriter final : public BatchWriter
{
public:
    Result<std::vector<AppendReport>> append(std::span<const AdmittedBatch *const> group) override
    {
        std::unique_lock lock(m_mutex);
        ++m_entered;
        m_changed.notify_all();
        m_changed.wait(lock, [&] { return !m_held; });
        if (m_throwing)
            throw std::bad_alloc();
        if (m_failure)
            return *m_failure;
        for (const AdmittedBatch *const admitted : group) {
            for (const Span &span : admitted->batch.spans) {
                if (span.name == "too_large")
                    return Error{Error::Code::TooLarge, "This one can never be stored."};
            }
        }
        m_groups.push_back(group.size());
        std::vector<AppendReport> reports;
        for (const AdmittedBatch *const admitted : group) {
            AppendReport report{.stored = 0, .duplicate = std::vector<bool>(admitted->batch.spans.size())};
            for (std::size_t i = 0; i < admitted->batch.spans.size(); ++i) {
                report.duplicate[i] = admitted->batch.spans[i].name == "again";
                report.stored += report.duplicate[i] ? 0U : 1U;
                m_names.emplace_back(admitted->batch.spans[i].name);
            }
            reports.push_back(std::move(report));
        }
        return reports;
    }

    void hold()
    {
        const std::lock_guard lock(m_mutex);
        m_held = true;
    }
    void release()
    {
        const std::lock_guard lock(m_mutex);
        m_held = false;
        m_changed.notify_all();
    }
    /// Waits until append() has been called count times.
    void waitUntilEntered(int count)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_entered >= count; });
    }
    void failWith(std::optional<Error> failure)
    {
        const std::lock_guard lock(m_mutex);
        m_failure = std::move(failure);
    }
    void throwFromNowOn()
    {
        const std::lock_guard lock(m_mutex);
        m_throwing = true;
    }
    std::vector<std::size_t> groups() const
    {
        const std::lock_guard lock(m_mutex);
        return m_groups;
    }
    std::vector<std::string> names() const
    {
        const std::lock_guard lock(m_mutex);
        return m_names;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_held = false;
    bool m_throwing = false;
    int m_entered = 0;
    std::optional<Error> m_failure;
    std::vector<std::size_t> m_groups;
    std::vector<std::string> m_names;
};

} // namespace spanwise::test
