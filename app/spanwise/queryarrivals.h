// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/intake/batchobserver.h"

#include <functional>

namespace spanwise {

/// Tells of each query, and of each trace that is none, when its entry span has been committed. Intake thread.
class QueryArrivals final : public BatchObserver
{
public:
    using Arrived = std::function<void(TraceId)>;

    explicit QueryArrivals(Arrived arrived) : m_arrived(std::move(arrived)) {}

    void committed(const CommittedBatch &batch) override;

private:
    Arrived m_arrived;
};

} // namespace spanwise
