// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/otlp_json.h"
#include "core/codec/otlp_protobuf.h"
#include "core/genai/documents.h"
#include "core/genai/facts.h"
#include "core/genai/messages.h"

#include <cstdlib>
#include <utility>

namespace spanwise::test {

inline void demand(bool holds)
{
    if (!holds)
        std::abort();
}

/// Reads every view of a batch by encoding it both ways, demands that it comes back, and asks what it means.
inline void touchAndRepeat(const TelemetryBatch &batch)
{
    DecodedBatch viaProtobuf;
    for (const Signal signal : allSignals) {
        auto decoded = decodeOtlpProtobuf(encodeOtlpProtobuf(batch, signal), signal);
        demand(decoded.has_value());
        append(viaProtobuf, std::move(*decoded));
    }
    auto viaJson = decodeOtlpJson(encodeOtlpJson(batch));
    demand(viaJson.has_value());
    demand(viaProtobuf.batch.spans.size() == batch.spans.size() && viaProtobuf.rejectedSpans.count == 0);
    demand(viaProtobuf.batch.logs.size() == batch.logs.size() &&
           viaProtobuf.batch.points.size() == batch.points.size());
    demand(viaJson->batch.logs.size() == batch.logs.size() &&
           viaJson->batch.points.size() == batch.points.size());
    demand(viaJson->batch.spans.size() == batch.spans.size() && viaJson->rejectedSpans.count == 0);
    demand(encodeOtlpJson(viaProtobuf.batch) == encodeOtlpJson(viaJson->batch));
    demand(readFacts(viaJson->batch).size() == batch.spans.size());
    for (const Span &span : batch.spans) {
        documentsOf(span);
        messagesOf(span);
    }
}

} // namespace spanwise::test
