// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/chunkmarks.h"
#include "core/store/postgres/session.h"

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

namespace spanwise::pg {

/// Writes the passages of chunks: each text once, as its words, with about when it was seen last. What is
/// remembered stays right whatever other clients do, for nobody removes a passage that was seen within two
/// days.
class Passages
{
public:
    /// passages.seen_ns is brought up to date when it is this far behind. Retention goes by it.
    static constexpr Duration precision = std::chrono::hours(24);
    /// Retention leaves a passage so long after it was seen.
    static constexpr Duration kept = 2 * precision;

    /// A chunk of this transaction has the passage.
    void note(const Passage &passage, Timestamp now);
    /// Writes what was noted, in the order of the marks: writers that meet wait for each other in turn.
    void flush(Session &session);
    /// After a rollback.
    void forget();

private:
    static constexpr std::size_t maxRemembered = 200'000;

    std::map<std::int64_t, std::string> m_noted; // mark -> words
    Timestamp m_now;
    std::unordered_map<SearchMark, Timestamp> m_seen;
};

} // namespace spanwise::pg
