// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/storyjson.h"

#include "core/analysis/prompt.h"
#include "core/genai/documents.h"
#include "core/genai/messagesreader.h"
#include "core/genai/querysummary.h"
#include "core/model/steplabel.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <string_view>

namespace spanwise {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view nameOf(DocumentSource source)
{
    switch (source) {
    case DocumentSource::RerankerInput:
        return "reranker_input";
    case DocumentSource::RerankerOutput:
        return "reranker_output";
    case DocumentSource::Retrieval:
        break;
    }
    return "retrieval";
}

double milliseconds(Duration length)
{
    return std::chrono::duration<double, std::milli>(length).count();
}

void put(ordered_json &object, const char *name, std::string_view text)
{
    if (!text.empty())
        object[name] = text;
}

/// JSON text as JSON, so that a reader need not parse twice; what is none stays text.
void putJson(ordered_json &object, const char *name, const std::string &text)
{
    if (text.empty())
        return;
    ordered_json parsed = ordered_json::parse(text, nullptr, false);
    object[name] = parsed.is_discarded() ? ordered_json(text) : std::move(parsed);
}

template<class Number>
void putCount(ordered_json &object, const char *name, Number count)
{
    if (count > 0)
        object[name] = count;
}

ordered_json objectOf(const Document &document)
{
    ordered_json object = {{"source", nameOf(document.source)}, {"rank", document.rank}};
    put(object, "id", document.id);
    put(object, "title", document.title);
    if (document.score)
        object["score"] = *document.score;
    if (document.distance)
        object["distance"] = *document.distance;
    put(object, "content", document.content);
    putJson(object, "metadata", document.metadata);
    return object;
}

ordered_json objectOf(const Message &message)
{
    ordered_json object = {{"direction", message.direction == Message::Direction::Input ? "input" : "output"},
                           {"role", message.role},
                           {"content", message.content}};
    put(object, "name", message.name);
    put(object, "tool_call_id", message.toolCallId);
    putJson(object, "tool_calls", message.toolCalls);
    return object;
}

/// What the span says of its call: model, tokens, cost, verdict.
void putUsage(ordered_json &object, const SpanFacts &facts)
{
    put(object, "model", facts.model);
    putCount(object, "input_tokens", facts.inputTokens);
    putCount(object, "output_tokens", facts.outputTokens);
    putCount(object, "cost_usd", facts.costUsd);
    if (facts.hallucination)
        object["hallucination"] = *facts.hallucination;
    if (facts.cacheHit)
        object["cache_hit"] = *facts.cacheHit;
}

ordered_json stepOf(const Trace &trace, SpanRow row, const MessagesReader &messages)
{
    const Span &span = trace[row];
    const SpanFacts &facts = trace.facts(row);
    ordered_json step = {{"span_id", span.id.toHex()}};
    if (span.parent)
        step["parent_span_id"] = span.parent.toHex();
    step["name"] = stepLabel(span);
    step["kind"] = nameOf(facts.step);
    step["start_ms"] = milliseconds(span.time.begin - trace.time().begin);
    step["duration_ms"] = milliseconds(span.time.length());
    if (facts.failed)
        step["failed"] = true;
    putUsage(step, facts);
    for (const Document &document : documentsOf(span))
        step["documents"].push_back(objectOf(document));
    for (const Message &message : messages(trace, row))
        step["messages"].push_back(objectOf(message));
    return step;
}

/// What the steps add up to; the usage of a span that repeats its children is 0 (core/genai/facts.h).
void putTotals(ordered_json &story, const Trace &trace)
{
    SpanFacts total;
    bool generated = false;
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const SpanFacts &facts = trace.facts(static_cast<SpanRow>(i));
        total.inputTokens += facts.inputTokens;
        total.outputTokens += facts.outputTokens;
        total.costUsd += facts.costUsd;
        const bool generation = facts.step == StepKind::Generation;
        if (!facts.model.empty() && (generation || !generated)) {
            total.model = facts.model;
            generated = generation;
        }
        if (facts.hallucination)
            total.hallucination = facts.hallucination;
        if (facts.cacheHit)
            total.cacheHit = facts.cacheHit;
    }
    putUsage(story, total);
}

ordered_json objectOf(const ReportedVerdict &verdict)
{
    ordered_json object = ordered_json::object();
    put(object, "name", verdict.name);
    if (verdict.score)
        object["score"] = *verdict.score;
    put(object, "label", verdict.label);
    put(object, "explanation", verdict.explanation);
    put(object, "annotator", verdict.annotator);
    return object;
}

/// What was said of the query afterwards, in its own trace and in others.
ordered_json evaluationsOf(const Trace &trace, const StorySources &sources)
{
    ordered_json list = ordered_json::array();
    const auto records =
        sources.logs ? std::span<const LogRecord>(sources.logs->logs) : std::span<const LogRecord>();
    for (const StepVerdict &said : summarizeQuery(trace, {}, records).verdicts) {
        ordered_json &object = list.emplace_back(objectOf(said.verdict));
        object["of_span_id"] = trace[said.row].id.toHex();
    }
    for (const LinkedVerdict &linked : sources.linked) {
        ordered_json &object = list.emplace_back(objectOf(linked.verdict));
        if (linked.target)
            object["of_span_id"] = linked.target.toHex();
        object["in_trace_id"] = linked.trace.toHex();
        object["in_span_id"] = linked.span.toHex();
        put(object, "by", linked.by);
    }
    return list;
}

} // namespace

QString storyJson(const Trace &trace, const StorySources &sources)
{
    const MessagesReader messages = messagesWith({sources.logs});
    ordered_json story = {{"trace_id", trace.id().toHex()},
                          {"duration_ms", milliseconds(trace.time().length())}};
    if (trace.size() > 0) {
        const SpanFacts &query = trace.facts(trace.queryRow());
        put(story, "question",
            query.question.empty() ? firstQuestion(trace, std::nullopt, messages)
                                   : std::string(query.question));
        put(story, "answer",
            query.answer.empty() ? lastReply(trace, std::nullopt, messages) : std::string(query.answer));
        put(story, "pipeline", query.pipeline);
    }
    putTotals(story, trace);
    if (ordered_json evaluations = evaluationsOf(trace, sources); !evaluations.empty())
        story["evaluations"] = std::move(evaluations);
    auto &steps = story["steps"] = ordered_json::array();
    for (std::size_t i = 0; i < trace.size(); ++i)
        steps.push_back(stepOf(trace, static_cast<SpanRow>(i), messages));
    return QString::fromStdString(story.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

} // namespace spanwise
