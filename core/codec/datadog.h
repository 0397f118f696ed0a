// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/codec/decodedbatch.h"

#include <string>

namespace spanwise {

/// Datadog's trace JSON (protocols.md 8.1): an array of traces, which are arrays of spans; also one trace, as
/// an array of spans. Pure, any thread, never throws; a span that cannot be used is left out and counted.
///
/// service is the resource's service.name, with env and version of meta beside it (deployment.environment,
/// service.version); name is the span's name, resource and type the attributes resource.name and span.type;
/// meta, metrics and meta_struct are attributes; error is the status, with error.msg or error.message;
/// span.kind of meta is the kind. The trace id is otel.trace_id where a span tells it, otherwise trace_id
/// with the upper half from _dd.p.tid of any span of its trace. span_links are links, span_events events.
Result<DecodedBatch> decodeDatadogJson(std::string body);

} // namespace spanwise
