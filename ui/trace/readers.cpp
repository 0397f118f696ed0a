// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/readers.h"

#include "core/codec/otlp_json.h"

namespace spanwise {

SpanReaders standardReaders()
{
    return {.documents = [](const Trace &trace, SpanRow row) { return documentsOf(trace, row); },
            .messages = [](const Trace &trace, SpanRow row) { return messagesOf(trace, row); },
            .json = [](const TelemetryBatch &batch) { return encodeOtlpJson(batch); }};
}

} // namespace spanwise
