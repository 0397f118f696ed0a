// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/textsearch.h"

#include "core/store/chunk/bytes.h"
#include "core/store/text/postings.h"

#include <algorithm>

namespace spanwise {
namespace {

std::vector<TextGram> gramsOfAll(const std::vector<std::string> &words)
{
    std::vector<TextGram> grams;
    for (const std::string &word : words) {
        for (const TextGram gram : gramsOf(word)) {
            if (std::ranges::find(grams, gram) == grams.end())
                grams.push_back(gram);
        }
    }
    return grams;
}

std::vector<std::int64_t> tracesOf(Connection &connection, std::int64_t segment)
{
    std::vector<std::int64_t> traces;
    Statement row = connection.prepared("SELECT traces FROM text_segments WHERE id = ?");
    if (!row.bind(segment).next())
        return traces;
    std::int64_t seq = 0;
    for (ByteReader in(row.bytes(0)); !in.atEnd();) {
        seq += in.zigzag();
        traces.push_back(seq);
    }
    return traces;
}

/// Numbers, within the segment, of the texts that have all the grams.
std::vector<std::uint32_t> matches(Connection &connection, std::int64_t segment, std::vector<TextGram> &grams)
{
    std::optional<TextNumbers> all;
    for (std::size_t i = 0; i < grams.size(); ++i) {
        Statement row = connection.prepared("SELECT data FROM text_postings WHERE id = ?");
        std::optional<TextNumbers> found;
        if (row.bind(postingsId(segment, grams[i].bucket())).next())
            found = textsWith(grams[i], row.bytes(0));
        const bool any = found && (!all || all->intersect(*found));
        if (!any) {
            std::swap(
                grams[0],
                grams[i]); // what is rare here is likely to be rare in the next segment: ask for it first
            return {};
        }
        if (!all)
            all = std::move(found);
    }
    return all ? all->list() : std::vector<std::uint32_t>();
}

} // namespace

std::optional<std::vector<std::int64_t>>
indexedCandidates(Connection &connection, const std::vector<std::string> &words, std::size_t limit)
{
    std::vector<TextGram> grams = gramsOfAll(words);
    if (grams.empty())
        return std::nullopt;
    std::vector<std::int64_t> segments;
    for (Statement rows = connection.prepared("SELECT id FROM text_segments ORDER BY id DESC"); rows.next();)
        segments.push_back(rows.integer(0));
    std::vector<std::int64_t> candidates;
    for (const std::int64_t segment : segments) {
        const std::vector<std::uint32_t> numbers = matches(connection, segment, grams);
        if (numbers.empty())
            continue;
        const std::vector<std::int64_t> traces = tracesOf(connection, segment);
        for (const std::uint32_t number : numbers) {
            if (number < traces.size())
                candidates.push_back(traces[number]);
        }
        if (candidates.size() > limit)
            return std::nullopt;
    }
    return candidates;
}

} // namespace spanwise
