// SPDX-License-Identifier: GPL-3.0-or-later
// What the team's store costs beside the file: the same batches into SQLite and into a PostgreSQL server of
// the bench's own (fsync on, as installed), by one writer and by two at a time.
//   build/release/bench/bench_postgres [--benchmark_filter=...]
#include "core/store/postgres/postgresstore.h"
#include "core/store/sqlite/sqlitestore.h"
#include "tests/bench/store/samples.h"
#include "tests/support/postgresserver.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

#include <cstdio>
#include <thread>

using namespace spanwise;
using namespace spanwise::bench;

namespace {

constexpr std::int64_t spansPerBatch = Samples::spansPerTrace * Samples::tracesPerBatch;

std::vector<SpanFacts> noFacts(TelemetryBatch &batch)
{
    return std::vector<SpanFacts>(batch.spans.size());
}

test::PostgresServer &server()
{
    static test::PostgresServer server(test::PostgresServer::Durability::AsInstalled);
    return server;
}

std::unique_ptr<Store> openTeams(const std::string &schema)
{
    PostgresOptions options;
    options.readFacts = noFacts;
    auto store = PostgresStore::open(*PostgresUrl::parse(server().url(schema)), std::move(options));
    if (!store) {
        std::fprintf(stderr, "%s\n", store.error().message.c_str());
        std::abort();
    }
    return *std::move(store);
}

/// As the intake groups them when they come fast: four batches a transaction.
std::vector<AdmittedBatch> group(Samples &samples)
{
    std::vector<AdmittedBatch> batches;
    for (int i = 0; i < 4; ++i)
        batches.push_back(samples.batch(true));
    return batches;
}

void append(Store &store, const std::vector<AdmittedBatch> &batches)
{
    std::vector<const AdmittedBatch *> all;
    for (const AdmittedBatch &batch : batches)
        all.push_back(&batch);
    if (!store.append(all))
        std::abort();
}

void run(benchmark::State &state, Store &store)
{
    Samples samples;
    for (auto _ : state) {
        state.PauseTiming();
        const auto batches = group(samples);
        state.ResumeTiming();
        append(store, batches);
    }
    const std::int64_t spans = 4 * spansPerBatch * state.iterations();
    state.SetItemsProcessed(spans);
    state.counters["bytes/span"] =
        static_cast<double>(store.statistics()->bytes) / static_cast<double>(spans);
}

void sqlite(benchmark::State &state)
{
    const QTemporaryDir folder;
    auto store = SqliteStore::open(folder.filePath(QStringLiteral("spanwise.db")).toStdString(),
                                   {.readFacts = noFacts});
    if (!store)
        std::abort();
    run(state, **store);
}
BENCHMARK(sqlite)->Iterations(100)->Unit(benchmark::kMillisecond)->UseRealTime();

void postgres(benchmark::State &state)
{
    const auto store = openTeams("one");
    run(state, *store);
}
BENCHMARK(postgres)->Iterations(100)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Two writers of different traces; the batches are made before the clock starts.
void postgresTwoWriters(benchmark::State &state)
{
    constexpr int rounds = 50;
    std::vector<std::vector<std::vector<AdmittedBatch>>> work(2);
    std::int64_t shift = 0;
    for (auto &groups : work) {
        Samples samples(7 + static_cast<std::uint64_t>(shift++));
        for (int i = 0; i < rounds; ++i)
            groups.push_back(group(samples));
    }
    const auto first = openTeams("two");
    const auto second = openTeams("two");
    for (auto _ : state) {
        std::thread other([&] {
            for (const auto &batches : work[1])
                append(*second, batches);
        });
        for (const auto &batches : work[0])
            append(*first, batches);
        other.join();
    }
    state.SetItemsProcessed(2 * rounds * 4 * spansPerBatch * state.iterations());
}
BENCHMARK(postgresTwoWriters)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Reading what postgres() and postgresTwoWriters() have stored.
void list(benchmark::State &state, const TraceFilter &filter)
{
    const auto store = openTeams("one");
    std::size_t rows = 0;
    for (auto _ : state)
        rows = store->list({.filter = filter, .after = {}, .limit = 100})->traces.size();
    state.counters["rows"] = static_cast<double>(rows);
}
BENCHMARK_CAPTURE(list, newest, {})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(list, by_service, {.service = "rag-service"})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(list, slow_none, {.minDuration = std::chrono::hours(1)})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(list, text_nowhere, {.text = "qqqxyzzyqqq"})->Unit(benchmark::kMillisecond);

void loadOne(benchmark::State &state)
{
    const auto store = openTeams("one");
    const TraceId id = store->list({.filter = {}, .after = {}, .limit = 1})->traces.front().id;
    for (auto _ : state)
        benchmark::DoNotOptimize(store->load(id));
}
BENCHMARK(loadOne)->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (!server().problem().isEmpty()) {
        std::printf("skipped: %s\n", qPrintable(server().problem()));
        return 0;
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
