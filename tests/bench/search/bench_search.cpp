// SPDX-License-Identifier: GPL-3.0-or-later
// How long searches take in a history of two million spans, until the first hit and to their end.
//   build/release/bench/bench_search [--benchmark_filter=...]      SPANS=200000 makes a smaller history
#include "core/genai/facts.h"
#include "core/store/search.h"
#include "core/store/sqlite/sqlitestore.h"
#include "tests/bench/store/samples.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <thread>

using namespace spanwise;
using namespace spanwise::bench;

namespace {

constexpr std::size_t spansPerBatch = Samples::spansPerTrace * Samples::tracesPerBatch;

std::size_t wantedSpans()
{
    const char *const spans = std::getenv("SPANS");
    return spans == nullptr ? 2'000'000 : std::strtoul(spans, nullptr, 10);
}

/// One span in ten thousand has tenant = "rare" and, in the same trace, one question in a hundred thousand the word zyzzyva.
class History
{
public:
    History()
    {
        auto opened = SqliteStore::open(m_folder.filePath(QStringLiteral("spanwise.db")).toStdString(),
                                        {.readFacts = [](TelemetryBatch &batch) { return readFacts(batch); }});
        if (!opened)
            std::abort();
        m_store = *std::move(opened);
        Samples samples;
        std::size_t spans = 0;
        for (std::size_t b = 0; spans < wantedSpans(); ++b) {
            AdmittedBatch batch = samples.batch(true);
            mark(batch, b);
            const AdmittedBatch *const group[] = {&batch};
            if (!m_store->append(group))
                std::abort();
            spans += spansPerBatch;
        }
        std::this_thread::sleep_for(std::chrono::seconds(3)); // the text index trails by two seconds at most
    }

    const SqliteStore &store() const { return *m_store; }

private:
    static void mark(AdmittedBatch &batch, std::size_t number)
    {
        Arena &arena = batch.batch.arena;
        for (std::size_t i = 0; i < batch.batch.spans.size(); ++i) {
            Span &span = batch.batch.spans[i];
            if ((number * spansPerBatch + i) % 10'000 != 77)
                continue;
            std::vector<Attribute> attributes(span.attributes.begin(), span.attributes.end());
            attributes.push_back({"tenant", Value::ofString("rare")});
            span.attributes = arena.copy(std::span<const Attribute>(attributes));
        }
        if (number % 200 == 100)
            ask(batch, "is zyzzyva a word");
    }

    /// What the first span was asked, as it is sent and as it is read.
    static void ask(AdmittedBatch &batch, std::string_view question)
    {
        Span &span = batch.batch.spans.front();
        std::vector<Attribute> attributes(span.attributes.begin(), span.attributes.end());
        for (Attribute &attribute : attributes) {
            if (attribute.key == "input.value")
                attribute.value = Value::ofString(question);
        }
        span.attributes = batch.batch.arena.copy(std::span<const Attribute>(attributes));
        batch.facts.front().question = question;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<SqliteStore> m_store;
};

const History &history()
{
    static const History history;
    return history;
}

void searched(benchmark::State &state, const char *text, std::uint32_t limit)
{
    const StoreReader &store = history().store();
    const SearchQuery query = *SearchQuery::parse(text).query;
    double firstHit = 0;
    std::uint64_t found = 0;
    std::uint64_t looked = 0;
    for (auto _ : state) {
        const auto begun = std::chrono::steady_clock::now();
        std::optional<std::chrono::duration<double, std::milli>> first;
        const auto end = searchTraces(store, {.query = query, .filter = {}, .after = {}, .limit = limit},
                                      [&](const SearchProgress &progress) {
                                          if (!first && !progress.hits.empty())
                                              first = std::chrono::steady_clock::now() - begun;
                                      });
        if (!end)
            std::abort();
        firstHit += first ? first->count() : 0;
        found = end->found;
        looked = end->looked;
    }
    state.counters["first hit ms"] = firstHit / static_cast<double>(state.iterations());
    state.counters["found"] = static_cast<double>(found);
    state.counters["looked"] = static_cast<double>(looked);
}

void newestByServiceErrorAndDuration(benchmark::State &state)
{
    TraceFilter filter;
    filter.service = "rag-service";
    filter.failed = false;
    filter.minDuration = std::chrono::milliseconds(300);
    for (auto _ : state) {
        if (!history().store().list({.filter = filter, .after = {}, .limit = 100}))
            std::abort();
    }
}

} // namespace

BENCHMARK(newestByServiceErrorAndDuration)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searched, a_rare_word, "zyzzyva", 1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searched, no_such_word, "qwxyzzq", 1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searched, an_attribute_of_1_span_in_10000, "{ .tenant = \"rare\" }", 10'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searched, no_such_value, "{ .tenant = \"none\" }", 1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searched, structure_newest_100, "{ name = \"answer_query\" } > { duration > 300ms } | count() > 2", 100)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searched, everything_by_pattern_10000_traces, "{ .user.id =~ \"nobody\" } || {}", 10'000)
    ->Unit(benchmark::kMillisecond);

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
