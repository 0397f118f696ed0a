// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/jaegersource.h"

#include "core/receive/pull/decoding.h"
#include "core/receive/pull/json.h"
#include "core/receive/pull/matching.h"
#include "core/receive/pull/times.h"

#include <QRegularExpression>

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using Json = nlohmann::json;

/// Jaeger answers every path that it does not know with the start page of its UI.
bool isUnknownPath(const ExchangeAnswer &answer)
{
    return answer.isPage() || (answer.status == 404 && answer.contentType != "application/json");
}

/// api_v3 says 404 for a search that finds nothing, in JSON of its own.
bool isNothingFound(const ExchangeAnswer &answer)
{
    return answer.status == 404 && answer.body.find("\"error\"") != std::string::npos &&
           answer.body.find("httpCode") != std::string::npos;
}

std::string tagsJson(const std::vector<std::pair<std::string, std::string>> &tags)
{
    Json object = Json::object();
    for (const auto &[key, value] : tags)
        object[key] = value;
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void add(QUrlQuery &query, const QString &key, const QString &value)
{
    query.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(value)));
}

void add(QUrlQuery &query, const QString &key, const std::string &value)
{
    add(query, key, QString::fromStdString(value));
}

QString microseconds(Timestamp time)
{
    return QString::number(std::chrono::floor<std::chrono::microseconds>(time).time_since_epoch().count());
}

/// Jaeger notes on every span by which protocol it came; the pipeline never sent that.
void dropOwnNotes(TelemetryBatch &batch)
{
    constexpr std::string_view own = "internal.span.format";
    for (Span &span : batch.spans) {
        if (find(span.attributes, own) == nullptr)
            continue;
        std::vector<Attribute> sent;
        std::ranges::copy_if(span.attributes, std::back_inserter(sent),
                             [](const Attribute &attribute) { return attribute.key != own; });
        span.attributes = batch.arena.copy(std::span<const Attribute>(sent));
    }
}

ExchangeRequest pathOf(const QString &path)
{
    ExchangeRequest request;
    request.path = path;
    return request;
}

} // namespace

JaegerSource::JaegerSource(Exchange exchange, FactsReader readFacts)
    : m_exchange(std::move(exchange))
    , m_readFacts(std::move(readFacts))
{
}

Result<JaegerSource::Interface> JaegerSource::interface(const std::stop_token &stop) const
{
    if (const Interface known = m_interface; known != Interface::Unknown)
        return known;
    const auto answer = m_exchange.ask(pathOf(u"/api/v3/services"_s), stop);
    if (!answer)
        return answer.error();
    if (answer->isGood() && !answer->isPage()) {
        const auto json = jsonOf(m_exchange, *answer);
        if (!json)
            return json.error();
        if (!json->is_object() || !(json->contains("services") || json->empty()))
            return m_exchange.strangeAnswer("/api/v3/services has no services");
        m_interface = Interface::V3;
        return Interface::V3;
    }
    if (!isUnknownPath(*answer) && answer->status != 404 && answer->status != 501)
        return m_exchange.refusalOf(*answer);
    const auto older = m_exchange.ask(pathOf(u"/api/services"_s), stop);
    if (!older)
        return older.error();
    if (isUnknownPath(*older) || older->status == 404)
        return m_exchange.strangeAnswer("neither /api/v3/services nor /api/services is served");
    if (!older->isGood())
        return m_exchange.refusalOf(*older);
    const auto json = jsonOf(m_exchange, *older);
    if (!json)
        return json.error();
    if (!json->is_object() || !json->contains("data"))
        return m_exchange.strangeAnswer("/api/services has no data");
    m_interface = Interface::Old;
    return Interface::Old;
}

Result<Json> JaegerSource::askJson(const ExchangeRequest &request, const std::stop_token &stop) const
{
    const auto answer = m_exchange.ask(request, stop);
    if (!answer)
        return answer.error();
    return answer->isGood() ? jsonOf(m_exchange, *answer) : Result<Json>(m_exchange.refusalOf(*answer));
}

/// The start page of the UI names the version; a Jaeger without its UI is one of unknown version.
Result<std::string> JaegerSource::versionOf(const std::stop_token &stop) const
{
    ExchangeRequest request = pathOf(u"/"_s);
    request.accept = "text/html";
    const auto page = m_exchange.ask(request, stop);
    if (!page)
        return page.error().code == Error::Code::Cancelled ? Result<std::string>(page.error())
                                                           : std::string();
    static const QRegularExpression version(u"\"gitVersion\"\\s*:\\s*\"([^\"]{1,40})\""_s);
    return version.match(QString::fromStdString(page->body)).captured(1).toStdString();
}

Result<std::string> JaegerSource::test(std::stop_token stop) const
{
    m_interface = Interface::Unknown;
    const auto used = interface(stop);
    if (!used)
        return used.error();
    const auto names = services(stop);
    if (!names)
        return names.error();
    const auto version = versionOf(stop);
    if (!version)
        return version.error();
    return "Jaeger" + (version->empty() ? std::string() : " " + *version) +
           (*used == Interface::V3 ? ", api_v3, " : ", older interface (/api/traces), ") +
           std::to_string(names->size()) + (names->size() == 1 ? " service" : " services");
}

Result<std::vector<std::string>> JaegerSource::services(std::stop_token stop) const
{
    const auto used = interface(stop);
    if (!used)
        return used.error();
    const bool isNew = *used == Interface::V3;
    const auto json = askJson(pathOf(isNew ? u"/api/v3/services"_s : u"/api/services"_s), stop);
    if (!json)
        return json.error();
    return sortedTexts(arrayAt(*json, isNew ? "services" : "data"));
}

