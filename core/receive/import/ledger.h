// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchwriter.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

namespace spanwise {

/// The batches of one import on their way to the store, and what became of them. Shared with the
/// acknowledgements, which may come after the import was given up. Any thread.
class ImportLedger
{
public:
    void wasSubmitted();
    void wasAnswered(const Result<AppendReport> &report);

    /// Until at most count batches are open.
    void waitFor(std::size_t count);
    /// Until any batch is answered, or for this long.
    void waitForNext(std::chrono::milliseconds atMost);

    std::optional<Error> failure() const;
    std::uint64_t stored() const;
    std::uint64_t duplicates() const;
    LabelCounts labels() const;
    PointReport points() const;

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_answered;
    std::size_t m_open = 0;
    std::uint64_t m_stored = 0;
    std::uint64_t m_duplicates = 0;
    LabelCounts m_labels;
    PointReport m_points;
    std::optional<Error> m_failure;
};

} // namespace spanwise
