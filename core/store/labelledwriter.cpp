// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/labelledwriter.h"

namespace spanwise {

Result<std::vector<AppendReport>> LabelledWriter::append(std::span<const AdmittedBatch *const> group)
{
    auto reports = m_spans.append(group);
    if (!reports)
        return reports;
    for (std::size_t i = 0; i < group.size(); ++i) {
        for (const TraceLabels &labels : group[i]->labels) {
            const auto kept = m_labels.restore(labels);
            if (!kept)
                return kept.error();
            (*reports)[i].labels += *kept;
        }
    }
    return reports;
}

} // namespace spanwise
