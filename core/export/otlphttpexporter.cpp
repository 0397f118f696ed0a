// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/otlphttpexporter.h"

#include "core/codec/otlp_protobuf.h"
#include "core/export/exportresponse.h"
#include "core/export/retry.h"
#include "core/tracing/percent.h"

#include <libdeflate.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace spanwise {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// nullopt without memory: the body is sent as it is then.
std::optional<std::string> gzipped(const std::string &body)
{
    constexpr int level = 6;
    const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
        libdeflate_alloc_compressor(level), &libdeflate_free_compressor);
    if (compressor == nullptr)
        return std::nullopt;
    std::string packed(libdeflate_gzip_compress_bound(compressor.get(), body.size()), '\0');
    packed.resize(
        libdeflate_gzip_compress(compressor.get(), body.data(), body.size(), packed.data(), packed.size()));
    if (packed.empty())
        return std::nullopt;
    return packed;
}

bool isHeaderValue(const std::string &value)
{
    return std::ranges::none_of(
        value, [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; });
}

Timestamp wallClock()
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

} // namespace

Result<std::unique_ptr<OtlpHttpExporter>> OtlpHttpExporter::create(OtlpHttpExporterOptions options)
{
    auto endpoint = HttpUrl::parse(options.endpoint);
    if (!endpoint)
        return endpoint.error();
    for (const auto &[name, value] : options.headers) {
        if (!isHttpToken(name) || !isHeaderValue(value))
            return Error{Error::Code::InvalidInput,
                         "The export header \"" + name +
                             "\" cannot be sent: its name or value has characters that "
                             "HTTP does not allow."};
    }
    return std::unique_ptr<OtlpHttpExporter>(new OtlpHttpExporter(std::move(options), *std::move(endpoint)));
}

Result<std::unique_ptr<OtlpHttpExporter>> OtlpHttpExporter::create()
{
    auto options = OtlpHttpExporterOptions::fromEnvironment({});
    if (!options)
        return options.error();
    return create(*std::move(options));
}

OtlpHttpExporter::OtlpHttpExporter(OtlpHttpExporterOptions options, HttpUrl endpoint)
    : m_options(std::move(options))
    , m_headers(m_options.headers)
    , m_connection(std::move(endpoint))
{
    m_headers.emplace_back("Content-Type", "application/x-protobuf");
    m_headers.emplace_back("User-Agent", "OTel-OTLP-Exporter-Spanwise/" SPANWISE_VERSION);
}

Status OtlpHttpExporter::exportBatch(TelemetryBatch batch)
{
    const std::size_t spanCount = batch.spans.size();
    try {
        const std::string body = m_options.encode ? m_options.encode(batch) : encodeOtlpProtobuf(batch);
        batch = {};
        Status status = send(body, spanCount);
        if (!status) {
            const std::lock_guard lock(m_mutex);
            m_counters.failedSpans += spanCount;
        }
        return status;
    } catch (const std::exception &problem) { // no memory, or an encoder or report function that throws
        const std::lock_guard lock(m_mutex);
        m_counters.failedSpans += spanCount;
        m_counters.lastError = problem.what();
        return Error{Error::Code::Io, "Spans could not be exported: " + m_counters.lastError + '.'};
    }
}

Status OtlpHttpExporter::send(const std::string &body, std::size_t spanCount)
{
    std::optional<std::string> packed = m_options.gzip ? gzipped(body) : std::nullopt;
    const std::string &sent = packed ? *packed : body;
    std::erase_if(m_headers, [](const auto &header) { return header.first == "Content-Encoding"; });
    if (packed)
        m_headers.emplace_back("Content-Encoding", "gzip");

    const auto end = SteadyClock::now() + m_options.retry.total;
    for (unsigned tries = 0;; ++tries) {
        const Attempt result = attempt(sent, spanCount, m_options.timeout);
        if (!result.error)
            return Done{};
        const double random = static_cast<double>(m_random.next() >> 11U) * 0x1p-53;
        const auto wait = result.wait.value_or(backoff(m_options.retry, tries, random));
        const bool inTime = SteadyClock::now() + wait < end;
        if (!result.mayRetry || !inTime || !pause(wait)) {
            Error error = *result.error;
            if (result.mayRetry)
                error.message += " Given up after " + std::to_string(tries + 1) + " attempts; " +
                                 std::to_string(spanCount) + " spans are lost.";
            report(error.message);
            return error;
        }
        const std::lock_guard lock(m_mutex);
        ++m_counters.retries;
    }
}

OtlpHttpExporter::Attempt OtlpHttpExporter::attempt(const std::string &body, std::size_t spanCount,
                                                    std::chrono::milliseconds timeout)
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_counters.requests;
        m_counters.sentBytes += body.size();
    }
    const Result<HttpReply> reply = m_connection.post(m_headers, body, timeout);
    if (reply)
        return judge(*reply, spanCount);
    const bool mayRetry = reply.error().code == Error::Code::Unreachable;
    return {.error = reply.error(), .mayRetry = mayRetry};
}

OtlpHttpExporter::Attempt OtlpHttpExporter::judge(const HttpReply &reply, std::size_t spanCount)
{
    if (reply.status >= 200 && reply.status < 300) {
        const PartialSuccess partial = partialSuccessOf(reply.body);
        const std::uint64_t rejected = std::min<std::uint64_t>(partial.rejectedSpans, spanCount);
        {
            const std::lock_guard lock(m_mutex);
            m_counters.exportedSpans += spanCount - rejected;
            m_counters.rejectedSpans += rejected;
        }
        if (rejected > 0)
            report("The receiver left out " + std::to_string(rejected) + " of " + std::to_string(spanCount) +
                   " spans: " + partial.message);
        else if (!partial.message.empty())
            report("The receiver warns: " + partial.message);
        return {};
    }
    const std::string said = errorMessageOf(reply.contentType, reply.body);
    const bool mayRetry = isRetryable(reply.status);
    return {.error = Error{mayRetry ? Error::Code::Busy : Error::Code::InvalidInput,
                           m_options.endpoint + " answered " + std::to_string(reply.status) +
                               (said.empty() ? "." : ": " + said)},
            .mayRetry = mayRetry,
            .wait = mayRetry ? retryAfter(reply.retryAfter, wallClock()) : std::nullopt};
}

bool OtlpHttpExporter::pause(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    return !m_cancelling.wait_for(lock, time, [this] { return m_cancelled; });
}

void OtlpHttpExporter::cancel() noexcept
{
    {
        const std::lock_guard lock(m_mutex);
        m_cancelled = true;
    }
    m_cancelling.notify_all();
    m_connection.cancel();
}

void OtlpHttpExporter::report(const std::string &message)
{
    {
        const std::lock_guard lock(m_mutex);
        m_counters.lastError = message;
    }
    if (m_options.report)
        m_options.report(message);
}

ExportCounters OtlpHttpExporter::counters() const
{
    const std::lock_guard lock(m_mutex);
    return m_counters;
}

} // namespace spanwise
