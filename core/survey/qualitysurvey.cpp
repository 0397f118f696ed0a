// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/survey/qualitysurvey.h"

#include "core/genai/questionkey.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace spanwise {
namespace {

class Surveyor
{
public:
    Surveyor(const StoreReader &store, const LabelReader &labels, const QualityWish &wish,
             std::stop_token stop)
        : m_store(store)
        , m_labels(labels)
        , m_wish(wish)
        , m_stop(std::move(stop))
    {
    }

    Result<QualitySurvey> run()
    {
        if (const Status collected = collect(); !collected)
            return collected.error();
        for (const TraceId id : m_ids) {
            if (m_stop.stop_requested())
                return Error{Error::Code::Cancelled, "Cancelled."};
            if (const Status added = add(id); !added)
                return added.error();
        }
        finish();
        return std::move(m_survey);
    }

private:
    void want(TraceId id)
    {
        if (m_seen.contains(id))
            return;
        if (m_ids.size() >= m_wish.limit) {
            m_survey.complete = false;
            return;
        }
        m_seen.insert(id);
        m_ids.push_back(id);
    }

    Status collect()
    {
        const auto queries = m_labels.queryLabels(m_wish.limit);
        if (!queries)
            return queries.error();
        for (const QueryLabel &label : *queries)
            want(label.trace);
        const auto documents = m_labels.documentLabels(m_wish.limit);
        if (!documents)
            return documents.error();
        std::unordered_set<std::uint64_t> questions;
        for (const DocumentLabel &label : *documents) {
            want(label.trace);
            if (label.question == 0 || !questions.insert(label.question).second)
                continue;
            if (const Status found = collectAsking(label); !found)
                return found;
        }
        return Done{};
    }

    /// Whoever else asks the same. The text index brings candidates, the key decides.
    Status collectAsking(const DocumentLabel &label)
    {
        const auto saved = m_store.summary(label.trace);
        if (!saved)
            return saved.error().code == Error::Code::NotFound ? Status(Done{}) : Status(saved.error());
        TraceRequest request;
        request.filter.text = saved->question;
        request.limit = 500;
        for (;;) {
            const auto page = m_store.list(request, m_stop);
            if (!page)
                return page.error();
            for (const TraceSummary &trace : page->traces)
                if (questionKey(trace.question) == label.question)
                    want(trace.id);
            if (page->complete || page->traces.empty() || m_ids.size() >= m_wish.limit)
                return Done{};
            request.after = PageCursor{page->traces.back().time.begin, page->traces.back().id};
        }
    }

    Status add(TraceId id)
    {
        const auto summary = m_store.summary(id);
        if (!summary)
            return summary.error().code == Error::Code::NotFound ? Status(Done{}) : Status(summary.error());
        LabelledQuery query;
        query.trace = *summary;
        const auto labels = m_labels.labelsOf(id, questionKey(summary->question));
        if (!labels)
            return labels.error();
        query.labels = *labels;
        if (std::ranges::any_of(query.labels.documents, &DocumentLabel::wanted)) {
            const auto trace = m_store.load(id, m_stop);
            if (!trace)
                return trace.error().code == Error::Code::NotFound ? Status(Done{}) : Status(trace.error());
            query.quality = qualityOf(documentFlowOf(**trace), query.labels.documents, m_wish.k);
        }
        m_survey.queries.push_back(std::move(query));
        return Done{};
    }

    void finish()
    {
        std::ranges::stable_sort(m_survey.queries, std::ranges::greater{},
                                 [](const LabelledQuery &query) { return query.trace.time.begin; });
        std::vector<DatedQuality> dated;
        std::vector<RetrievalQuality> qualities;
        for (const LabelledQuery &query : m_survey.queries) {
            DatedQuality &entry = dated.emplace_back();
            entry.begin = query.trace.time.begin;
            if (query.labels.query)
                entry.verdict = query.labels.query->verdict;
            m_survey.good += entry.verdict == Verdict::Good ? 1U : 0U;
            m_survey.bad += entry.verdict == Verdict::Bad ? 1U : 0U;
            if (query.quality) {
                entry.quality = query.quality->answer;
                qualities.push_back(query.quality->answer);
            }
        }
        m_survey.days = qualityByDay(dated, m_wish.offset);
        m_survey.means = meansOf(qualities);
    }

    const StoreReader &m_store;
    const LabelReader &m_labels;
    const QualityWish &m_wish;
    const std::stop_token m_stop;
    std::vector<TraceId> m_ids;
    std::unordered_set<TraceId> m_seen;
    QualitySurvey m_survey;
};

} // namespace

Result<QualitySurvey> surveyQuality(const StoreReader &store, const LabelReader &labels,
                                    const QualityWish &wish, std::stop_token stop)
{
    return Surveyor(store, labels, wish, std::move(stop)).run();
}

} // namespace spanwise
