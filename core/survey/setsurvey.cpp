// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/survey/setsurvey.h"

#include "core/store/search.h"

#include <algorithm>
#include <unordered_set>

namespace spanwise {
namespace {

using Ids = std::unordered_set<TraceId>;

constexpr std::uint64_t progressEvery = 16;

/// Finds and reads the queries of one set.
class SetReader
{
public:
    SetReader(const StoreReader &store, std::stop_token stop)
        : m_store(store)
        , m_stop(std::move(stop))
    {
    }

    /// The newest limit queries that are not left out. which is for the message of a search that is wrong.
    Result<std::vector<TraceId>> find(const SetWish &wish, const char *which, std::uint32_t limit,
                                      const Ids &without, bool &complete)
    {
        SearchParse parsed = SearchQuery::parse(wish.search);
        if (!parsed.query)
            return Error{Error::Code::InvalidInput, std::string(which) + ": " + parsed.error->message};
        SearchRequest request;
        request.query = *std::move(parsed.query);
        request.filter.window = wish.window;
        request.limit = limit + static_cast<std::uint32_t>(without.size());
        std::vector<TraceId> found;
        const auto end = searchTraces(
            m_store, request,
            [&](const SearchProgress &progress) {
                for (const SearchHit &hit : progress.hits)
                    if (!without.contains(hit.trace.id))
                        found.push_back(hit.trace.id);
            },
            m_stop);
        if (!end)
            return end.error();
        complete = end->complete && found.size() <= limit;
        if (found.size() > limit)
            found.resize(limit);
        return found;
    }

    template<class Progressed>
    Status read(const std::vector<TraceId> &ids, QuerySet &set, std::uint64_t &gone, Progressed &&progressed)
    {
        const Status read = m_store.loadEach(
            ids,
            [&](const std::shared_ptr<const Trace> &trace) {
                if (trace)
                    set.add(*trace);
                else
                    ++gone;
                if ((set.traces() + gone) % progressEvery == 0)
                    progressed();
                return !m_stop.stop_requested();
            },
            m_stop);
        progressed();
        if (read && m_stop.stop_requested())
            return Error{Error::Code::Cancelled, "Cancelled."};
        return read;
    }

private:
    const StoreReader &m_store;
    const std::stop_token m_stop;
};

} // namespace

Result<SetsSurvey> surveySets(const StoreReader &store, const SetsWish &wish,
                              const std::function<void(const SetsProgress &)> &progressed,
                              std::stop_token stop)
{
    SetReader reader(store, std::move(stop));
    SetsSurvey survey;
    const auto left = reader.find(wish.left, "First set", wish.limit, {}, survey.leftComplete);
    if (!left)
        return left.error();
    const Ids taken = wish.rightIsRest ? Ids(left->begin(), left->end()) : Ids();
    const auto right = reader.find(wish.right, "Second set", wish.limit, taken, survey.rightComplete);
    if (!right)
        return right.error();
    QuerySet leftSet;
    QuerySet rightSet;
    const auto tell = [&] {
        if (progressed)
            progressed({leftSet.traces(), rightSet.traces()});
    };
    if (const Status read = reader.read(*left, leftSet, survey.gone, tell); !read)
        return read.error();
    if (const Status read = reader.read(*right, rightSet, survey.gone, tell); !read)
        return read.error();
    survey.comparison = compareSets(leftSet, rightSet);
    return survey;
}

} // namespace spanwise
