// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/label.h"
#include "core/model/labelcounts.h"

#include <optional>

namespace spanwise {

/// LabelStore::restore() of any store, within a transaction of the caller. Rows knows the store's tables:
///
///     std::optional<TraceId> rowOf(TraceId)                  the id that the trace's row has; nullopt: it is
///     not here std::optional<Timestamp> saidAt(const Label &)         the newest word on the same, here
///     std::optional<Timestamp> takenBackAt(const Label &)    when such a word was taken back last, here
///     void put(const Label &)
///
/// The later word counts; to take back is a word, too.
template<class Rows>
LabelCounts restoreLabels(Rows &rows, const TraceLabels &labels)
{
    LabelCounts counts;
    const auto restore = [&](auto label) {
        const auto trace = rows.rowOf(label.trace);
        if (!trace) {
            ++counts.homeless;
            return;
        }
        label.trace = *trace;
        const std::optional<Timestamp> takenBack = rows.takenBackAt(label);
        const std::optional<Timestamp> said = rows.saidAt(label);
        if ((takenBack && *takenBack >= label.time) || (said && *said > label.time)) {
            ++counts.outdated;
        } else if (said && *said == label.time) {
            ++counts.known;
        } else {
            rows.put(label);
            ++counts.added;
        }
    };
    if (labels.query && !labels.query->isEmpty())
        restore(*labels.query);
    for (const DocumentLabel &label : labels.documents)
        restore(label);
    return counts;
}

} // namespace spanwise
