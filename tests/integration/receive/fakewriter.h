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
            for (const LogRecord &record : batch->batch.logs)
                logBodies.emplace_back(record.body.stringOr({}));
            reports.push_back({.stored = batch->batch.spans.size(),
                               .duplicate = std::vector<bool>(batch->batch.spans.size()),
                               .storedLogs = batch->batch.logs.size(),
                               .points = {.stored = batch->batch.points.size()}});
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

    std::vector<std::string> bodies()
    {
        const std::lock_guard lock(mutex);
        return logBodies;
    }

    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::string> names;
    std::vector<std::string> logBodies;
    bool held = false;
    std::atomic<bool> failing{false};
};

} // namespace spanwise::test
