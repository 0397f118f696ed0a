// SPDX-License-Identifier: GPL-3.0-or-later
// `store_ingester STORE FIRST COUNT`: sends COUNT numbered traces (0: for ever) through the intake into the
// store (a file, or postgres://...) and prints the number of each, one a line, once it is acknowledged. Made
// to be killed at any moment (tst_store_crash.cpp).
#include "core/intake/intake.h"
#include "core/store/postgres/postgresstore.h"
#include "core/store/sqlite/sqlitestore.h"
#include "tests/support/storebatches.h"

#include <QCoreApplication>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

using namespace spanwise;
using namespace spanwise::test;

namespace {

/// Three spans and a text that is long, so that every table is written.
TelemetryBatch traceNumber(std::uint32_t number)
{
    BatchBuilder builder;
    const std::string answer = "answer " + std::to_string(number) + std::string(300, 'a');
    builder.add(traceId(number), spanId(1), {}, "answer_query", number, number + 100,
                {{"question", Value::ofString("question " + std::to_string(number))},
                 {"answer", Value::ofString(answer)}});
    builder.add(traceId(number), spanId(2), spanId(1), "retrieval", number, number + 50,
                {{"step", Value::ofInt(3)}});
    builder.add(traceId(number), spanId(3), spanId(1), "generation", number, number + 90,
                {{"step", Value::ofInt(5)}});
    return std::move(builder.batch());
}

/// Straight to the pipe: what was printed has left the process before it can be killed.
void print(std::uint32_t number)
{
    const std::string line = std::to_string(number) + "\n";
    if (write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        std::_Exit(3);
}

template<class Opened>
std::unique_ptr<Store> checked(Result<Opened> opened)
{
    if (opened)
        return *std::move(opened);
    std::fprintf(stderr, "%s\n", opened.error().message.c_str());
    std::_Exit(1);
}

std::unique_ptr<Store> openStore(const char *where)
{
    if (PostgresUrl::isOne(where)) {
        PostgresOptions options;
        options.readFacts = plainFacts;
        return checked(PostgresStore::open(*PostgresUrl::parse(where), options));
    }
    auto store = SqliteStore::open(where, {.readFacts = plainFacts});
    if (store && !(*store)->openReport().movedAside.empty()) {
        std::fprintf(stderr, "%s\n", (*store)->openReport().message.c_str());
        std::_Exit(4);
    }
    return checked(std::move(store));
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc != 4)
        return 2;
    const std::unique_ptr<Store> store = openStore(argv[1]);
    IntakeOptions options;
    options.groupCommit = std::chrono::milliseconds(2);
    options.queueBytes = 1U << 20U;
    options.readFacts = plainFacts;
    Intake intake(*store, std::make_shared<IntakeCounters>(), options);
    intake.start();
    const auto first = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));
    const auto count = static_cast<std::uint32_t>(std::strtoul(argv[3], nullptr, 10));
    for (std::uint32_t number = first; count == 0 || number < first + count;) {
        TelemetryBatch batch = traceNumber(number);
        const Status accepted = intake.submit(batch, [number](const Result<AppendReport> &report) {
            if (!report) {
                std::fprintf(stderr, "%s\n", report.error().message.c_str());
                std::_Exit(1);
            }
            print(number);
        });
        if (accepted)
            ++number;
        else
            std::this_thread::yield();
    }
    intake.stop();
    return 0;
}
