// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/journey.h"

#include "core/analysis/ancestry.h"
#include "core/model/steplabel.h"

#include <algorithm>

namespace spanwise {
namespace {

class Traveller
{
public:
    Traveller(const Trace &trace, DocumentJourney &journey)
        : m_trace(trace)
        , m_journey(journey)
    {
    }

    /// The first column that worked on what column i passed on; searches side by side do not.
    std::optional<std::size_t> next(std::size_t column) const
    {
        const auto &columns = m_journey.table.columns;
        for (std::size_t i = column + 1; i < columns.size(); ++i) {
            const bool after = m_trace[columns[i].row].time.begin >= m_trace[columns[column].row].time.end;
            if (after || isAncestor(m_trace.tree(), columns[i].row, columns[column].row))
                return i;
        }
        return std::nullopt;
    }

    std::uint32_t kept(std::size_t column) const
    {
        return static_cast<std::uint32_t>(
            std::ranges::count_if(m_journey.table.rows, [&](const DocumentTable::Row &row) {
                return row.places[column].has_value();
            }));
    }

    void follow(std::size_t index, std::uint32_t inPrompt)
    {
        const DocumentTable::Row &row = m_journey.table.rows[index];
        DocumentFate &fate = m_journey.fates[index];
        std::size_t last = row.places.size();
        while (last > 0 && !row.places[last - 1])
            --last;
        if (last == 0 || (fate.prompt && fate.prompt->isThere()))
            return;
        --last;
        fate.lastRank = row.places[last]->rank;
        if (const auto loser = next(last)) {
            fate.lostIn = m_journey.table.columns[*loser].step;
            fate.kept = kept(*loser);
        } else if (fate.prompt) {
            fate.lostIn = m_journey.promptStep;
            fate.kept = inPrompt;
        }
    }

private:
    const Trace &m_trace;
    DocumentJourney &m_journey;
};

/// By the documents that the generation itself lists, else by their text.
void findInPromptOf(const Trace &trace, const Prompt &prompt, const DocumentsReader &documents,
                    DocumentJourney &journey)
{
    std::vector<std::string_view> contents;
    for (const DocumentTable::Row &row : journey.table.rows)
        contents.push_back(row.document.content);
    const auto parts = findInPrompt(prompt.text, contents);
    const std::vector<Document> listed = documents(trace, prompt.row);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Document &document = journey.table.rows[i].document;
        journey.fates[i].prompt = parts[i];
        const bool named = !document.id.empty() && std::ranges::any_of(listed, [&](const Document &d) {
            return d.id == document.id;
        });
        if (named && !(parts[i] && parts[i]->isThere()))
            journey.fates[i].prompt = PromptPart{1};
    }
}

std::string answerOf(const Trace &trace, SpanRow top, const MessagesReader &messages)
{
    for (const SpanRow row : {top, trace.queryRow()}) {
        if (!trace.facts(row).answer.empty())
            return std::string(trace.facts(row).answer);
    }
    std::string said = lastReply(trace, top, messages);
    return said.empty() && top != trace.queryRow() ? lastReply(trace, trace.queryRow(), messages) : said;
}

} // namespace

DocumentJourney documentJourney(const Trace &trace, SpanRow top, const DocumentsReader &documents,
                                const MessagesReader &messages)
{
    DocumentJourney journey;
    journey.table = documentTable(trace, top, documents);
    journey.fates.resize(journey.table.rows.size());
    if (journey.table.rows.empty())
        return journey;
    auto prompt = lastPrompt(trace, top, messages, Prompt::Form::Plain);
    if (!prompt && top != trace.queryRow())
        prompt = lastPrompt(trace, trace.queryRow(), messages, Prompt::Form::Plain);
    if (prompt) {
        journey.promptStep = stepLabel(trace[prompt->row]);
        findInPromptOf(trace, *prompt, documents, journey);
    }
    journey.answer = answerOf(trace, top, messages);
    std::vector<std::string_view> contents;
    for (const DocumentTable::Row &row : journey.table.rows)
        contents.push_back(row.document.content);
    journey.support = supportOf(journey.answer, contents);
    const auto inPrompt = static_cast<std::uint32_t>(std::ranges::count_if(
        journey.fates, [](const DocumentFate &fate) { return fate.prompt && fate.prompt->isThere(); }));
    Traveller traveller(trace, journey);
    for (std::size_t i = 0; i < journey.fates.size(); ++i) {
        journey.fates[i].support = journey.support.documents[i];
        traveller.follow(i, inPrompt);
    }
    return journey;
}

} // namespace spanwise
