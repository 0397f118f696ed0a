// SPDX-License-Identifier: GPL-3.0-or-later
// What the store costs, beside the plainest thing SQLite could do in the same run: one row a span through the
// C API.
//   build/release/bench/bench_store [--benchmark_filter=...]
#include "core/store/sqlite/sqlitestore.h"
#include "tests/bench/store/samples.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <filesystem>

using namespace spanwise;
using namespace spanwise::bench;

namespace {

constexpr std::size_t spansPerBatch = Samples::spansPerTrace * Samples::tracesPerBatch;

std::vector<SpanFacts> noFacts(TelemetryBatch &batch)
{
    return std::vector<SpanFacts>(batch.spans.size());
}

std::unique_ptr<SqliteStore> openIn(const QTemporaryDir &folder)
{
    auto store = SqliteStore::open(folder.filePath(QStringLiteral("spanwise.db")).toStdString(),
                                   {.readFacts = noFacts, .clock = [] { return Timestamp{}; }});
    if (!store)
        std::abort();
    return *std::move(store);
}

void appendOne(Store &store, const AdmittedBatch &batch)
{
    const AdmittedBatch *const group[] = {&batch};
    if (!store.append(group))
        std::abort();
}

void appendBatches(benchmark::State &state)
{
    const bool withText = state.range(0) != 0;
    const QTemporaryDir folder;
    const auto store = openIn(folder);
    Samples samples;
    for (auto _ : state) {
        state.PauseTiming();
        const AdmittedBatch batch = samples.batch(withText);
        state.ResumeTiming();
        appendOne(*store, batch);
    }
    const auto spans = static_cast<std::int64_t>(spansPerBatch) * state.iterations();
    state.SetItemsProcessed(spans);
    state.counters["bytes/span"] =
        static_cast<double>(store->statistics()->bytes) / static_cast<double>(spans);
}
BENCHMARK(appendBatches)
    ->ArgName("text")
    ->Arg(0)
    ->Arg(1)
    ->Iterations(800)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

/// The reference: a table of spans with an index on the trace id, attributes as one blob of 400 bytes.
void rawRows(benchmark::State &state)
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("raw.db")).toStdString();
    sqlite3 *db = nullptr;
    sqlite3_open(path.c_str(), &db);
    sqlite3_exec(db,
                 "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                 "PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16384; PRAGMA secure_delete = OFF;"
                 "CREATE TABLE spans (id BLOB, trace BLOB, parent BLOB, name TEXT, begin INTEGER, end "
                 "INTEGER, data BLOB);"
                 "CREATE INDEX by_trace ON spans (trace)",
                 nullptr, nullptr, nullptr);
    sqlite3_stmt *insert = nullptr;
    sqlite3_prepare_v2(db, "INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?, ?)", -1, &insert, nullptr);
    const std::string data(400, 'a');
    Samples samples;
    for (auto _ : state) {
        state.PauseTiming();
        const AdmittedBatch batch = samples.batch(false);
        state.ResumeTiming();
        sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
        for (const Span &span : batch.batch.spans) {
            sqlite3_bind_blob(insert, 1, span.id.bytes().data(), 8, SQLITE_STATIC);
            sqlite3_bind_blob(insert, 2, span.traceId.bytes().data(), 16, SQLITE_STATIC);
            sqlite3_bind_blob(insert, 3, span.parent.bytes().data(), 8, SQLITE_STATIC);
            sqlite3_bind_text(insert, 4, span.name.data(), static_cast<int>(span.name.size()), SQLITE_STATIC);
            sqlite3_bind_int64(insert, 5, span.time.begin.time_since_epoch().count());
            sqlite3_bind_int64(insert, 6, span.time.end.time_since_epoch().count());
            sqlite3_bind_blob(insert, 7, data.data(), static_cast<int>(data.size()), SQLITE_STATIC);
            sqlite3_step(insert);
            sqlite3_reset(insert);
        }
        sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
    }
    const auto spans = static_cast<std::int64_t>(spansPerBatch) * state.iterations();
    state.SetItemsProcessed(spans);
    sqlite3_finalize(insert);
    sqlite3_close(db);
    state.counters["bytes/span"] =
        static_cast<double>(std::filesystem::file_size(path)) / static_cast<double>(spans);
}
BENCHMARK(rawRows)->Iterations(800)->Unit(benchmark::kMillisecond)->UseRealTime();

/// A store of 200,000 traces, made once for all reading benchmarks.
class Large
{
public:
    static Large &instance()
    {
        static Large large;
        return large;
    }
    const QTemporaryDir folder;
    std::unique_ptr<SqliteStore> store = openIn(folder);
    TraceId some;
    TraceId large; ///< of 20,000 spans

private:
    Large()
    {
        Samples samples;
        for (int i = 0; i < 200'000 / static_cast<int>(Samples::tracesPerBatch); ++i) {
            AdmittedBatch batch = samples.batch(true);
            if (i == 1000)
                batch.facts[9].failed = true; // one trace with trouble among all
            appendOne(*store, batch);
            if (i == 1500)
                some = samples.lastTrace();
        }
        for (int i = 0; i < 20'000 / static_cast<int>(spansPerBatch) + 1; ++i) {
            AdmittedBatch batch = samples.batch(false);
            large = i == 0 ? samples.lastTrace() : large;
            for (Span &span : batch.batch.spans)
                span.traceId = large;
            appendOne(*store, batch);
        }
    }
};

void load(benchmark::State &state)
{
    Large &large = Large::instance();
    const TraceId id = state.range(0) == 0 ? large.some : large.large;
    std::size_t spans = 0;
    for (auto _ : state)
        spans = (*large.store->load(id))->size();
    state.counters["spans"] = static_cast<double>(spans);
}
BENCHMARK(load)->ArgName("large")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void list(benchmark::State &state, const TraceFilter &filter)
{
    const Large &large = Large::instance();
    std::size_t rows = 0;
    for (auto _ : state)
        rows = large.store->list({.filter = filter, .after = {}, .limit = 200})->traces.size();
    state.counters["rows"] = static_cast<double>(rows);
}
BENCHMARK_CAPTURE(list, newest, {})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(list, by_service, {.service = "rag-service"})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(list, by_unknown_service, {.service = "nobody"})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(list, failed, {.failed = true})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(list, slow_none, {.minDuration = std::chrono::hours(1)})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(list, by_step, {.step = "reranking"})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(list, by_unknown_step, {.step = "nothing"})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(list, text_everywhere, {.text = "answer"})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(list, text_nowhere, {.text = "qqqxyzzyqqq"})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(list, text_short_nowhere, {.text = "%%"})->Unit(benchmark::kMillisecond);

void statistics(benchmark::State &state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(Large::instance().store->statistics()->traceCount);
}
BENCHMARK(statistics)->Unit(benchmark::kMicrosecond);

/// Last: removes a tenth of the large store. The time is that of all slices together with the pauses between
/// them.
void pruneATenth(benchmark::State &state)
{
    const Large &large = Large::instance();
    const StoreStatistics before = *large.store->statistics();
    std::uint64_t removed = 0;
    for (auto _ : state)
        removed = *large.store->prune(*before.oldest + (*before.newest - *before.oldest) / 10);
    state.counters["traces"] = static_cast<double>(removed);
}
BENCHMARK(pruneATenth)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
