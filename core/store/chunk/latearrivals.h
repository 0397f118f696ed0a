// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchwriter.h"
#include "core/store/chunk/latehalves.h"

#include <cstdint>
#include <set>
#include <span>
#include <vector>

namespace spanwise {

// What every store does with a group of batches: tells new spans from those that it has, and adds to these
// what comes late.

using BatchGroup = std::span<const AdmittedBatch *const>;

/// A span of a group.
struct GroupPlace
{
    std::uint32_t batch;
    std::uint32_t span;

    const Span &in(BatchGroup group) const { return group[batch]->batch.spans[span]; }
    friend auto operator<=>(const GroupPlace &, const GroupPlace &) = default;
};

/// One report for each batch, with nothing stored yet.
std::vector<AppendReport> emptyReports(BatchGroup group);

/// The spans of one trace: those that ids has not stay in places, and join ids; the others are returned.
/// Noted in reports.
std::vector<GroupPlace> takeRepeated(std::vector<GroupPlace> &places, SpanIdSet &ids, BatchGroup group,
                                     std::vector<AppendReport> &reports);

/// Makes late know the spans of fresh that repeated names. Returns the ids of the others: the store has them,
/// and late must know them before addRepeated().
std::set<SpanId> knowFresh(LateHalves &late, std::span<const GroupPlace> fresh,
                           std::span<const GroupPlace> repeated, BatchGroup group);

/// False when all of repeated are redeliveries; else late is finished. Spans that turn out to be of their own
/// are noted in reports.
bool addRepeated(LateHalves &late, std::span<const GroupPlace> repeated, BatchGroup group,
                 const FactsReader &readFacts, std::vector<AppendReport> &reports);

/// Of spans that have the same id the last one stays: a span of which more arrived later is whole where it is
/// last.
void dropReplaced(std::vector<Span> &spans);

} // namespace spanwise
