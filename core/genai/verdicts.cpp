// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/verdicts.h"

#include "core/genai/indexedkey.h"

#include <algorithm>
#include <array>
#include <map>

namespace spanwise {
namespace {

struct List
{
    std::string_view prefix;
    std::string_view item;
};

constexpr std::array<List, 6> lists{{{"evaluations.", "evaluation."},
                                     {"annotations.", "annotation."},
                                     {"trace.evaluations.", "evaluation."},
                                     {"trace.annotations.", "annotation."},
                                     {"session.evaluations.", "evaluation."},
                                     {"session.annotations.", "annotation."}}};

constexpr std::string_view openlit = "gen_ai.eval.";

bool saysSomething(const ReportedVerdict &verdict)
{
    return verdict.score || !verdict.label.empty() || !verdict.explanation.empty();
}

void setMember(ReportedVerdict &verdict, std::string_view member, const Value &value)
{
    if (member == "name")
        verdict.name = value.stringOr({});
    else if (member == "score" && value.isNumber())
        verdict.score = value.numberOr(0);
    else if (member == "label")
        verdict.label = value.stringOr({});
    else if (member == "explanation")
        verdict.explanation = value.stringOr({});
    else if (member == "annotator_kind")
        verdict.annotator = value.stringOr({});
}

/// gen_ai.evaluation.* of an event or of a span, in OpenTelemetry's names.
ReportedVerdict named(std::span<const Attribute> attributes)
{
    ReportedVerdict verdict;
    for (const Attribute &attribute : attributes) {
        if (attribute.key == "gen_ai.evaluation.name")
            verdict.name = attribute.value.stringOr({});
        else if (attribute.key == "gen_ai.evaluation.score.value" && attribute.value.isNumber())
            verdict.score = attribute.value.numberOr(0);
        else if (attribute.key == "gen_ai.evaluation.score.label")
            verdict.label = attribute.value.stringOr({});
        else if (attribute.key == "gen_ai.evaluation.explanation")
            verdict.explanation = attribute.value.stringOr({});
    }
    return verdict;
}

} // namespace

std::vector<ReportedVerdict> verdictsOf(const Span &span)
{
    std::vector<ReportedVerdict> verdicts;
    const auto add = [&](ReportedVerdict verdict) {
        if (saysSomething(verdict))
            verdicts.push_back(std::move(verdict));
    };
    std::array<std::map<std::uint32_t, ReportedVerdict>, lists.size()> indexed;
    for (const Attribute &attribute : span.attributes) {
        for (std::size_t i = 0; i < lists.size(); ++i) {
            const auto key = IndexedKey::parse(attribute.key, lists[i].prefix);
            if (key && key->rest.starts_with(lists[i].item))
                setMember(indexed[i][key->index], key->rest.substr(lists[i].item.size()), attribute.value);
        }
    }
    for (auto &list : indexed) {
        for (auto &[index, verdict] : list)
            add(std::move(verdict));
    }
    for (const Event &event : span.events) {
        if (event.name == "gen_ai.evaluation.result")
            add(named(event.attributes));
    }
    add(named(span.attributes));
    for (const Attribute &attribute : span.attributes) {
        if (attribute.key.starts_with(openlit) && attribute.value.isNumber())
            add({.name = std::string(attribute.key.substr(openlit.size())),
                 .score = attribute.value.numberOr(0),
                 .label = {},
                 .explanation = {},
                 .annotator = {}});
    }
    return verdicts;
}

bool isEvaluationKey(std::string_view key) noexcept
{
    return key == "hallucination_score" || key.starts_with(openlit) ||
           key.starts_with("gen_ai.evaluation.") ||
           std::ranges::any_of(lists, [&](const List &list) { return key.starts_with(list.prefix); });
}

std::optional<ReportedVerdict> verdictOf(const LogRecord &record)
{
    const Value *const name = record.eventName.empty() ? find(record.attributes, "event.name") : nullptr;
    if ((name ? name->stringOr({}) : record.eventName) != "gen_ai.evaluation.result")
        return std::nullopt;
    ReportedVerdict verdict = named(record.attributes);
    // Some senders put the members into the body instead.
    if (!saysSomething(verdict) && record.body.type() == Value::Type::Map)
        verdict = named(record.body.map());
    return saysSomething(verdict) ? std::optional(std::move(verdict)) : std::nullopt;
}

} // namespace spanwise
