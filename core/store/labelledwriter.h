// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchwriter.h"
#include "core/store/labels.h"

namespace spanwise {

/// A store that keeps the labels which come with traces, too: what is acknowledged has its labels.
///
/// append() fails as the store's does, and when a label could not be kept, although the spans were: the
/// sender comes again, its spans are duplicates then. Neither store is owned; both are usually the same
/// object.
class LabelledWriter final : public BatchWriter
{
public:
    LabelledWriter(BatchWriter &spans, LabelStore &labels)
        : m_spans(spans)
        , m_labels(labels)
    {
    }

    Result<std::vector<AppendReport>> append(std::span<const AdmittedBatch *const> group) override;

private:
    BatchWriter &m_spans;
    LabelStore &m_labels;
};

} // namespace spanwise
