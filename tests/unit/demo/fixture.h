// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/corpus/manualfile.h"
#include "app/demo/pipeline/pipeline.h"
#include "app/demo/steps/extractive.h"
#include "app/demo/steps/fusion.h"
#include "core/tracing/provider.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace spanwise::test {

/// Keeps every batch that a provider exports.
class CollectingExporter : public SpanExporter
{
public:
    struct Batches
    {
        std::mutex mutex;
        std::vector<TelemetryBatch> all; // guarded by mutex
    };

    explicit CollectingExporter(std::shared_ptr<Batches> batches)
        : m_batches(std::move(batches))
    {
    }

    Status exportBatch(TelemetryBatch batch) override
    {
        const std::lock_guard lock(m_batches->mutex);
        m_batches->all.push_back(std::move(batch));
        return Done{};
    }

private:
    std::shared_ptr<Batches> m_batches;
};

/// The text of an attribute, whatever its type; empty when there is none.
inline std::string attribute(const Span &span, std::string_view key)
{
    for (const Attribute &each : span.attributes) {
        if (each.key != key)
            continue;
        switch (each.value.type()) {
        case Value::Type::String:
            return std::string(each.value.string());
        case Value::Type::Bool:
            return each.value.boolean() ? "true" : "false";
        case Value::Type::Int:
            return std::to_string(each.value.integer());
        case Value::Type::Double:
            return std::to_string(each.value.real());
        default:
            return "?";
        }
    }
    return {};
}

/// The manual of the build with everything computed from it.
inline const demo::Knowledge &manual()
{
    static const auto knowledge = demo::Knowledge::build(demo::Corpus::fromFiles(demo::embeddedManual()));
    return **knowledge;
}

/// A whole pipeline over the manual, without waiting, that keeps its spans.
struct DemoFixture
{
    explicit DemoFixture(double pace = 0)
        : waiting(pace, dice, {})
    {
    }

    /// Every span that ended so far.
    std::vector<Span> spans()
    {
        provider.forceFlush();
        const std::lock_guard lock(batches->mutex);
        std::vector<Span> result;
        for (const TelemetryBatch &batch : batches->all)
            result.insert(result.end(), batch.spans.begin(), batch.spans.end());
        return result;
    }

    /// The only span of this name; fails the test when there is none.
    Span span(std::string_view name)
    {
        for (const Span &each : spans()) {
            if (each.name == name)
                return each;
        }
        QTest::qFail(("no span " + std::string(name)).c_str(), __FILE__, __LINE__);
        return {};
    }

    bool hasSpan(std::string_view name)
    {
        const auto all = spans();
        return std::any_of(all.begin(), all.end(), [&](const Span &each) { return each.name == name; });
    }

    demo::Answer ask(const std::string &question, const std::string &context = "{}")
    {
        auto outcome = pipeline.answer(request(question, context));
        if (auto *answer = std::get_if<demo::Answer>(&outcome))
            return std::move(*answer);
        QTest::qFail(std::get<demo::QueryFailure>(outcome).message.c_str(), __FILE__, __LINE__);
        return {};
    }

    static demo::QueryRequest request(const std::string &question, const std::string &context = "{}")
    {
        demo::QueryRequest request{.question = question};
        request.context = *demo::QueryContext::fromJson(nlohmann::json::parse(context));
        return request;
    }

    std::shared_ptr<CollectingExporter::Batches> batches = std::make_shared<CollectingExporter::Batches>();
    TracerProvider provider{{.serviceName = "demo-test", .limits = {.attributes = 1024}},
                            std::make_unique<CollectingExporter>(batches)};
    demo::Dice dice{7};
    demo::Pace waiting;
    demo::ExtractiveGenerator generator{manual().weights};
    demo::Verifier verifier{manual().weights};
    demo::MisbehaviourSwitch misbehaviour;
    demo::AnswerCache cache{8, std::chrono::seconds(60)};
    demo::Pipeline pipeline{{manual(), generator, verifier, waiting, dice, provider.tracer("demo.pipeline")},
                            misbehaviour,
                            cache};
};

} // namespace spanwise::test
