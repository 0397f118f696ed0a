// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/journey.h"
#include "core/analysis/tracediff.h"
#include "core/genai/facts.h"
#include "core/genai/querysummary.h"
#include "tests/bench/clock.h"
#include "tests/bench/rows.h"
#include "tests/support/outline.h"

#include <algorithm>
#include <chrono>
#include <random>

namespace spanwise::bench {
namespace {

constexpr int documentCount = 200;
constexpr std::size_t promptBytes = 2'000'000;
constexpr int runs = 20;

/// Milliseconds of the slowest of some runs: what a user may meet.
template<class Work>
double slowestMs(const Work &work)
{
    double slowest = 0;
    for (int i = 0; i < runs; ++i)
        slowest = std::max(slowest, msOf(work));
    return slowest;
}

class Writer
{
public:
    std::string words(std::size_t bytes)
    {
        std::string text;
        while (text.size() < bytes) {
            for (std::uint64_t length = 3 + m_random() % 8; length > 0; --length)
                text += static_cast<char>('a' + m_random() % 26);
            text += m_random() % 12 == 0 ? ". " : " ";
        }
        return text;
    }

private:
    std::mt19937_64 m_random{11};
};

std::vector<Attribute> documentAttributes(Arena &arena, const std::vector<std::string> &contents)
{
    std::vector<Attribute> attributes;
    for (std::size_t i = 0; i < contents.size(); ++i) {
        const std::string prefix = "retrieval.documents." + std::to_string(i) + ".document.";
        attributes.push_back(
            {arena.copy(prefix + "id"), Value::ofString(arena.copy("doc-" + std::to_string(i)))});
        attributes.push_back({arena.copy(prefix + "content"), Value::ofString(arena.copy(contents[i]))});
        attributes.push_back(
            {arena.copy(prefix + "score"), Value::ofDouble(1.0 / static_cast<double>(i + 1))});
    }
    return attributes;
}

/// Two searches, a fusion and a reranker over 200 documents of 1 KB; a prompt of 2 MB with every second of
/// them.
Trace bigQuery()
{
    Writer writer;
    TelemetryBatch batch = test::batchFromOutline("ask 0 900\n  retrieval 0 300\n    vector 0 100\n    words "
                                                  "0 200\n  reranking 300 400\n  generation 400 800\n");
    std::vector<std::string> contents;
    std::string prompt = "Answer from these documents.\n";
    for (int i = 0; i < documentCount; ++i) {
        contents.push_back(writer.words(1000));
        if (i % 2 == 0)
            prompt += contents.back() + '\n';
    }
    prompt += writer.words(promptBytes - prompt.size());
    const std::string answer = contents[0].substr(0, 400) + contents[2].substr(0, 400) + writer.words(400);
    const auto give = [&](std::size_t span, std::vector<Attribute> attributes) {
        batch.spans[span].attributes = batch.arena.copy(std::span<const Attribute>(attributes));
    };
    give(0, {{"input.value", Value::ofString("What is it?")},
             {"output.value", Value::ofString(batch.arena.copy(answer))}});
    for (const std::size_t span : {1U, 2U, 3U, 4U}) {
        std::vector<Attribute> attributes = documentAttributes(batch.arena, contents);
        attributes.push_back({"openinference.span.kind", Value::ofString("RETRIEVER")});
        give(span, std::move(attributes));
    }
    give(5, {{"openinference.span.kind", Value::ofString("LLM")},
             {"llm.model_name", Value::ofString("gpt-4o-mini")},
             {"llm.token_count.prompt", Value::ofInt(500'000)},
             {"llm.input_messages.0.message.role", Value::ofString("user")},
             {"llm.input_messages.0.message.content", Value::ofString(batch.arena.copy(prompt))}});
    auto facts = readFacts(batch);
    return Trace(std::move(batch), std::move(facts));
}

std::shared_ptr<const Trace> wideTrace(int spans, int shift)
{
    std::string outline = "ask 0 100000\n";
    for (int i = 1; i < spans; ++i)
        outline += (i % 10 == 1 ? "  step" : "    part") + std::to_string(i % 97) + ' ' +
                   std::to_string(i * 9) + ' ' + std::to_string(i * 9 + 8 + shift) + '\n';
    return std::make_shared<const Trace>(test::traceFromOutline(outline));
}

} // namespace
} // namespace spanwise::bench

int main()
{
    using namespace spanwise;
    const Trace query = bench::bigQuery();
    const PriceList prices = PriceList::parse("gpt-4o-mini 0.15 0.60").list;
    const DocumentsReader documents = [](const Trace &trace, SpanRow row) { return documentsOf(trace, row); };
    const MessagesReader messages = [](const Trace &trace, SpanRow row) { return messagesOf(trace, row); };
    std::size_t inPrompt = 0;
    const double story = bench::slowestMs([&] {
        const DocumentJourney journey = documentJourney(query, query.queryRow(), documents, messages);
        inPrompt = static_cast<std::size_t>(std::ranges::count_if(
            journey.fates, [](const DocumentFate &f) { return f.prompt && f.prompt->isThere(); }));
        summarizeQuery(query, prices);
    });
    if (inPrompt != bench::documentCount / 2)
        std::printf("WRONG: %zu documents were found in the prompt\n", inPrompt);
    bench::row("journey and summary: 200 documents, 2 MB prompt", story, "ms", bench::Bar::AtMost, 50);

    const auto left = bench::wideTrace(10'000, 0);
    const auto right = bench::wideTrace(10'000, 3);
    std::size_t steps = 0;
    const double compared = bench::slowestMs([&] { steps = compareTraces(left, right).steps.size(); });
    if (steps != left->size())
        std::printf("WRONG: %zu steps were aligned\n", steps);
    bench::row("two traces of 10,000 spans compared", compared, "ms", bench::Bar::AtMost, 200);
    return 0;
}
