// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchwriter.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

namespace spanwise::test {

/// A store that keeps names, fails, or holds still until it is told to go on.
class FakeWriter : public BatchWriter
{
public:
    Result<std::vector<AppendReport>> append(std::span<const AdmittedBatch *const> group) override
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return !held; });
        if (failing)
            return Error{Error::Code::Io, "The disk is full."};
        std::vector<AppendReport> reports;
        for (const AdmittedBatch *const batch : group) {
            for (const Span &span : batch->batch.spans)
                names.emplace_back(span.name);
            reports.push_back({batch->batch.spans.size(), std::vector<bool>(batch->batch.spans.size())});
        }
        return reports;
    }
    void hold(bool on)
    {
        {
            const std::lock_guard lock(mutex);
            held = on;
        }
        changed.notify_all();
    }
    std::vector<std::string> stored()
    {
        const std::lock_guard lock(mutex);
        return names;
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::string> names;
    bool held = false;
    std::atomic<bool> failing{false};
};

} // namespace spanwise::test
