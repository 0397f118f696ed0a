// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/documentflow.h"
#include "core/analysis/retrievalquality.h"
#include "core/model/label.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace spanwise {

/// The usual k of a pipeline that puts a handful of documents into its prompt.
inline constexpr std::uint32_t usualQualityDepth = 5;

/// What left one step, judged.
struct StepQuality
{
    std::string step;
    StepKind kind = StepKind::Other;
    RetrievalQuality quality;
};

/// A document that should have been in the answer's context and was not.
struct MissingDocument
{
    DocumentLabel label;
    std::string lostIn;         ///< the step after the last one that had it; empty when no step ever found it
    std::uint32_t bestRank = 0; ///< where it stood at best; 0: nowhere
};

/// A query's documents against what people said about them.
struct QueryQuality
{
    RetrievalQuality answer;        ///< of what the answer was written from (finalDocuments)
    std::vector<StepQuality> steps; ///< in the order of the flow
    std::vector<MissingDocument> missing;
};

/// What people said about this document: matched by its content, or by its id where both have one.
std::optional<bool> isWanted(const Document &document, std::span<const DocumentLabel> labels);

/// nullopt when no document is said to be wanted, so that there is nothing to measure against. A document
/// that a list names twice counts once, at its better rank. O(documents x labels).
std::optional<QueryQuality> qualityOf(const DocumentFlow &flow, std::span<const DocumentLabel> labels,
                                      std::uint32_t k = usualQualityDepth);

/// The means over many queries, each counting the same; MRR is the mean of reciprocal ranks, MAP of average
/// precisions.
struct QualityMeans
{
    std::uint64_t queries = 0;
    double hitRate = 0;
    double reciprocalRank = 0;
    double precision = 0;
    double recall = 0;
    double averagePrecision = 0;
    double ndcg = 0;
};

QualityMeans meansOf(std::span<const RetrievalQuality> queries);

/// One labelled query, as it goes into a course over time.
struct DatedQuality
{
    Timestamp begin; ///< of the query
    std::optional<Verdict> verdict;
    std::optional<RetrievalQuality> quality;
};

/// The labelled queries of one day.
struct QualityDay
{
    Timestamp begin; ///< midnight
    QualityMeans means;
    std::uint64_t good = 0;
    std::uint64_t bad = 0;
};

/// By days that begin offset before midnight UTC (a zone east of it has a positive one), oldest first; days
/// without a labelled query are left out. O(n log n).
std::vector<QualityDay> qualityByDay(std::span<const DatedQuality> queries, Duration offset);

} // namespace spanwise
