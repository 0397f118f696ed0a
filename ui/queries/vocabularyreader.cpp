// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/vocabularyreader.h"

namespace spanwise {
namespace {

constexpr std::uint32_t newestTraces = 250;
constexpr std::int64_t olderPlaces = 25;
constexpr std::uint32_t tracesAPlace = 6;
constexpr std::size_t mostSpans = 5'000; // of one trace: the first of a huge one say enough

std::vector<TraceId> idsOf(const Result<TracePage> &page)
{
    std::vector<TraceId> ids;
    if (page) {
        for (const TraceSummary &row : page->traces) {
            if (row.spanCount <= mostSpans)
                ids.push_back(row.id);
        }
    }
    return ids;
}

} // namespace

std::shared_ptr<const SearchVocabulary> readVocabulary(const StoreReader &store, const std::stop_token &stop)
{
    auto vocabulary = std::make_shared<SearchVocabulary>();
    const auto visit = [&](const std::shared_ptr<const Trace> &trace) {
        if (trace)
            vocabulary->add(*trace);
        return !stop.stop_requested();
    };
    const auto readIds = [&](const std::vector<TraceId> &ids) {
        return !ids.empty() && store.loadEach(ids, visit, stop).has_value() && !stop.stop_requested();
    };
    const auto newest = store.list({.filter = {}, .after = {}, .limit = newestTraces}, stop);
    if (!readIds(idsOf(newest)) || newest->complete)
        return vocabulary;
    const auto statistics = store.statistics();
    if (!statistics || !statistics->oldest)
        return vocabulary;
    const Timestamp from = *statistics->oldest;
    const Timestamp to = newest->traces.back().time.begin;
    for (std::int64_t i = 1; i <= olderPlaces; ++i) {
        const Timestamp place = from + (to - from) / olderPlaces * i;
        if (!readIds(idsOf(
                store.list({.filter = {}, .after = PageCursor{place, {}}, .limit = tracesAPlace}, stop))))
            break;
    }
    return vocabulary;
}

} // namespace spanwise
