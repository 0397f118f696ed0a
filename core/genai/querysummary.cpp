// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/querysummary.h"

#include "core/genai/sessionkeys.h"

#include <algorithm>
#include <array>

namespace spanwise {
namespace {

constexpr std::size_t spansPerLook = 4096; ///< between two looks at the stop token

/// When the model's first token came: the semantic conventions' attribute (s), LlamaIndex's event, or
/// OpenLLMetry's first chunk.
std::optional<Timestamp> firstTokenOf(const Span &span)
{
    if (const Value *const value = find(span.attributes, "gen_ai.response.time_to_first_chunk");
        value && value->isNumber())
        return span.time.begin +
               std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value->numberOr(0)));
    for (const Event &event : span.events) {
        if (event.name == "First Token Stream Event" || event.name == "llm.content.completion.chunk" ||
            event.name == "gen_ai.first_token")
            return event.time;
    }
    return std::nullopt;
}

void addCall(const Trace &trace, SpanRow row, const PriceList &prices, QuerySummary &summary)
{
    const SpanFacts &facts = trace.facts(row);
    if (facts.inputTokens == 0 && facts.outputTokens == 0 && facts.costUsd == 0)
        return;
    ModelCall call{row, std::string(facts.model), facts.inputTokens, facts.outputTokens, {}, false};
    if (facts.costUsd > 0) {
        call.costUsd = facts.costUsd;
    } else if (const auto cost = prices.costOf(facts.model, facts.inputTokens, facts.outputTokens)) {
        call.costUsd = cost;
        call.estimated = true;
    }
    summary.inputTokens += call.inputTokens;
    summary.outputTokens += call.outputTokens;
    if (call.costUsd)
        summary.costUsd = summary.costUsd.value_or(0) + *call.costUsd;
    summary.estimated = summary.estimated || call.estimated;
    summary.incomplete = summary.incomplete || !call.costUsd;
    summary.calls.push_back(std::move(call));
}

/// The span that a record evaluates.
SpanRow evaluatedBy(const LogRecord &record, const Trace &trace)
{
    const auto &spans = trace.batch().spans;
    if (const auto own = std::ranges::find(spans, record.spanId, &Span::id);
        record.spanId && own != spans.end())
        return static_cast<SpanRow>(own - spans.begin());
    constexpr std::string_view key = "gen_ai.response.id";
    const Value *const response = find(record.attributes, key);
    for (std::size_t i = 0; response && i < spans.size(); ++i) {
        if (const Value *const value = find(spans[i].attributes, key); value && *value == *response)
            return static_cast<SpanRow>(i);
    }
    return trace.queryRow();
}

void addVerdicts(std::span<const LogRecord> records, const Trace &trace, std::vector<StepVerdict> &verdicts)
{
    const auto fromSpans = static_cast<std::ptrdiff_t>(verdicts.size());
    for (const LogRecord &record : records) {
        auto verdict = verdictOf(record);
        if (!verdict)
            continue;
        const SpanRow row = evaluatedBy(record, trace);
        // Senders that write both the event and the record mean one evaluation.
        const bool known =
            std::any_of(verdicts.begin(), verdicts.begin() + fromSpans,
                        [&](const StepVerdict &said) { return said.row == row && said.verdict == *verdict; });
        if (!known)
            verdicts.push_back({row, std::move(*verdict)});
    }
}

} // namespace

QuerySummary summarizeQuery(const Trace &trace, const PriceList &prices, std::span<const LogRecord> records,
                            const std::stop_token &stop)
{
    QuerySummary summary;
    if (trace.size() == 0)
        return summary;
    const Timestamp begin = trace[trace.queryRow()].time.begin;
    for (std::size_t i = 0; i < trace.size(); ++i) {
        if (i % spansPerLook == 0 && stop.stop_requested())
            return summary;
        const auto row = static_cast<SpanRow>(i);
        const SpanFacts &facts = trace.facts(row);
        addCall(trace, row, prices, summary);
        // The last generation writes the answer; earlier ones rewrite questions.
        if (facts.step == StepKind::Generation) {
            if (const auto first = firstTokenOf(trace[row]); first && *first >= begin)
                summary.firstToken = *first - begin;
        }
        if (facts.cacheHit)
            summary.cacheHit = summary.cacheHit.value_or(false) || *facts.cacheHit;
        for (ReportedVerdict &verdict : verdictsOf(trace[row]))
            summary.verdicts.push_back({row, std::move(verdict)});
    }
    addVerdicts(records, trace, summary.verdicts);
    summary.session = sessionOf(trace);
    return summary;
}

std::string sessionOf(const Trace &trace)
{
    const auto among = [](std::span<const Attribute> attributes) -> std::string {
        for (const std::string_view key : sessionKeys) {
            if (const Value *const value = find(attributes, key); value && !value->stringOr({}).empty())
                return std::string(value->string());
        }
        return {};
    };
    for (std::size_t i = 0; i < trace.size(); ++i) {
        if (std::string session = among(trace[static_cast<SpanRow>(i)].attributes); !session.empty())
            return session;
    }
    return trace.size() == 0 ? std::string() : among(trace.resource(trace.queryRow()).attributes);
}

} // namespace spanwise
