// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/labelledwriter.h"

namespace spanwise {

Result<std::vector<AppendReport>> LabelledWriter::append(std::span<const AdmittedBatch *const> group)
{
    auto reports = m_spans.append(group);
    if (!reports)
        return reports;
    for (const AdmittedBatch *const batch : group) {
        for (const TraceLabels &labels : batch->labels) {
            if (const Status kept = m_labels.restore(labels); !kept)
                return kept.error();
        }
    }
    return reports;
}

} // namespace spanwise