Result<std::vector<std::string>> JaegerSource::operations(const std::string &service,
                                                          std::stop_token stop) const
{
    const auto used = interface(stop);
    if (!used)
        return used.error();
    const bool isNew = *used == Interface::V3;
    ExchangeRequest request = pathOf(isNew ? u"/api/v3/operations"_s : u"/api/operations"_s);
    add(request.query, u"service"_s, service);
    const auto json = askJson(request, stop);
    if (!json)
        return json.error();
    Json names = Json::array();
    for (const Json &operation : arrayAt(*json, isNew ? "operations" : "data"))
        names.push_back(textAt(operation, "name"));
    return sortedTexts(names);
}

ExchangeRequest JaegerSource::searchRequest(const RemoteSearch &search, const std::string &service,
                                            Interface interface) const
{
    const bool isNew = interface == Interface::V3;
    ExchangeRequest request = pathOf(isNew ? u"/api/v3/traces"_s : u"/api/traces"_s);
    QUrlQuery &query = request.query;
    auto tags = search.tags;
    if (search.onlyFailed)
        tags.emplace_back("error", "true");
    add(query, isNew ? u"query.service_name"_s : u"service"_s, service);
    if (!search.operation.empty())
        add(query, isNew ? u"query.operation_name"_s : u"operation"_s, search.operation);
    // Old names: those of the whole line 2.x, the newer ones exist only since 2.19 (protocols.md 4.7).
    add(query, isNew ? u"query.start_time_min"_s : u"start"_s,
        isNew ? rfc3339Of(search.window.begin) : microseconds(search.window.begin));
    add(query, isNew ? u"query.start_time_max"_s : u"end"_s,
        isNew ? rfc3339Of(search.window.end) : microseconds(search.window.end));
    if (search.minDuration)
        add(query, isNew ? u"query.duration_min"_s : u"minDuration"_s, goDurationOf(*search.minDuration));
    if (search.maxDuration)
        add(query, isNew ? u"query.duration_max"_s : u"maxDuration"_s, goDurationOf(*search.maxDuration));
    add(query, isNew ? u"query.num_traces"_s : u"limit"_s, QString::number(search.limit));
    if (!tags.empty())
        add(query, isNew ? u"query.attributes"_s : u"tags"_s, tagsJson(tags));
    if (!isNew)
        add(query, u"raw"_s, u"true"_s);
    else
        add(query, u"query.raw_traces"_s, u"true"_s);
    return request;
}

Result<TelemetryBatch> JaegerSource::searchService(const RemoteSearch &search, const std::string &service,
                                                   FoundTraces &found, const std::stop_token &stop) const
{
    const auto used = interface(stop);
    if (!used)
        return used.error();
    auto answer = m_exchange.ask(searchRequest(search, service, *used), stop);
    if (!answer)
        return answer.error();
    if (*used == Interface::V3 && isNothingFound(*answer))
        return TelemetryBatch{};
    if (!answer->isGood())
        return m_exchange.refusalOf(*answer);
    auto decoded = *used == Interface::V3 ? decodeApiV3Answer(m_exchange, std::move(*answer))
                                          : decodeJaegerAnswer(m_exchange, std::move(*answer));
    if (!decoded)
        return decoded.error();
    noteRejected(*decoded, found.notes);
    return std::move(decoded->batch);
}

Result<FoundTraces> JaegerSource::search(const RemoteSearch &search, std::stop_token stop) const
{
    FoundTraces found;
    std::vector<std::string> asked{search.service};
    if (search.service.empty()) {
        auto all = services(stop);
        if (!all)
            return all.error();
        if (all->size() > maxServices) {
            found.notes.push_back("Jaeger searches one service at a time; only the first " +
                                  std::to_string(maxServices) + " of " + std::to_string(all->size()) +
                                  " were searched. Choose a service.");
            all->resize(maxServices);
        }
        asked = std::move(*all);
    }
    for (const std::string &service : asked) {
        auto batch = searchService(search, service, found, stop);
        if (!batch)
            return batch.error();
        // Older versions ignore what they do not know, so what came is looked at again.
        const MatchingTraces matching(*batch, search);
        for (TraceSummary &summary : summariesOf(*batch, m_readFacts)) {
            const bool isNew =
                std::ranges::find(found.traces, summary.id, &TraceSummary::id) == found.traces.end();
            if (isNew && matching.contains(summary.id))
                found.traces.push_back(std::move(summary));
        }
    }
    sortAndCut(found, search.limit);
    return found;
}

Result<PulledTrace> JaegerSource::load(TraceId id, std::stop_token stop) const
{
    const auto used = interface(stop);
    if (!used)
        return used.error();
    const bool isNew = *used == Interface::V3;
    ExchangeRequest request =
        pathOf((isNew ? u"/api/v3/traces/"_s : u"/api/traces/"_s) + QString::fromStdString(id.toHex()));
    add(request.query, isNew ? u"raw_traces"_s : u"raw"_s, u"true"_s);
    auto answer = m_exchange.ask(request, stop);
    if (!answer)
        return answer.error();
    if (answer->status == 404)
        return notThere(m_exchange, id);
    if (!answer->isGood())
        return m_exchange.refusalOf(*answer);
    auto decoded = isNew ? decodeApiV3Answer(m_exchange, std::move(*answer))
                         : decodeJaegerAnswer(m_exchange, std::move(*answer));
    if (!decoded)
        return decoded.error();
    dropOwnNotes(decoded->batch);
    return wholeTrace(m_exchange, std::move(*decoded), id);
}

} // namespace spanwise
