// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/label.h"
#include "core/model/labelcounts.h"

#include <cstdint>
#include <vector>

namespace spanwise {

/// Where people's labels are found again. Threads as StoreReader (core/store/store.h).
class LabelReader
{
public:
    virtual ~LabelReader() = default;

    /// What is said about the query. question is the key of its question (core/genai/questionkey.h); with 0
    /// only labels of the trace itself count. Empty for a trace that is not here.
    virtual Result<TraceLabels> labelsOf(TraceId trace, std::uint64_t question) const = 0;
    /// Labels of queries, newest first by the time they were given, at most limit.
    virtual Result<std::vector<QueryLabel>> queryLabels(std::uint32_t limit) const = 0;
    /// Labels of documents, newest first, at most limit.
    virtual Result<std::vector<DocumentLabel>> documentLabels(std::uint32_t limit) const = 0;

protected:
    LabelReader() = default;
    LabelReader(const LabelReader &) = default;
    LabelReader &operator=(const LabelReader &) = default;
};

/// The same with the writing half. Each call is committed when it returns and waits for the writer's
/// transaction at most; any thread. A label lives as long as its trace: retention takes both, pinning keeps
/// both.
class LabelStore : public LabelReader
{
public:
    /// Replaces what was said about the trace; an empty label takes it back. Code::NotFound when the trace is
    /// not here.
    virtual Status label(const QueryLabel &label) = 0;
    /// Replaces what was said of the document in this trace. Code::NotFound when the trace is not here.
    virtual Status label(const DocumentLabel &label) = 0;
    /// Takes back what was said of the document for this question, in this trace and in every other that asks
    /// the same. time is when.
    virtual Status unlabel(TraceId trace, std::uint64_t question, std::uint64_t document, Timestamp time) = 0;
    /// Takes over what was said elsewhere and came with a trace: each label where no later word is known
    /// here, of a document in any query with its question. To take a label back is a word, too: older exports
    /// do not bring it in again.
    virtual Result<LabelCounts> restore(const TraceLabels &labels) = 0;
};

} // namespace spanwise
