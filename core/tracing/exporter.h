// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/batch.h"

namespace spanwise {

/// Where a TracerProvider's spans go. Owned by the provider.
///
/// exportBatch() is called on the provider's thread, never twice at once, and may block: spans wait in the
/// bounded queue meanwhile. Spans that the calling thread starts inside it are not recorded.
class SpanExporter
{
public:
    virtual ~SpanExporter() = default;
    /// One flush: one resource, the scopes used, at most maxExportBatchSize spans. On failure they are
    /// counted as failed and not offered again: retrying is the exporter's.
    virtual Status exportBatch(TelemetryBatch batch) = 0;
    /// Any thread: end a running exportBatch() soon and do not retry from now on. Called when shutdown takes
    /// too long.
    virtual void cancel() noexcept {}
};

} // namespace spanwise
