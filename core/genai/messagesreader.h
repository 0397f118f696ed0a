// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/messages.h"
#include "core/model/batch.h"
#include "core/model/trace.h"

#include <functional>
#include <memory>
#include <vector>

namespace spanwise {

/// The messages of one span of a trace. May be called on any thread and must not block.
using MessagesReader = std::function<std::vector<Message>(const Trace &, SpanRow)>;

/// The one place where spans meet their log records: a reader that adds to what ofSpans tells of a span the
/// messages of its records (withRecords()), and ofSpans itself when no record carries any. Keeps the batches;
/// null ones are passed over. Several traces may share one reader: records find their span by both ids. A
/// record that is in two batches counts twice.
///
/// O(n log n) of the records that carry messages; each reading then looks at those of its span alone.
MessagesReader withLogRecords(MessagesReader ofSpans,
                              std::vector<std::shared_ptr<const TelemetryBatch>> logs);

/// messagesOf(trace, row) with the records of these batches.
MessagesReader messagesWith(std::vector<std::shared_ptr<const TelemetryBatch>> logs);

} // namespace spanwise
