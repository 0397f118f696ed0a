// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/quality.h"

#include "core/genai/documentkey.h"

#include <algorithm>
#include <map>

namespace spanwise {
namespace {

const DocumentLabel *labelOf(const Document &document, std::span<const DocumentLabel> labels)
{
    const std::uint64_t key = documentKey(document);
    const auto byKey = std::ranges::find_if(
        labels, [&](const DocumentLabel &label) { return key != 0 && label.document == key; });
    if (byKey != labels.end())
        return &*byKey;
    if (document.id.empty())
        return nullptr;
    const auto byId = std::ranges::find(labels, document.id, &DocumentLabel::id);
    return byId == labels.end() ? nullptr : &*byId;
}

/// A ranking's documents with their labels, each document once.
struct Judged
{
    std::vector<Judgement> judgements;
    std::vector<std::pair<const DocumentLabel *, std::uint32_t>> ranks; ///< of labelled documents
};

Judged judged(const std::vector<Document> &documents, std::span<const DocumentLabel> labels)
{
    Judged result;
    std::vector<std::uint64_t> seen;
    for (const Document &document : documents) {
        const DocumentLabel *const label = labelOf(document, labels);
        const std::uint64_t key = label != nullptr ? label->document : documentKey(document);
        if (key != 0 && std::ranges::find(seen, key) != seen.end())
            continue;
        seen.push_back(key);
        result.judgements.push_back(label == nullptr ? Judgement::Unjudged
                                    : label->wanted  ? Judgement::Wanted
                                                     : Judgement::Unwanted);
        if (label != nullptr)
            result.ranks.emplace_back(label, static_cast<std::uint32_t>(result.judgements.size()));
    }
    return result;
}

std::uint32_t rankIn(const Judged &list, const DocumentLabel &label)
{
    const auto found = std::ranges::find(list.ranks, &label, [](const auto &entry) { return entry.first; });
    return found == list.ranks.end() ? 0 : found->second;
}

/// What became of a wanted document that the answer went without.
MissingDocument traceOf(const DocumentLabel &label, const DocumentFlow &flow,
                        const std::vector<Judged> &lists)
{
    MissingDocument missing;
    missing.label = label;
    for (std::size_t i = 0; i < lists.size(); ++i) {
        const std::uint32_t rank = rankIn(lists[i], label);
        if (rank == 0)
            continue;
        missing.bestRank = missing.bestRank == 0 ? rank : std::min(missing.bestRank, rank);
        missing.lostIn = i + 1 < flow.size() ? flow[i + 1].step : std::string();
    }
    return missing;
}

} // namespace

std::optional<bool> isWanted(const Document &document, std::span<const DocumentLabel> labels)
{
    const DocumentLabel *const label = labelOf(document, labels);
    return label == nullptr ? std::nullopt : std::optional(label->wanted);
}

std::optional<QueryQuality> qualityOf(const DocumentFlow &flow, std::span<const DocumentLabel> labels,
                                      std::uint32_t k)
{
    const auto wanted = static_cast<std::uint32_t>(std::ranges::count_if(labels, &DocumentLabel::wanted));
    std::vector<Judged> lists;
    for (const StepDocuments &step : flow)
        lists.push_back(judged(step.documents, labels));
    const Judged final = judged(finalDocuments(flow), labels);
    const auto answer = judge(final.judgements, wanted, k);
    if (!answer)
        return std::nullopt;
    QueryQuality quality;
    quality.answer = *answer;
    for (std::size_t i = 0; i < flow.size(); ++i)
        quality.steps.push_back({flow[i].step, flow[i].kind, *judge(lists[i].judgements, wanted, k)});
    for (const DocumentLabel &label : labels)
        if (label.wanted && rankIn(final, label) == 0)
            quality.missing.push_back(traceOf(label, flow, lists));
    return quality;
}

QualityMeans meansOf(std::span<const RetrievalQuality> queries)
{
    QualityMeans means;
    means.queries = queries.size();
    if (queries.empty())
        return means;
    for (const RetrievalQuality &quality : queries) {
        means.hitRate += quality.hit ? 1 : 0;
        means.reciprocalRank += quality.reciprocalRank;
        means.precision += quality.precision;
        means.recall += quality.recall;
        means.averagePrecision += quality.averagePrecision;
        means.ndcg += quality.ndcg;
    }
    for (double *const mean : {&means.hitRate, &means.reciprocalRank, &means.precision, &means.recall,
                               &means.averagePrecision, &means.ndcg})
        *mean /= static_cast<double>(queries.size());
    return means;
}

std::vector<QualityDay> qualityByDay(std::span<const DatedQuality> queries, Duration offset)
{
    struct Collected
    {
        std::vector<RetrievalQuality> qualities;
        QualityDay day;
    };
    std::map<Timestamp, Collected> days;
    for (const DatedQuality &query : queries) {
        const Timestamp midnight = std::chrono::floor<std::chrono::days>(query.begin + offset) - offset;
        Collected &collected = days[midnight];
        collected.day.begin = midnight;
        collected.day.good += query.verdict == Verdict::Good ? 1U : 0U;
        collected.day.bad += query.verdict == Verdict::Bad ? 1U : 0U;
        if (query.quality)
            collected.qualities.push_back(*query.quality);
    }
    std::vector<QualityDay> result;
    for (auto &[midnight, collected] : days) {
        collected.day.means = meansOf(collected.qualities);
        result.push_back(collected.day);
    }
    return result;
}

} // namespace spanwise
