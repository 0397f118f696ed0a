// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/sqlitestore.h"
#include "tests/bench/history/measures.h"
#include "tests/bench/rows.h"
#include "tests/bench/store/samples.h"

#include <QTemporaryDir>

#include <sqlite3.h>

#include <chrono>
#include <ctime>
#include <filesystem>

namespace spanwise::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int spansPerBatch = static_cast<int>(Samples::spansPerTrace * Samples::tracesPerBatch);

/// Of the calling thread.
double cpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double secondsOf(Clock::duration time)
{
    return std::chrono::duration<double>(time).count();
}

} // namespace

double rawRowsPerSecond(int batches)
{
    const QTemporaryDir folder;
    sqlite3 *db = nullptr;
    sqlite3_open(folder.filePath(QStringLiteral("raw.db")).toStdString().c_str(), &db);
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
    Clock::duration time{};
    double cpu = 0;
    for (int i = 0; i < batches; ++i) {
        const AdmittedBatch batch = samples.batch(false);
        const auto begun = Clock::now();
        const double cpuBegun = cpuSeconds();
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
        time += Clock::now() - begun;
        cpu += cpuSeconds() - cpuBegun;
    }
    sqlite3_finalize(insert);
    sqlite3_close(db);
    std::printf("one row a span: %.2f us of CPU a span\n", cpu * 1e6 / (batches * spansPerBatch));
    return batches * spansPerBatch / secondsOf(time);
}

double appendedPerSecond(int batches, int batchesPerGroup, bool withText, double *bytesPerSpan)
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("spanwise.db")).toStdString();
    auto store = SqliteStore::open(path);
    if (!store)
        std::abort();
    Samples samples;
    Clock::duration time{};
    const std::clock_t cpu = std::clock();
    std::clock_t making = 0;
    double appending = 0;
    for (int i = 0; i < batches; i += batchesPerGroup) {
        const std::clock_t makingFrom = std::clock();
        std::vector<AdmittedBatch> made;
        for (int j = 0; j < batchesPerGroup; ++j)
            made.push_back(samples.batch(withText));
        std::vector<const AdmittedBatch *> group;
        for (const AdmittedBatch &batch : made)
            group.push_back(&batch);
        making += std::clock() - makingFrom;
        const auto begun = Clock::now();
        const double cpuBegun = cpuSeconds();
        if (!(*store)->append(group))
            std::abort();
        time += Clock::now() - begun;
        appending += cpuSeconds() - cpuBegun;
    }
    store = Error{}; // closing brings the log home
    std::printf("append%s, %d a transaction: %.2f us of CPU a span on the thread that appends; %.2f us of "
                "the whole process\n",
                withText ? " with text" : "", batchesPerGroup, appending * 1e6 / (batches * spansPerBatch),
                static_cast<double>(std::clock() - cpu - making) * 1e6 / CLOCKS_PER_SEC /
                    (batches * spansPerBatch));
    if (bytesPerSpan != nullptr)
        *bytesPerSpan = static_cast<double>(std::filesystem::file_size(path)) / (batches * spansPerBatch);
    return batches * spansPerBatch / secondsOf(time);
}

void measureAppend()
{
    constexpr int batches = 800;
    const double raw = rawRowsPerSecond(batches);
    double bytes = 0;
    const double plain = appendedPerSecond(batches, 1, false, &bytes);
    const double text = appendedPerSecond(batches, 1, true);
    std::printf("one row a span: %.0f spans/s; store: %.0f, with text: %.0f\n", raw, plain, text);
    row("store append, 512-span batches, to one row a span", plain / raw, "x", Bar::AtLeast, 2);
    row("the same with 500 bytes of text a query, indexed", text / raw, "x", Bar::AtLeast, 1.2);
    row("bytes per span on disk", bytes, "bytes", Bar::AtMost, 150);
}

} // namespace spanwise::bench
