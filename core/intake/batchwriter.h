// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/intake/admitted.h"
#include "core/intake/pointreport.h"
#include "core/model/labelcounts.h"

#include <cstdint>
#include <span>
#include <vector>

namespace spanwise {

/// What became of one batch.
struct AppendReport
{
    std::uint64_t stored = 0;     ///< spans
    std::vector<bool> duplicate;  ///< per span of the batch: already stored, left out
    std::uint64_t storedLogs = 0; ///< the other log records were stored already
    LabelCounts labels{};         ///< that came with its traces
    PointReport points{};
};

/// Where admitted batches become durable. Called by the writer thread only.
class BatchWriter
{
public:
    virtual ~BatchWriter() = default;

    /// Stores the group in one transaction, as a whole or not at all; when it returns success it is
    /// committed. Fails with TooLarge or InvalidInput when a batch itself cannot be stored: each is then
    /// tried alone. One report for each batch, in order. A span that the store already has, by (trace, span),
    /// is left out but for what it adds, and so is a log record that is equal to one it has. Data points are
    /// not a store's business: they become metric rows.
    virtual Result<std::vector<AppendReport>> append(std::span<const AdmittedBatch *const> group) = 0;

protected:
    BatchWriter() = default;
    BatchWriter(const BatchWriter &) = default;
    BatchWriter &operator=(const BatchWriter &) = default;
};

} // namespace spanwise
