// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/quality.h"
#include "core/store/labels.h"
#include "core/store/store.h"

#include <stop_token>
#include <string>
#include <vector>

namespace spanwise {

/// One query that someone has labelled, or that asks a question for which someone has.
struct LabelledQuery
{
    TraceSummary trace;
    TraceLabels labels;
    std::optional<QueryQuality> quality; ///< nullopt: no document is said to be wanted
};

struct QualitySurvey
{
    std::vector<LabelledQuery> queries; ///< newest first
    std::vector<QualityDay> days;       ///< oldest first
    QualityMeans means;                 ///< of all
    std::uint64_t good = 0;
    std::uint64_t bad = 0;
    bool complete = true; ///< false: there are more than the limit
};

struct QualityWish
{
    std::uint32_t k = usualQualityDepth;
    Duration offset{};          ///< of the reader's time from UTC
    std::uint32_t limit = 5000; ///< queries
};

/// Every labelled query with its quality, newest first. Of a question with golden documents every query that
/// asks it is looked at, so that a change of the pipeline shows without labelling anew. Blocks; any thread.
/// Code::Cancelled when stop is requested.
Result<QualitySurvey> surveyQuality(const StoreReader &store, const LabelReader &labels,
                                    const QualityWish &wish, std::stop_token stop = {});

} // namespace spanwise
