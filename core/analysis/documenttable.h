// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/documents.h"
#include "core/model/trace.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// Where one step put one document.
struct DocumentPlace
{
    std::uint32_t rank = 0;
    std::optional<double> score;

    friend bool operator==(const DocumentPlace &, const DocumentPlace &) = default;
};

/// Every document of a part of a trace, once, and where each step put it: what retrieval found side by side
/// with what reranking made of it.
struct DocumentTable
{
    struct Column
    {
        std::string step; ///< the span's name
        SpanRow row{};
        StepKind kind = StepKind::Other;
    };
    struct Row
    {
        Document document; ///< as the first step with its content reported it
        std::vector<std::optional<DocumentPlace>>
            places; ///< one for each column; absent: not among its documents
    };

    std::vector<Column> columns; ///< in the order in which the steps ended
    std::vector<Row> rows;       ///< in the order of the last column, what it left out below
};

/// The documents that one span carries, as documentsOf() tells them.
using DocumentsReader = std::function<std::vector<Document>(const Trace &, SpanRow)>;

/// The documents of top and of everything below it. A column that repeats another (a parent that reports what
/// its child found) is left out. O(documents).
DocumentTable documentTable(const Trace &trace, SpanRow top, const DocumentsReader &documents);

} // namespace spanwise
