// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/pipeline/pipeline.h"
#include "app/demo/service/httpmessage.h"

#include <nlohmann/json.hpp>

#include <functional>

namespace spanwise::demo {

/// The HTTP interface of the demo: POST /query, GET /health, GET, POST and DELETE /misbehave.
///
/// handle() may run on any number of threads and does not throw; every fault of a request is answered with
/// 4xx and a message that says what to change.
class Api
{
public:
    /// What /health adds about export and cache; any thread.
    using Health = std::function<nlohmann::json()>;

    Api(Pipeline &pipeline, MisbehaviourSwitch &misbehaviour, AnswerCache &cache,
        Health health); // all outlive it

    HttpResponse handle(const HttpRequest &request);

private:
    HttpResponse route(const HttpRequest &request);
    HttpResponse query(const HttpRequest &request);
    HttpResponse health() const;
    HttpResponse changeMisbehaviour(const HttpRequest &request);

    Pipeline &m_pipeline;
    MisbehaviourSwitch &m_misbehaviour;
    AnswerCache &m_cache;
    Health m_health;
};

} // namespace spanwise::demo
