// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/prometheusserver.h"

#include "core/codec/prometheusline.h"
#include "core/receive/pull/json.h"

#include <QUrl>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using Json = nlohmann::json;

QString secondsText(Timestamp time)
{
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
    return QString::number(ms / 1000) + u'.' + QString::number(ms % 1000).rightJustified(3, u'0');
}

void add(QUrlQuery &form, const QString &key, const QString &value)
{
    form.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(value)));
}

MetricTags tagsOf(const Json &series)
{
    MetricTags tags;
    if (const auto metric = series.find("metric"); metric != series.end() && metric->is_object()) {
        for (const auto &[name, value] : metric->items()) {
            if (value.is_string())
                tags.emplace_back(name, value.get<std::string>());
        }
    }
    std::ranges::sort(tags);
    return tags;
}

/// [1700000000.123, "0.5"]
bool addValue(const Json &pair, PrometheusSeries &series)
{
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number() || !pair[1].is_string())
        return false;
    const double seconds = pair[0].get<double>();
    const auto value = prometheusNumber(pair[1].get_ref<const std::string &>());
    if (!value || !std::isfinite(seconds) || std::abs(seconds) > 9.2e9)
        return false;
    const auto ms = std::chrono::milliseconds(std::llround(seconds * 1000));
    series.values.emplace_back(Timestamp(ms), *value);
    return true;
}

std::size_t readSeries(const Json &data, PrometheusResult &result)
{
    std::size_t unreadable = 0;
    const std::string type = textAt(data, "resultType");
    if (type == "scalar" || type == "string") {
        PrometheusSeries series;
        const auto value = data.find("result");
        unreadable += value != data.end() && addValue(*value, series) ? 0U : 1U;
        result.series.push_back(std::move(series));
        return unreadable;
    }
    for (const Json &item : arrayAt(data, "result")) {
        PrometheusSeries series;
        series.tags = tagsOf(item);
        if (const auto value = item.find("value"); value != item.end())
            unreadable += addValue(*value, series) ? 0U : 1U;
        for (const Json &value : arrayAt(item, "values"))
            unreadable += addValue(value, series) ? 0U : 1U;
        if (item.contains("histogram") || item.contains("histograms"))
            ++unreadable;
        result.series.push_back(std::move(series));
    }
    return unreadable;
}

} // namespace

PrometheusServer::PrometheusServer(Exchange exchange)
    : m_exchange(std::move(exchange))
{
}

Result<std::string> PrometheusServer::test(const std::stop_token &stop) const
{
    const auto answered =
        query("vector(1)", std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()), stop);
    if (!answered)
        return answered.error().code == Error::Code::NotFound
                   ? m_exchange.strangeAnswer("it serves no /api/v1/query")
                   : answered.error();
    ExchangeRequest request;
    request.path = u"/api/v1/status/buildinfo"_s;
    const auto build = m_exchange.ask(request, stop);
    if (!build)
        return build.error();
    const auto json = build->isGood() ? jsonOf(m_exchange, *build) : Result<Json>(Json());
    const std::string version = json && json->is_object() && json->contains("data")
                                    ? textAt((*json)["data"], "version")
                                    : std::string();
    return version.empty() ? std::string("Prometheus interface of unknown version") : "Prometheus " + version;
}

Result<PrometheusResult> PrometheusServer::ask(const QString &path, QUrlQuery form,
                                               const std::stop_token &stop) const
{
    const auto timeout = std::max<std::int64_t>(1, m_exchange.connection().timeout.count() / 1000);
    add(form, u"timeout"_s, QString::number(timeout) + u's');
    ExchangeRequest request;
    request.path = path;
    request.body = form.toString(QUrl::FullyEncoded).toUtf8();
    request.bodyType = "application/x-www-form-urlencoded";
    const auto answer = m_exchange.ask(request, stop);
    if (!answer)
        return answer.error();
    const Json json =
        answer->contentType == "application/json" ? Json::parse(answer->body, nullptr, false) : Json();
    if (json.is_object() && textAt(json, "status") == "error") {
        const std::string what = textAt(json, "errorType");
        const bool isSlow = what == "timeout" || answer->status == 503;
        return Error{isSlow ? Error::Code::Unreachable : Error::Code::InvalidInput,
                     m_exchange.connection().url + ": " + what + ": " + textAt(json, "error")};
    }
    if (!answer->isGood())
        return m_exchange.refusalOf(*answer);
    const auto whole = jsonOf(m_exchange, *answer);
    if (!whole)
        return whole.error();
    if (!whole->is_object() || textAt(*whole, "status") != "success" || !whole->contains("data") ||
        !(*whole)["data"].is_object())
        return m_exchange.strangeAnswer("its answer has neither success nor error");
    PrometheusResult result;
    for (const char *const kind : {"warnings", "infos"}) {
        for (const Json &warning : arrayAt(*whole, kind)) {
            if (warning.is_string())
                result.notes.push_back(warning.get<std::string>());
        }
    }
    if (const std::size_t unreadable = readSeries((*whole)["data"], result); unreadable > 0)
        result.notes.push_back(std::to_string(unreadable) +
                               " values (native histograms among them) are not shown.");
    return result;
}

Result<PrometheusResult> PrometheusServer::query(const std::string &expression, Timestamp at,
                                                 const std::stop_token &stop) const
{
    QUrlQuery form;
    add(form, u"query"_s, QString::fromStdString(expression));
    add(form, u"time"_s, secondsText(at));
    return ask(u"/api/v1/query"_s, std::move(form), stop);
}

Result<PrometheusResult> PrometheusServer::queryRange(const std::string &expression, TimeWindow window,
                                                      Duration step, const std::stop_token &stop) const
{
    const Duration least =
        std::max<Duration>(window.length() / (maxPoints - 1), std::chrono::milliseconds(1));
    const Duration used = std::max(step, least);
    QUrlQuery form;
    add(form, u"query"_s, QString::fromStdString(expression));
    add(form, u"start"_s, secondsText(window.begin));
    add(form, u"end"_s, secondsText(window.end));
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(used).count();
    add(form, u"step"_s, QString::number(static_cast<double>(ms) / 1000, 'f', 3));
    auto result = ask(u"/api/v1/query_range"_s, std::move(form), stop);
    if (result && used > step)
        result->notes.push_back("The step was widened, so that no series has more than " +
                                std::to_string(maxPoints) + " points.");
    return result;
}

} // namespace spanwise
