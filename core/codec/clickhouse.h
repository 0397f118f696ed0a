// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/codec/decodedbatch.h"

#include <string>

namespace spanwise {

/// Spans out of ClickHouse's JSONEachRow, one object a line, under the names that ClickHouseSql gives to the
/// columns of the Collector's tables (protocols.md 15): trace_id, span_id, parent_id (hex), name, service,
/// kind and status (either spelling), start_ns, duration_ns (numbers or digits), resource, attributes,
/// event_ns, event_names, ..., link_traces, ...
///
/// Pure, any thread, never throws. 64-bit numbers may be quoted. The tables keep every attribute as text: a
/// text that is exactly how a whole number, a fraction or a truth value is written becomes that again, so
/// that tokens can be added up and scores compared. Columns of type JSON keep their types; their nested
/// objects become keys with dots. Code::InvalidInput with the line when a line is not a JSON object.
Result<DecodedBatch> decodeClickHouseSpans(std::string body);

/// Adds the log records of such rows: trace_id, span_id, time_ns, severity, severity_text, body, attributes,
/// resource.
Status addClickHouseLogs(std::string body, DecodedBatch &decoded);

} // namespace spanwise
