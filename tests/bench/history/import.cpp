// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"
#include "core/genai/facts.h"
#include "core/intake/intake.h"
#include "core/store/sqlite/sqlitestore.h"
#include "tests/bench/history/measures.h"
#include "tests/bench/rows.h"
#include "tests/bench/store/samples.h"

#include <QTemporaryDir>

#include <chrono>
#include <cstdio>
#include <semaphore>

namespace spanwise::bench {

/// Files of JSON lines, a batch of 512 spans each: decoded alone, then through the intake into a store, as an
/// import does.
void measureImport()
{
    using Clock = std::chrono::steady_clock;
    constexpr int count = 300;
    Samples samples;
    std::vector<std::string> lines;
    for (int i = 0; i < count; ++i)
        lines.push_back(encodeOtlpJson(samples.batch(false).batch));
    const double spans = count * static_cast<double>(Samples::spansPerTrace * Samples::tracesPerBatch);

    auto begun = Clock::now();
    for (const std::string &line : lines) {
        if (!decodeOtlpJson(line))
            std::abort();
    }
    const double decoded = spans / std::chrono::duration<double>(Clock::now() - begun).count();

    const QTemporaryDir folder;
    auto store = SqliteStore::open(folder.filePath(QStringLiteral("spanwise.db")).toStdString());
    if (!store)
        std::abort();
    IntakeOptions options;
    options.readFacts = [](TelemetryBatch &batch) { return readFacts(batch); };
    Intake intake(**store, std::make_shared<IntakeCounters>(), std::move(options));
    intake.start();
    std::counting_semaphore<64> room(32);
    begun = Clock::now();
    for (std::string &line : lines) {
        auto batch = decodeOtlpJson(std::move(line));
        room.acquire();
        if (!intake.submit(batch->batch, [&](const Result<AppendReport> &) { room.release(); }))
            std::abort();
    }
    for (int i = 0; i < 32; ++i)
        room.acquire();
    const double committed = spans / std::chrono::duration<double>(Clock::now() - begun).count();
    intake.stop();
    row("import of OTLP JSON, decode alone", decoded, "spans/s", Bar::AtLeast, 300'000);
    row("import of OTLP JSON, committed", committed, "spans/s", Bar::AtLeast, 100'000);
}

} // namespace spanwise::bench
