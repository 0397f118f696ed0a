// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/batchwriter.h"
#include "core/store/labelledwriter.h"

#include <memory>

namespace spanwise {

class Store;

/// What a command adds to a history with: spans, log records, the labels that come with them, and data
/// points. What is handed in outlives it. Belongs to the intake's writer thread.
///
/// What metrics the history holds is read when the first data point comes. A point of the very minute in
/// which another Spanwise adds to the same series is told by whoever writes last.
class HistoryWriter final : public BatchWriter
{
public:
    HistoryWriter(Store &store, LabelStore &labels);
    ~HistoryWriter() override;

    Result<std::vector<AppendReport>> append(std::span<const AdmittedBatch *const> group) override;

private:
    struct Metrics;

    Store &m_store;
    LabelledWriter m_writer;
    std::unique_ptr<Metrics> m_metrics;
};

} // namespace spanwise
