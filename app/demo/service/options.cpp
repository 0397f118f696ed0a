// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/service/options.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <functional>
#include <map>

namespace spanwise::demo {
namespace {

Error invalid(std::string message)
{
    return {Error::Code::InvalidInput, std::move(message)};
}

template<class Number>
Status readNumber(std::string_view name, std::string_view text, Number lowest, Number highest, Number &target)
{
    Number value{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size() || !(value >= lowest && value <= highest))
        return invalid(std::string(name) + " takes a number from " + nlohmann::json(lowest).dump() + " to " +
                       nlohmann::json(highest).dump() + ", not '" + std::string(text) + "'.");
    target = value;
    return Done{};
}

Status readText(std::string_view value, std::string &target)
{
    target = std::string(value);
    return Done{};
}

using Reader = std::function<Status(std::string_view value)>;

std::map<std::string_view, Reader> readersFor(Options &options)
{
    const auto number = [](std::string_view name, auto lowest, auto highest, auto &target) -> Reader {
        return
            [=, &target](std::string_view value) { return readNumber(name, value, lowest, highest, target); };
    };
    const auto text = [](std::string &target) -> Reader {
        return [&target](std::string_view value) { return readText(value, target); };
    };
    Misbehaviour &bad = options.misbehaviour;
    return {
        {"--port", number("--port", std::uint16_t{0}, std::uint16_t{65535}, options.port)},
        {"--rate", number("--rate", 0.0, 1000.0, options.rate)},
        {"--questions", text(options.questionsFile)},
        {"--manual", text(options.manualDirectory)},
        {"--pace", number("--pace", 0.0, 100.0, options.pace)},
        {"--slow-step", [&bad](std::string_view value) { return addSlowStep(bad, value); }},
        {"--error-rate", number("--error-rate", 0.0, 1.0, bad.errorRate)},
        {"--hallucinate", number("--hallucinate", 0.0, 1.0, bad.hallucinate)},
        {"--drop-document", number("--drop-document", std::size_t{0}, std::size_t{1000}, bad.dropDocument)},
        {"--llm-url", text(options.modelUrl)},
        {"--llm-model", text(options.modelName)},
        {"--seed",
         [&options](std::string_view value) {
             return readNumber("--seed", value, std::uint64_t{0}, UINT64_MAX, options.seed.emplace());
         }},
    };
}

} // namespace

Result<Options> Options::parse(std::span<const std::string_view> arguments, const Environment &environment)
{
    Options options;
    options.modelUrl = environment("OPENAI_BASE_URL").value_or("");
    options.modelKey = environment("OPENAI_API_KEY").value_or("");
    options.modelName = environment("OPENAI_MODEL").value_or(options.modelName);
    const auto readers = readersFor(options);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view argument = arguments[i];
        if (argument == "--help" || argument == "-h") {
            options.help = true;
            continue;
        }
        if (argument == "--version") {
            options.version = true;
            continue;
        }
        const auto equals = argument.find('=');
        const auto reader = readers.find(argument.substr(0, equals));
        if (reader == readers.end())
            return invalid("There is no option '" + std::string(argument) + "'. See spanwise-demo --help.");
        const bool isNext = equals == std::string_view::npos;
        if (isNext && i + 1 == arguments.size())
            return invalid(std::string(argument) + " needs a value. See spanwise-demo --help.");
        if (const Status status = reader->second(isNext ? arguments[++i] : argument.substr(equals + 1));
            !status)
            return status.error();
    }
    return options;
}

std::string_view Options::usage()
{
    return R"(usage: spanwise-demo [OPTIONS]

A small RAG service that answers questions about Spanwise's manual and traces every step.

  POST /query {"query": "...", "context": {"top_k": 5, "pipeline": "simple|multi_hop|auto", "rerank": true, "cache": true}}
  GET /health              counters of queries, cache and export
  GET /misbehave           what goes wrong on purpose; POST changes it, DELETE ends it

  --port N                 port on 127.0.0.1 (18080; 0: any free one)
  --rate N                 questions a second that it asks itself (2; 0: none)
  --questions FILE         ask these instead, one a line
  --manual DIR             answer from the Markdown pages in DIR
  --pace X                 scale of the steps' waiting time (1: 150 to 600 ms a query; 0: none)
  --seed N                 repeatable chance

misbehave, so that alerts, errors and replays have something to show:
  --slow-step STEP=DELAY   slow a step down, for example retrieval=800ms; may be repeated
  --error-rate X           share of queries in which a step fails (0..1)
  --hallucinate X          share of answers that get an unsupported sentence (0..1)
  --drop-document N        lose the document of rank N in reranking

answer with a language model instead of extracting sentences:
  --llm-url URL            OpenAI-compatible service, for example http://127.0.0.1:11434/v1 (OPENAI_BASE_URL)
  --llm-model NAME         (OPENAI_MODEL; gpt-4o-mini); the key is read from OPENAI_API_KEY

Traces go to OTEL_EXPORTER_OTLP_ENDPOINT (http://127.0.0.1:4318) as OTLP protobuf; the other OTEL_* variables hold too.
Exit codes: 0 ended by a signal, 1 could not run, 2 wrong usage.
)";
}

} // namespace spanwise::demo
