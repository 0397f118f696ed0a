// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/span.h"
#include "core/model/spanfacts.h"
#include "core/model/tracesummary.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace spanwise {

/// What a trace comes to, span by span: its summary, and the texts that are saved for replay.
///
/// The result does not depend on the order of the spans. One span names the trace and gives service, root
/// name, question, answer, context and failed: the highest rank, then the earliest begin, then the smaller
/// name. Numbers add up; hallucination is the worst that any span reported, a cache hit is one if any span
/// says so.
struct TraceDigest
{
    /// Numbers are stored; append only.
    enum class Rank : std::uint8_t { Any, Entry, Root, Query, None = 255 };

    TraceSummary summary;
    std::string answer;
    std::string context;
    Rank namingRank = Rank::None; ///< of the span that names the trace; None before the first span
    Timestamp namingBegin;

    /// The span was not added before.
    void add(const Span &span, const SpanFacts &facts, std::string_view service);
    /// A span that was added has become another one (latehalf.h); its service is that of after.
    void revise(const Span &before, const SpanFacts &factsBefore, const Span &after,
                const SpanFacts &factsAfter, std::string_view service);

private:
    void addFacts(const SpanFacts &facts);
    bool isNamedBy(const Span &span, Rank rank, std::string_view service) const;
    void nameBy(const Span &span, const SpanFacts &facts, Rank rank, std::string_view service);
};

} // namespace spanwise
