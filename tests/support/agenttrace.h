// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/genai/facts.h"
#include "core/model/trace.h"
#include "tests/support/outline.h"

#include <memory>
#include <string>
#include <vector>

namespace spanwise::test {

/// Text as a JSON string.
inline std::string asJson(std::string_view text)
{
    std::string json = "\"";
    for (const char c : text)
        json += c == '\n'               ? std::string("\\n")
                : c == '"' || c == '\\' ? std::string("\\") + c
                                        : std::string(1, c);
    return json + '"';
}

/// {"role": ..., "parts": [...]} as gen_ai.input.messages has it.
inline std::string turn(std::string_view role, const std::string &parts)
{
    return R"({"role":")" + std::string(role) + R"(","parts":[)" + parts + "]}";
}
inline std::string said(std::string_view role, std::string_view words)
{
    return turn(role, R"({"type":"text","content":)" + asJson(words) + '}');
}

/// A trace of an agent (row 0) that calls a model once for each list of messages (rows 1, 2, ...): input,
/// output.
inline std::shared_ptr<const Trace> agentTrace(const std::vector<std::pair<std::string, std::string>> &calls)
{
    std::string outline = "agent 0 9000\n";
    for (std::size_t i = 0; i < calls.size(); ++i)
        outline += "  chat " + std::to_string(10 + i * 100) + ' ' + std::to_string(90 + i * 100) + '\n';
    TelemetryBatch batch = batchFromOutline(outline);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const std::vector<Attribute> attributes{
            {"gen_ai.operation.name", Value::ofString("chat")},
            {"gen_ai.request.model", Value::ofString("qwen2.5-7b-instruct")},
            {"gen_ai.request.temperature", Value::ofDouble(0.2)},
            {"server.address", Value::ofString("localhost")},
            {"server.port", Value::ofInt(11434)},
            {"gen_ai.input.messages", Value::ofString(batch.arena.copy('[' + calls[i].first + ']'))},
            {"gen_ai.output.messages", Value::ofString(batch.arena.copy('[' + calls[i].second + ']'))},
            {"gen_ai.usage.input_tokens", Value::ofInt(1544)},
            {"gen_ai.usage.output_tokens", Value::ofInt(268)}};
        batch.spans[i + 1].attributes = batch.arena.copy(std::span<const Attribute>(attributes));
    }
    std::vector<SpanFacts> facts = readFacts(batch);
    return std::make_shared<const Trace>(std::move(batch), std::move(facts));
}

/// An agent that looks something up and answers: two model calls, a tool call and its answer, a picture, a
/// long system prompt.
inline std::shared_ptr<const Trace> weatherTrace()
{
    std::string rules = "You are the assistant of a weather service.";
    for (int i = 1; i <= 30; ++i)
        rules += "\nRule " + std::to_string(i) + ": name the source of every number, and never guess.";
    const std::string asked =
        said("system", rules) + ',' +
        turn("user", R"({"type":"text","content":"What will this sky over Ulm bring?"},)"
                     R"({"type":"blob","modality":"image","mime_type":"image/jpeg","content":")" +
                         std::string(40'000, 'A') + R"("})");
    const std::string call = turn(
        "assistant",
        R"({"type":"reasoning","content":"Clouds alone do not tell. The forecast does."},)"
        R"({"type":"tool_call","id":"call_7Fq","name":"get_forecast","arguments":{"city":"Ulm","days":[1,2],"units":"metric"}})");
    const std::string answer = turn(
        "tool",
        R"({"type":"tool_call_response","id":"call_7Fq","response":{"temperature":[12.50,9],"rain":true}})");
    return agentTrace({{asked, call.substr(0, call.size() - 1) + R"(,"finish_reason":"tool_calls"})"},
                       {asked + ',' + call + ',' + answer,
                        said("assistant", "**Rain** tomorrow, 12.5 degrees; colder the day after.")}});
}

} // namespace spanwise::test
