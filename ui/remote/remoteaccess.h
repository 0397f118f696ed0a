// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/pull/tracesource.h"
#include "core/settings/remoteconnection.h"
#include "ui/jobs/jobpool.h"

#include <functional>
#include <memory>
#include <vector>

namespace spanwise {

/// What the page of remote traces needs from outside.
struct RemoteAccess
{
    /// Those of the settings, as they are now. GUI thread.
    std::function<std::vector<RemoteConnection>()> connections;
    /// The source of one, with its secret. Called on the pool's threads; may wait.
    std::function<Result<std::shared_ptr<const TraceSource>>(const RemoteConnection &)> open;
    FactsReader readFacts;
    /// Stores a trace and says how many of its spans were new. Called on the pool's threads; waits for the
    /// commit.
    std::function<Result<std::uint64_t>(TelemetryBatch &)> keep;
    /// Threads that may wait for the network; outlives the page.
    QThreadPool *pool = &jobPool();
};

} // namespace spanwise
