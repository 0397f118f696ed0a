// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/documentmatch.h"

#include "core/analysis/ranking.h"

#include <algorithm>

namespace spanwise {
namespace {

using Change = ComparedDocument::Change;

bool isSameDocument(const Document &left, const Document &right)
{
    if (!left.id.empty() && !right.id.empty())
        return left.id == right.id;
    if (!left.content.empty() || !right.content.empty())
        return left.content == right.content;
    return left.id == right.id && left.title == right.title;
}

/// The document without its repetitions, best first.
std::vector<const Document *> distinct(const std::vector<Document> &documents)
{
    std::vector<const Document *> list;
    for (const Document &document : documents)
        if (std::ranges::none_of(list, [&](const Document *d) { return isSameDocument(*d, document); }))
            list.push_back(&document);
    return list;
}

bool contains(const std::vector<Document> &documents, const Document &wanted)
{
    return std::ranges::any_of(documents, [&](const Document &d) { return isSameDocument(d, wanted); });
}

/// The first step of the flow, after one that had the document, that has it no more.
std::string stepThatLost(const Document &document, const DocumentFlow &flow)
{
    // Searches that run side by side each find some documents, so only the last step that had it counts.
    const auto had = std::find_if(flow.rbegin(), flow.rend(), [&](const StepDocuments &step) {
        return contains(step.documents, document);
    });
    return had == flow.rend() || had == flow.rbegin() ? std::string() : std::prev(had)->step;
}

class Comparer
{
public:
    Comparer(const DocumentFlow &baseline, const DocumentFlow &replay)
        : m_replayFlow(replay)
        , m_baseline(distinct(finalDocuments(baseline)))
        , m_replay(distinct(finalDocuments(replay)))
    {
    }

    DocumentComparison run()
    {
        for (std::size_t i = 0; i < m_baseline.size(); ++i)
            addBaseline(i);
        for (std::size_t i = 0; i < m_replay.size(); ++i)
            if (std::ranges::none_of(m_result.documents,
                                     [&](const auto &d) { return d.replayRank == i + 1; }))
                addEntered(i);
        measure();
        return std::move(m_result);
    }

private:
    void addBaseline(std::size_t index)
    {
        const Document &old = *m_baseline[index];
        ComparedDocument row;
        row.id = old.id;
        row.title = old.title;
        row.content = old.content;
        row.baselineRank = static_cast<std::uint32_t>(index + 1);
        row.baselineScore = old.score;
        const auto now =
            std::ranges::find_if(m_replay, [&](const Document *d) { return isSameDocument(old, *d); });
        if (now == m_replay.end()) {
            row.lostIn = stepThatLost(old, m_replayFlow);
        } else {
            row.replayRank = static_cast<std::uint32_t>(now - m_replay.begin() + 1);
            row.replayScore = (*now)->score;
            if (!(*now)->content.empty())
                row.content = (*now)->content;
        }
        m_result.documents.push_back(std::move(row));
    }

    void addEntered(std::size_t index)
    {
        const Document &document = *m_replay[index];
        ComparedDocument row;
        row.id = document.id;
        row.title = document.title;
        row.content = document.content;
        row.replayRank = static_cast<std::uint32_t>(index + 1);
        row.replayScore = document.score;
        m_result.documents.push_back(std::move(row));
    }

    void measure()
    {
        std::vector<std::uint32_t> left(m_baseline.size());
        std::vector<std::uint32_t> right(m_replay.size());
        for (std::uint32_t item = 0; item < m_result.documents.size(); ++item) {
            const ComparedDocument &document = m_result.documents[item];
            if (document.baselineRank)
                left[*document.baselineRank - 1] = item;
            if (document.replayRank)
                right[*document.replayRank - 1] = item;
        }
        m_result.depth =
            static_cast<std::uint32_t>(std::min<std::size_t>(10, std::max(left.size(), right.size())));
        m_result.overlap = overlapAt(m_result.depth, left, right);
        m_result.rankBiasedOverlap = rankBiasedOverlap(left, right);
    }

    const DocumentFlow &m_replayFlow;
    const std::vector<const Document *> m_baseline;
    const std::vector<const Document *> m_replay;
    DocumentComparison m_result;
};

} // namespace

Change ComparedDocument::change() const noexcept
{
    if (!baselineRank)
        return Change::Entered;
    if (!replayRank)
        return Change::Lost;
    return *baselineRank == *replayRank  ? Change::Same
           : *replayRank < *baselineRank ? Change::Up
                                         : Change::Down;
}

std::uint32_t DocumentComparison::count(Change change) const noexcept
{
    return static_cast<std::uint32_t>(
        std::ranges::count_if(documents, [&](const ComparedDocument &d) { return d.change() == change; }));
}

DocumentComparison compareDocuments(const DocumentFlow &baseline, const DocumentFlow &replay)
{
    return Comparer(baseline, replay).run();
}

} // namespace spanwise
