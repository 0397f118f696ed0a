// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/label.h"
#include "core/model/labelcounts.h"
#include "core/store/postgres/session.h"

#include <cstdint>
#include <vector>

namespace spanwise::pg::records {

/// The tables of labels. Each write is a transaction of its own; false when the trace is not here. All throw
/// Failure.
bool write(Session &session, const QueryLabel &label);
bool write(Session &session, const DocumentLabel &label);
void remove(Session &session, TraceId trace, std::uint64_t question, std::uint64_t document, Timestamp time);

/// LabelStore::restore().
LabelCounts restore(Session &session, const TraceLabels &labels);

TraceLabels labelsOf(Session &session, TraceId trace, std::uint64_t question);
std::vector<QueryLabel> queryLabels(Session &session, std::uint32_t limit);
std::vector<DocumentLabel> documentLabels(Session &session, std::uint32_t limit);

} // namespace spanwise::pg::records
