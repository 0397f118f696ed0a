// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/sqlitestore.h"
#include "tests/bench/clock.h"
#include "tests/bench/history/measures.h"
#include "tests/bench/rows.h"
#include "tests/bench/store/samples.h"

#include <QTemporaryDir>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace spanwise::bench {
namespace {

constexpr int traces = 250'000;
constexpr int batches = traces / static_cast<int>(Samples::tracesPerBatch);

template<class Work>
double median(int times, Work &&work)
{
    std::vector<double> took;
    for (int i = 0; i < times; ++i)
        took.push_back(msOf(work));
    std::ranges::nth_element(took, took.begin() + times / 2);
    return took[static_cast<std::size_t>(times / 2)];
}

/// The system forgets what it has of the file: the next read comes from the disk.
void forgetPages(const std::string &path)
{
    const int fd = open(path.c_str(), O_RDONLY);
    fdatasync(fd);
    posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
}

std::vector<SpanFacts> noFacts(TelemetryBatch &batch)
{
    return std::vector<SpanFacts>(batch.spans.size());
}

std::unique_ptr<SqliteStore> openAt(const std::string &path)
{
    auto store = SqliteStore::open(path, {.readFacts = noFacts, .clock = [] { return Timestamp{}; }});
    if (!store)
        std::abort();
    return *std::move(store);
}

/// Two million spans; one trace in the middle has a word of its own and one has failed.
TraceId fill(SqliteStore &store)
{
    Samples samples;
    TraceId middle;
    for (int i = 0; i < batches; i += 8) {
        std::vector<AdmittedBatch> made;
        for (int j = 0; j < 8; ++j)
            made.push_back(samples.batch(true));
        if (i / 8 == batches / 16) {
            made[3].facts[0].question = "where did the heffalump go";
            made[3].facts[9].failed = true;
            middle = samples.lastTrace();
        }
        std::vector<const AdmittedBatch *> group;
        for (const AdmittedBatch &batch : made)
            group.push_back(&batch);
        if (!store.append(group))
            std::abort();
    }
    return middle;
}

void removeATenth(SqliteStore &store)
{
    const StoreStatistics before = *store.statistics();
    std::uint64_t removed = 0;
    const double took =
        msOf([&] { removed = *store.prune(*before.oldest + (*before.newest - *before.oldest) / 10); });
    row("retention", static_cast<double>(removed) / took * 1000, "traces/s", Bar::AtLeast, 5'000);
    row("its longest slice", std::chrono::duration<double, std::milli>(store.longestRetentionSlice()).count(),
        "ms", Bar::AtMost, 50);
}

} // namespace

void measureLookups()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("spanwise.db")).toStdString();
    auto store = openAt(path);
    const TraceId id = fill(*store);
    std::printf("%llu spans stored\n", static_cast<unsigned long long>(store->statistics()->spanCount));

    row("a trace by id, warm", median(101, [&] { (void)store->load(id); }), "ms", Bar::AtMost, 1);
    std::vector<double> cold;
    for (int i = 0; i < 9; ++i) {
        store.reset();
        forgetPages(path);
        store = openAt(path);
        cold.push_back(msOf([&] { (void)store->load(id); }));
    }
    std::ranges::nth_element(cold, cold.begin() + 4);
    row("a trace by id, cold", cold[4], "ms", Bar::AtMost, 10);

    const TraceFilter filter{
        .service = "rag-service", .failed = true, .minDuration = std::chrono::milliseconds(1)};
    row("newest 100 by service, error and duration",
        median(51, [&] { (void)store->list({.filter = filter, .after = {}, .limit = 100}); }), "ms",
        Bar::AtMost, 10);
    row("the same, no match by service",
        median(11, [&] { (void)store->list({.filter = {.service = "nobody"}, .after = {}, .limit = 100}); }),
        "ms", Bar::AtMost, 10);
    std::size_t found = 0;
    const double rare = median(51, [&] {
        found = store->list({.filter = {.text = "heffalump"}, .after = {}, .limit = 100})->traces.size();
    });
    row("a rare word" + std::string(found == 1 ? "" : " (NOT FOUND)"), rare, "ms", Bar::AtMost, 10);
    removeATenth(*store);
}

} // namespace spanwise::bench
