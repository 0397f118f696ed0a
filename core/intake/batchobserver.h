// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"
#include "core/model/spanfacts.h"

#include <span>
#include <vector>

namespace spanwise {

/// A batch whose transaction has committed, as its observers see it for the length of one call.
struct CommittedBatch
{
    const TelemetryBatch &batch;
    std::span<const SpanFacts> facts;   ///< parallel to batch.spans
    const std::vector<bool> &duplicate; ///< parallel to batch.spans: was stored before, do not count again
};

/// Told of everything that was stored, in order, on the intake thread. Must not block.
class BatchObserver
{
public:
    virtual ~BatchObserver() = default;
    virtual void committed(const CommittedBatch &batch) = 0;

protected:
    BatchObserver() = default;
    BatchObserver(const BatchObserver &) = default;
    BatchObserver &operator=(const BatchObserver &) = default;
};

} // namespace spanwise
