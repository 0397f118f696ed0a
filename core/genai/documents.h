// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// Which list of a span a document came from.
enum class DocumentSource : std::uint8_t { Retrieval, RerankerInput, RerankerOutput };

/// One retrieved chunk as a pipeline reported it.
struct Document
{
    std::string id;
    std::string title;   ///< from its metadata (title, name, source, ...); may be empty
    std::string content; ///< may be empty: some pipelines send ids and scores only
    std::optional<double> score;
    std::uint32_t rank = 0; ///< 1 is the best
    std::string metadata;   ///< JSON text, or empty
    DocumentSource source = DocumentSource::Retrieval;
    std::optional<double>
        distance{}; ///< what some vector databases say instead of a score; the smaller the better

    friend bool operator==(const Document &, const Document &) = default;
};

/// The documents that one span carries, in rank order, one source after the other. Any thread.
/// Reads OpenInference's flattened lists, gen_ai.retrieval.documents (values or JSON text), the result events
/// of Traceloop's vector databases, and Haystack's component output.
std::vector<Document> documentsOf(const Span &span);
std::vector<Document> documentsOf(const Trace &trace, SpanRow row);

} // namespace spanwise
