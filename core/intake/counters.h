// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace spanwise {

/// What became of one kind of items other than spans. Any thread may add.
struct ItemCounters
{
    std::atomic<std::uint64_t> received{0};  ///< decoded well
    std::atomic<std::uint64_t> stored{0};    ///< committed; data points as part of their series
    std::atomic<std::uint64_t> duplicate{0}; ///< redelivered, already stored
    std::atomic<std::uint64_t> rejected{0};  ///< left out of an accepted request (partial success)
    std::atomic<std::uint64_t> refused{0};   ///< sent back with "try again"
};

/// The same as plain numbers.
struct ItemCounts
{
    std::uint64_t received = 0;
    std::uint64_t stored = 0;
    std::uint64_t duplicate = 0;
    std::uint64_t rejected = 0;
    std::uint64_t refused = 0;

    static ItemCounts of(const ItemCounters &c)
    {
        return {.received = c.received,
                .stored = c.stored,
                .duplicate = c.duplicate,
                .rejected = c.rejected,
                .refused = c.refused};
    }
    friend bool operator==(const ItemCounts &, const ItemCounts &) = default;
};

/// One counter for every way that data comes in or is lost, since the program started. Any thread may add.
struct IntakeCounters
{
    std::atomic<std::uint64_t> requests{0};       ///< requests or file blocks received
    std::atomic<std::uint64_t> bytes{0};          ///< their bytes, decompressed
    std::atomic<std::uint64_t> receivedSpans{0};  ///< decoded well
    std::atomic<std::uint64_t> storedSpans{0};    ///< committed
    std::atomic<std::uint64_t> duplicateSpans{0}; ///< redelivered, already stored
    std::atomic<std::uint64_t> rejectedSpans{
        0}; ///< single spans left out of an accepted request (partial success)
    std::atomic<std::uint64_t> badRequests{
        0}; ///< requests refused as undecodable, too large, of a wrong type
    std::atomic<std::uint64_t> refusedSpans{
        0}; ///< sent back with "try again": the queue was full or the disk failed
    ItemCounters logs;
    ItemCounters points;
};

/// The same as plain numbers, with rates. What the status bar shows.
struct IntakeStatus
{
    std::uint64_t requests = 0;
    std::uint64_t bytes = 0;
    std::uint64_t receivedSpans = 0;
    std::uint64_t storedSpans = 0;
    std::uint64_t duplicateSpans = 0;
    std::uint64_t rejectedSpans = 0;
    std::uint64_t badRequests = 0;
    std::uint64_t refusedSpans = 0;
    ItemCounts logs{};
    ItemCounts points{};
    std::uint64_t queuedBytes = 0;
    double spansPerSecond = 0; ///< over the last second or so
    /// Why the store takes nothing at the moment (the disk is full, ...); empty again with the next commit.
    /// Senders are told to try again meanwhile.
    std::string storeProblem{};

    friend bool operator==(const IntakeStatus &, const IntakeStatus &) = default;
};

} // namespace spanwise
