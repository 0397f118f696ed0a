// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/documents.h"
#include "core/model/seendocument.h"

#include <cstdint>
#include <vector>

namespace spanwise {

/// What makes a document the same one in every query: its content, whatever it is called; its id when it was
/// sent without content. 64 bits that are kept in the history and therefore never change. 0 for a document
/// with neither.
std::uint64_t documentKey(const Document &document);

/// What a span found or kept, for the history; not what a reranker was given, which a retrieval has found
/// before. Costs a glance at the attributes' names for a span without documents.
std::vector<SeenDocument> seenDocuments(const Span &span);

} // namespace spanwise
