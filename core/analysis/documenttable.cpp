// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/documenttable.h"

#include "core/model/steplabel.h"

#include <algorithm>
#include <unordered_map>

namespace spanwise {
namespace {

struct Source
{
    SpanRow row;
    std::vector<Document> documents;
    bool isInput = false; // what a reranker was given
};

std::vector<Source> sourcesBelow(const Trace &trace, SpanRow top, const DocumentsReader &documentsOfSpan)
{
    std::vector<Source> sources;
    std::vector<SpanRow> open{top};
    while (!open.empty()) {
        const SpanRow row = open.back();
        open.pop_back();
        const auto children = trace.tree().children(row);
        open.insert(open.end(), children.rbegin(), children.rend());
        Source given{row, {}, true};
        Source made{row, {}, false};
        for (Document &document : documentsOfSpan(trace, row))
            (document.source == DocumentSource::RerankerInput ? given : made)
                .documents.push_back(std::move(document));
        for (Source *source : {&given, &made}) {
            if (!source->documents.empty())
                sources.push_back(std::move(*source));
        }
    }
    // What a reranker was given is only news when no step says that it found it.
    if (std::ranges::any_of(sources, [](const Source &s) { return !s.isInput; })) {
        const bool retrieved = std::ranges::any_of(sources, [](const Source &s) {
            return !s.isInput && s.documents.front().source == DocumentSource::Retrieval;
        });
        if (retrieved)
            std::erase_if(sources, [](const Source &s) { return s.isInput; });
    }
    std::ranges::stable_sort(sources, [&](const Source &a, const Source &b) {
        const Timestamp endA = trace[a.row].time.end;
        const Timestamp endB = trace[b.row].time.end;
        // Of two that end together the deeper one came first: the outer one waited for it.
        return endA != endB ? endA < endB : trace.tree().depth(a.row) > trace.tree().depth(b.row);
    });
    return sources;
}

/// Handed on as it came: ranks and scores alike. Two searches that agree in their order are two columns, told
/// apart by their scores.
bool sameColumn(const DocumentTable &table, std::size_t a, std::size_t b)
{
    return std::ranges::all_of(table.rows, [&](const DocumentTable::Row &row) {
        return row.places[a].has_value() == row.places[b].has_value() &&
               (!row.places[a] || (row.places[a]->rank == row.places[b]->rank &&
                                   (!row.places[a]->score || !row.places[b]->score ||
                                    *row.places[a]->score == *row.places[b]->score)));
    });
}

void dropRepeated(DocumentTable &table)
{
    for (std::size_t column = table.columns.size(); column-- > 1;) {
        for (std::size_t before = 0; before < column; ++before) {
            if (!sameColumn(table, before, column))
                continue;
            table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(column));
            for (DocumentTable::Row &row : table.rows)
                row.places.erase(row.places.begin() + static_cast<std::ptrdiff_t>(column));
            break;
        }
    }
}

/// Last column first; within a column by rank; what it lacks below.
bool comesBefore(const DocumentTable::Row &a, const DocumentTable::Row &b)
{
    for (std::size_t column = a.places.size(); column-- > 0;) {
        const auto rankA = a.places[column] ? a.places[column]->rank : UINT32_MAX;
        const auto rankB = b.places[column] ? b.places[column]->rank : UINT32_MAX;
        if (rankA != rankB)
            return rankA < rankB;
    }
    return false;
}

} // namespace

DocumentTable documentTable(const Trace &trace, SpanRow top, const DocumentsReader &documents)
{
    DocumentTable table;
    if (!documents || trace.size() == 0)
        return table;
    const std::vector<Source> sources = sourcesBelow(trace, top, documents);
    std::unordered_map<std::string, std::size_t> known;
    for (const Source &source : sources) {
        std::string name(stepLabel(trace[source.row]));
        table.columns.push_back(
            {source.isInput ? name + " in" : std::move(name), source.row, trace.facts(source.row).step});
        for (const Document &document : source.documents) {
            const std::string &key = document.id.empty() ? document.content : document.id;
            const auto [it, isNew] = known.try_emplace(key, table.rows.size());
            if (isNew)
                table.rows.push_back({document, {}});
            DocumentTable::Row &row = table.rows[it->second];
            if (row.document.content.empty())
                row.document.content = document.content;
            if (row.document.title.empty())
                row.document.title = document.title;
            row.places.resize(table.columns.size());
            row.places.back() = DocumentPlace{document.rank, document.score};
        }
    }
    for (DocumentTable::Row &row : table.rows)
        row.places.resize(table.columns.size());
    dropRepeated(table);
    std::ranges::stable_sort(table.rows, comesBefore);
    return table;
}

} // namespace spanwise
