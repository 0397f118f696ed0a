// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/service/api.h"

#include "app/demo/service/requestbody.h"
#include "core/tracing/propagation.h"

#include <utility>

namespace spanwise::demo {
namespace {

using Json = nlohmann::json;

HttpResponse methodNotAllowed(const std::string &allowed)
{
    HttpResponse response = HttpResponse::error(405, "This address takes " + allowed + " only.");
    response.headers.emplace_back("Allow", allowed);
    return response;
}

HttpResponse failed(const QueryFailure &failure)
{
    return HttpResponse::json({{"error",
                                {{"status", 500},
                                 {"message", failure.message},
                                 {"step", failure.step},
                                 {"trace_id", failure.traceId.toHex()}}}},
                              500);
}

} // namespace

Api::Api(Pipeline &pipeline, MisbehaviourSwitch &misbehaviour, AnswerCache &cache, Health health)
    : m_pipeline(pipeline)
    , m_misbehaviour(misbehaviour)
    , m_cache(cache)
    , m_health(std::move(health))
{
}

HttpResponse Api::handle(const HttpRequest &request)
{
    try {
        return route(request);
    } catch (const std::exception &problem) {
        return HttpResponse::error(500,
                                   std::string("The request could not be handled: ") + problem.what() + ".");
    }
}

HttpResponse Api::route(const HttpRequest &request)
{
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (request.path() == "/query")
        return request.method == "POST" ? query(request) : methodNotAllowed("POST");
    if (request.path() == "/health")
        return reads ? health() : methodNotAllowed("GET");
    if (request.path() == "/misbehave") {
        if (reads)
            return HttpResponse::json(m_misbehaviour.current().toJson());
        const bool changes = request.method == "POST" || request.method == "DELETE";
        return changes ? changeMisbehaviour(request) : methodNotAllowed("GET, POST, DELETE");
    }
    return HttpResponse::error(
        404, "There is nothing here. Addresses are: POST /query, GET /health, and GET, POST and"
             " DELETE /misbehave.");
}

HttpResponse Api::query(const HttpRequest &request)
{
    auto parsed = parseQuery(request.body);
    if (!parsed)
        return HttpResponse::error(400, parsed.error().message);
    QueryRequest query = *std::move(parsed);
    query.fresh = request.header("Cache-Control").find("no-cache") != std::string_view::npos;
    query.caller = extract(HeaderList(request.headers));
    const auto outcome = m_pipeline.answer(query);
    if (const auto *failure = std::get_if<QueryFailure>(&outcome))
        return failed(*failure);
    return HttpResponse::json(std::get<Answer>(outcome).toJson());
}

HttpResponse Api::health() const
{
    const auto counters = m_pipeline.counters();
    const auto cache = m_cache.statistics();
    Json body{{"status", "ok"},
              {"version", SPANWISE_VERSION},
              {"queries", counters.queries},
              {"failed", counters.failed},
              {"cache", {{"hits", cache.hits}, {"misses", cache.misses}, {"size", cache.size}}}};
    body.update(m_health());
    return HttpResponse::json(body);
}

HttpResponse Api::changeMisbehaviour(const HttpRequest &request)
{
    Misbehaviour now;
    if (request.method == "DELETE") {
        m_misbehaviour.set({});
    } else {
        const auto object = parseObject(request.body);
        if (!object)
            return HttpResponse::error(400, object.error().message);
        const auto changed = m_misbehaviour.change(*object);
        if (!changed)
            return HttpResponse::error(400, changed.error().message);
        now = *changed;
    }
    m_cache.clear(); // answers from before would hide the change
    return HttpResponse::json(now.toJson());
}

} // namespace spanwise::demo
