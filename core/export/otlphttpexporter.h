// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/export/exportcounters.h"
#include "core/export/httpconnection.h"
#include "core/export/otlphttpexporteroptions.h"
#include "core/tracing/exporter.h"
#include "core/tracing/random.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace spanwise {

/// Sends spans to an OTLP/HTTP receiver, protobuf, over one kept connection (protocols.md 2.1).
///
/// Needs neither Qt nor an event loop: exportBatch() blocks the provider's thread. 429, 502, 503, 504 and
/// dropped connections are tried again with backoff, or when Retry-After says so, until RetryPolicy::total
/// has passed. counters() and cancel() may be called from any thread.
class OtlpHttpExporter final : public SpanExporter
{
public:
    /// Fails when the endpoint is not an http:// URL or a header is not one.
    static Result<std::unique_ptr<OtlpHttpExporter>> create(OtlpHttpExporterOptions options);
    /// The same with OtlpHttpExporterOptions::fromEnvironment() over the defaults.
    static Result<std::unique_ptr<OtlpHttpExporter>> create();

    Status exportBatch(TelemetryBatch batch) override;
    void cancel() noexcept override;
    ExportCounters counters() const;

private:
    struct Attempt
    {
        std::optional<Error> error{}; ///< empty: accepted
        bool mayRetry = false;
        std::optional<std::chrono::milliseconds> wait{}; ///< what Retry-After asked for
    };

    OtlpHttpExporter(OtlpHttpExporterOptions options, HttpUrl endpoint);
    Status send(const std::string &body, std::size_t spanCount);
    Attempt attempt(const std::string &body, std::size_t spanCount, std::chrono::milliseconds timeout);
    Attempt judge(const HttpReply &reply, std::size_t spanCount);
    bool pause(std::chrono::milliseconds time);
    void report(const std::string &message);

    const OtlpHttpExporterOptions m_options;
    HttpConnection::Headers m_headers;
    HttpConnection m_connection;
    Random m_random; // exporting thread only

    mutable std::mutex m_mutex;
    std::condition_variable m_cancelling;
    bool m_cancelled = false;  // guarded by m_mutex
    ExportCounters m_counters; // guarded by m_mutex
};

} // namespace spanwise
