// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/genai/documents.h"
#include "core/genai/messages.h"
#include "core/model/batch.h"
#include "core/model/exemplarrow.h"
#include "core/model/sighting.h"
#include "core/model/tracesummary.h"
#include "core/store/linkedverdicts.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace spanwise {

/// What the trace views ask about a span beyond its facts. Each may be called often and must not block,
/// documents and messages on any thread; handed in, so that a test can do without the codecs.
struct SpanReaders
{
    std::function<std::vector<Document>(const Trace &, SpanRow)> documents;
    std::function<std::vector<Message>(const Trace &, SpanRow)> messages;
    std::function<std::string(const TelemetryBatch &)> json; ///< OTLP JSON on one line
    /// Which traces saw a document (core/genai/documentkey.h). Called in the background; empty: nobody can
    /// tell.
    std::function<Result<Sightings>(std::uint64_t document)> sightings{};
    /// What is said about a document of the open trace: should be found, should not; and the saying. Empty:
    /// nothing can be said.
    std::function<std::optional<bool>(const Document &)> wanted{};
    std::function<void(const Document &, std::optional<bool>)> setWanted{};
    /// The queries of a conversation by its session id, oldest first. Called in the background; empty: nobody
    /// can tell.
    std::function<Result<std::vector<TraceSummary>>(const std::string &session, std::stop_token stop)>
        conversation{};
    /// Evaluations of other traces that link to this one, which began at from. Called in the background;
    /// empty: nobody can tell.
    std::function<Result<std::vector<LinkedVerdict>>(TraceId trace, Timestamp from, std::stop_token stop)>
        linkedVerdicts{};
    /// What was measured during the trace, as its metrics kept examples of it, by time. Called in the
    /// background; empty: nobody can tell.
    std::function<Result<std::vector<ExemplarRow>>(TraceId trace)> exemplars{};
    std::function<void(TraceId)> openTrace{}; ///< shows another trace; empty: nobody can
};

/// The readers of core/genai and core/codec.
SpanReaders standardReaders();

} // namespace spanwise
