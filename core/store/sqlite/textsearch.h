// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// text_postings.id of a bucket of a segment: the buckets of a segment lie together.
constexpr std::int64_t postingsPerSegment = 65536;
constexpr std::int64_t postingsId(std::int64_t segment, std::uint32_t bucket)
{
    return segment * postingsPerSegment + bucket;
}

/// Reads the text index: seqs of the traces that may contain all the words (folded), newest first. Some that
/// do not are among them, and some that are gone by now; traces that are not indexed yet are not. nullopt
/// when the words are too short for the index, or more than limit traces would come: reading the newest
/// traces one by one then fills a page sooner. Looks at each segment, a few microseconds each while it has no
/// match.
std::optional<std::vector<std::int64_t>>
indexedCandidates(Connection &connection, const std::vector<std::string> &words, std::size_t limit);

} // namespace spanwise
