// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/batch.h"
#include "core/tracing/environment.h"

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace spanwise {

/// How often and how long a failed export is tried again: exponential backoff with jitter.
struct RetryPolicy
{
    std::chrono::milliseconds firstDelay{1000};
    std::chrono::milliseconds longestDelay{30'000};
    std::chrono::milliseconds total{
        60'000}; ///< from the first attempt; no attempt begins after it. 0: no retry
    double factor = 1.5;
    double jitter = 0.5; ///< a delay is varied by this share of itself in both directions
};

struct OtlpHttpExporterOptions
{
    std::string endpoint = "http://localhost:4318/v1/traces"; ///< used as it is
    std::vector<std::pair<std::string, std::string>> headers{};
    std::chrono::milliseconds timeout{10'000}; ///< for one attempt, connecting included
    bool gzip = false;
    RetryPolicy retry{};
    /// Told of every failure, warning and partial success, on the exporting thread. May be empty.
    std::function<void(const std::string &message)> report{};
    /// Batch to request body; empty: encodeOtlpProtobuf.
    std::function<std::string(const TelemetryBatch &)> encode{};

    /// OTEL_EXPORTER_OTLP_[TRACES_]{ENDPOINT,HEADERS,TIMEOUT,COMPRESSION,PROTOCOL} over base; the variable
    /// for traces wins over the general one. "v1/traces" is appended to the general endpoint only. A protocol
    /// other than http/protobuf, or an unknown compression, is an error that names the variable.
    static Result<OtlpHttpExporterOptions>
    fromEnvironment(OtlpHttpExporterOptions base, const Environment &environment = processEnvironment());
};

} // namespace spanwise
