// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/temposource.h"

#include "core/receive/pull/decoding.h"
#include "core/receive/pull/json.h"
#include "core/receive/pull/matching.h"
#include "core/receive/pull/tempoquery.h"
#include "core/receive/pull/times.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using Json = nlohmann::json;

void add(QUrlQuery &query, const QString &key, const std::string &value)
{
    query.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(value))));
}

ExchangeRequest pathOf(const QString &path)
{
    ExchangeRequest request;
    request.path = path;
    return request;
}

/// Tempo cuts leading zeros off.
std::optional<TraceId> traceIdOf(std::string hex)
{
    if (hex.empty() || hex.size() > 2 * TraceId::byteCount)
        return std::nullopt;
    hex.insert(0, 2 * TraceId::byteCount - hex.size(), '0');
    return TraceId::fromHex(hex);
}

void readServices(const Json &trace, TraceSummary &summary)
{
    const auto stats = trace.find("serviceStats");
    if (stats == trace.end() || !stats->is_object())
        return;
    for (const auto &[service, counts] : stats->items()) {
        summary.spanCount += static_cast<std::uint32_t>(
            std::clamp<std::int64_t>(integerAt(counts, "spanCount"), 0, 1'000'000'000));
        summary.errorCount += static_cast<std::uint32_t>(
            std::clamp<std::int64_t>(integerAt(counts, "errorCount"), 0, 1'000'000'000));
    }
}

std::optional<TraceSummary> summaryOf(const Json &trace)
{
    const auto id = traceIdOf(textAt(trace, "traceID"));
    if (!id)
        return std::nullopt;
    TraceSummary summary;
    summary.id = *id;
    const Timestamp begin{Duration(std::max<std::int64_t>(0, integerAt(trace, "startTimeUnixNano")))};
    const std::int64_t ms = std::clamp<std::int64_t>(integerAt(trace, "durationMs"), 0, 1'000'000'000'000);
    summary.time = {begin,
                    begin + std::min<Duration>(std::chrono::milliseconds(ms), Timestamp::max() - begin)};
    summary.service = textAt(trace, "rootServiceName");
    summary.rootName = textAt(trace, "rootTraceName");
    // "<root span not yet received>": what the list says by itself of a trace without a root.
    summary.hasRoot = !summary.service.starts_with("<root span");
    if (!summary.hasRoot)
        summary.service.clear();
    readServices(trace, summary);
    return summary;
}

void addWindow(QUrlQuery &query, const RemoteSearch &search)
{
    // Both or none; without them only the newest data are looked at (protocols.md 5.1).
    query.addQueryItem(u"start"_s, QString::number(secondsBefore(search.window.begin)));
    query.addQueryItem(u"end"_s, QString::number(secondsAfter(search.window.end)));
    query.addQueryItem(u"limit"_s, QString::number(search.limit));
}

/// TraceQL finds spans, and its results name them.
bool hasTracesWithoutSpans(const Json &json)
{
    const Json &traces = arrayAt(json, "traces");
    return !traces.empty() && std::ranges::none_of(traces, [](const Json &trace) {
        return trace.is_object() && (trace.contains("spanSet") || trace.contains("spanSets"));
    });
}

} // namespace

TempoSource::TempoSource(Exchange exchange)
    : m_exchange(std::move(exchange))
{
}

Result<Json> TempoSource::askJson(const ExchangeRequest &request, const std::stop_token &stop) const
{
    const auto answer = m_exchange.ask(request, stop);
    if (!answer)
        return answer.error();
    return answer->isGood() ? jsonOf(m_exchange, *answer) : Result<Json>(m_exchange.refusalOf(*answer));
}

Result<std::string> TempoSource::test(std::stop_token stop) const
{
    const auto names = services(stop); // as the tenant, unlike the paths below /api/status
    if (!names)
        return names.error().code == Error::Code::NotFound
                   ? m_exchange.strangeAnswer("it serves no /api/search/tag")
                   : names.error();
    std::string version;
    if (const auto build = askJson(pathOf(u"/api/status/buildinfo"_s), stop))
        version = textAt(*build, "version");
    else if (build.error().code == Error::Code::Cancelled)
        return build.error();
    return "Tempo" + (version.empty() ? std::string() : " " + version) + ", " +
           std::to_string(names->size()) + (names->size() == 1 ? " service" : " services");
}

Result<std::vector<std::string>> TempoSource::tagValues(const QString &scoped, const QString &plain,
                                                        const std::string &filter,
                                                        const std::stop_token &stop) const
{
    ExchangeRequest request = pathOf(u"/api/v2/search/tag/"_s + scoped + u"/values"_s);
    if (!filter.empty())
        add(request.query, u"q"_s, filter);
    auto json = askJson(request, stop);
    if (!json &&
        (json.error().code == Error::Code::NotFound || json.error().code == Error::Code::InvalidInput))
        json = askJson(pathOf(u"/api/search/tag/"_s + plain + u"/values"_s), stop);
    if (!json)
        return json.error();
    if (!json->is_object())
        return m_exchange.strangeAnswer("a list of tag values is no object");
    Json values = Json::array();
    for (const Json &value : arrayAt(*json, "tagValues"))
        values.push_back(value.is_object() ? Json(textAt(value, "value")) : value);
    return sortedTexts(values);
}

Result<std::vector<std::string>> TempoSource::services(std::stop_token stop) const
{
    return tagValues(u"resource.service.name"_s, u"service.name"_s, {}, stop);
}

Result<std::vector<std::string>> TempoSource::operations(const std::string &service,
                                                         std::stop_token stop) const
{
    RemoteSearch ofService;
    ofService.service = service;
    return tagValues(u"name"_s, u"name"_s, traceQlOf(ofService), stop);
}

Result<Json> TempoSource::askByTraceQl(const RemoteSearch &search, const std::stop_token &stop) const
{
    ExchangeRequest request = pathOf(u"/api/search"_s);
    add(request.query, u"q"_s, traceQlOf(search));
    addWindow(request.query, search);
    return askJson(request, stop);
}

/// For a Tempo that is older than TraceQL.
Result<Json> TempoSource::askByTags(const RemoteSearch &search, const std::stop_token &stop) const
{
    ExchangeRequest request = pathOf(u"/api/search"_s);
    add(request.query, u"tags"_s, tempoTagsOf(search));
    if (search.minDuration)
        request.query.addQueryItem(u"minDuration"_s, goDurationOf(*search.minDuration));
    if (search.maxDuration)
        request.query.addQueryItem(u"maxDuration"_s, goDurationOf(*search.maxDuration));
    addWindow(request.query, search);
    return askJson(request, stop);
}

/// Before 2.0 a Tempo takes what it does not know without a word, and gives every trace: so it takes what is
/// no TraceQL, too.
Result<bool> TempoSource::knowsTraceQl(const RemoteSearch &search, const std::stop_token &stop) const
{
    RemoteSearch broken;
    broken.traceQl = "{";
    broken.window = search.window;
    broken.limit = 1;
    const auto answer = askByTraceQl(broken, stop);
    if (answer)
        return false;
    return answer.error().code == Error::Code::InvalidInput ? Result<bool>(true)
                                                            : Result<bool>(answer.error());
}

Result<FoundTraces> TempoSource::search(const RemoteSearch &search, std::stop_token stop) const
{
    auto json = askByTraceQl(search, stop);
    bool isOld = !json && json.error().code == Error::Code::InvalidInput && search.traceQl.empty();
    if (json && traceQlOf(search) != "{}" && hasTracesWithoutSpans(*json)) {
        const auto known = knowsTraceQl(search, stop);
        if (!known)
            return known.error();
        isOld = !*known;
    }
    if (isOld && !search.traceQl.empty())
        return Error{Error::Code::InvalidInput,
                     m_exchange.connection().url +
                         " is a Tempo before 2.0, which does not know TraceQL. Search "
                         "there by service, operation, tags and duration."};
    if (isOld) {
        if (auto older = askByTags(search, stop); older || json)
            json = std::move(older);
    }
    if (!json)
        return json.error();
    if (!json->is_object() || !(json->contains("traces") || json->contains("metrics")))
        return m_exchange.strangeAnswer("its search result has no traces");
    FoundTraces found;
    std::size_t unreadable = 0;
    for (const Json &trace : arrayAt(*json, "traces")) {
        if (auto summary = trace.is_object() ? summaryOf(trace) : std::nullopt)
            found.traces.push_back(std::move(*summary));
        else
            ++unreadable;
    }
    if (unreadable > 0)
        found.notes.push_back(std::to_string(unreadable) +
                              " results have no usable trace id and were left out.");
    const bool isFull = found.traces.size() >= search.limit;
    sortAndCut(found, search.limit);
    if (isFull)
        found.notes.back() =
            "Tempo gives the first " + std::to_string(search.limit) +
            " traces it comes upon, which need not be the newest. Narrow the search, or raise the limit.";
    return found;
}

Result<ExchangeAnswer> TempoSource::askTrace(const QString &path, TraceId id,
                                             const std::stop_token &stop) const
{
    ExchangeRequest request = pathOf(path + QString::fromStdString(id.toHex()));
    request.accept = "application/protobuf"; // its JSON has base64 ids and is twice as long
    return m_exchange.ask(request, stop);
}

Result<PulledTrace> TempoSource::load(TraceId id, std::stop_token stop) const
{
    bool isNew = true;
    auto answer = askTrace(u"/api/v2/traces/"_s, id, stop);
    if (answer && (answer->status == 404 || answer->isPage())) {
        isNew = false;
        answer = askTrace(u"/api/traces/"_s, id, stop);
    }
    if (!answer)
        return answer.error();
    if (answer->status == 404)
        return notThere(m_exchange, id);
    if (!answer->isGood())
        return m_exchange.refusalOf(*answer);
    std::vector<std::string> notes;
    auto decoded = decodeTempoAnswer(m_exchange, std::move(*answer), isNew, notes);
    if (!decoded)
        return decoded.error();
    auto trace = wholeTrace(m_exchange, std::move(*decoded), id);
    if (trace)
        trace->notes.insert(trace->notes.end(), notes.begin(), notes.end());
    return trace;
}

} // namespace spanwise
