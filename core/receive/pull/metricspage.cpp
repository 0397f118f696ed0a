// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/metricspage.h"

#include "core/codec/prometheus.h"

#include <QUrl>

#include <array>

namespace spanwise {
namespace {

// Escaped names keep the simple spelling of names that every reader understands (protocols.md 10.1).
constexpr char acceptedFormats[] = "application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.5,"
                                   "text/plain;version=0.0.4;q=0.3,*/*;q=0.1";

} // namespace

MetricsPage::MetricsPage(Exchange exchange)
    : m_exchange(std::move(exchange))
{
}

Result<std::string> MetricsPage::test(const std::stop_token &stop) const
{
    const auto decoded = read(stop);
    if (!decoded)
        return decoded.error();
    if (decoded->batch.points.empty())
        return m_exchange.strangeAnswer("the page has no metrics");
    std::string text = std::to_string(decoded->batch.points.size()) + " series of " +
                       std::to_string(decoded->batch.metrics.size()) + " metrics";
    if (decoded->rejectedPoints.count > 0)
        text += ", " + std::to_string(decoded->rejectedPoints.count) +
                " lines could not be read: " + decoded->rejectedPoints.firstReason;
    else if (!decoded->rejectedPoints.firstReason.empty())
        text += ", but " + decoded->rejectedPoints.firstReason;
    return text;
}

Result<DecodedBatch> MetricsPage::read(const std::stop_token &stop) const
{
    ExchangeRequest request;
    request.accept = acceptedFormats;
    const auto answer = m_exchange.ask(request, stop);
    if (!answer)
        return answer.error();
    if (!answer->isGood())
        return m_exchange.refusalOf(*answer);
    if (answer->isPage())
        return m_exchange.strangeAnswer(
            "it sent a web page. The path of the metrics, often /metrics, belongs to the URL");
    const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    auto decoded = decodePrometheus(answer->body, prometheusFormatOf(answer->fullType), now);
    if (!decoded)
        return m_exchange.strangeAnswer(decoded.error().message);
    Arena &arena = decoded->batch.arena;
    const QUrl url(QString::fromStdString(m_exchange.connection().url));
    const std::array attributes{
        Attribute{"service.name", Value::ofString(arena.copy(m_exchange.connection().name))},
        Attribute{"server.address", Value::ofString(arena.copy(url.authority().toStdString()))},
    };
    decoded->batch.resources.front().attributes = arena.copy(std::span<const Attribute>(attributes));
    return decoded;
}

} // namespace spanwise
