// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/label.h"
#include "core/model/labelcounts.h"
#include "core/store/sqlite/connection.h"

#include <cstdint>
#include <vector>

namespace spanwise::records {

/// The tables of labels. Writes belong to a transaction of the caller; false when the trace is not here. All
/// throw SqlFailure.
bool write(Connection &connection, const QueryLabel &label);
bool write(Connection &connection, const DocumentLabel &label);
void remove(Connection &connection, TraceId trace, std::uint64_t question, std::uint64_t document,
            Timestamp time);

/// LabelStore::restore().
LabelCounts restore(Connection &connection, const TraceLabels &labels);

TraceLabels labelsOf(Connection &connection, TraceId trace, std::uint64_t question);
std::vector<QueryLabel> queryLabels(Connection &connection, std::uint32_t limit);
std::vector<DocumentLabel> documentLabels(Connection &connection, std::uint32_t limit);

} // namespace spanwise::records
