// SPDX-License-Identifier: GPL-3.0-or-later
// The listeners before a history in SQLite, as the program sets them up, in a process of their own whose
// memory can be measured.
//   besieged FILE TOKEN     prints the ports of HTTP and gRPC, one a line; serves until its input ends
#include "core/genai/facts.h"
#include "core/intake/intake.h"
#include "core/receive/grpc/grpclistener.h"
#include "core/receive/httplistener.h"
#include "core/receive/ingest.h"
#include "core/store/sqlite/sqlitestore.h"

#include <QCoreApplication>

#include <cstdio>

using namespace spanwise;

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc != 3)
        return 2;
    const auto facts = [](TelemetryBatch &batch) { return readFacts(batch); };
    auto store = SqliteStore::open(argv[1], {.readFacts = facts});
    if (!store)
        return 1;
    IntakeOptions options;
    options.readFacts = facts;
    Intake intake(**store, std::make_shared<IntakeCounters>(), std::move(options));
    intake.start();
    const auto ingest = std::make_shared<Ingest>(intake);
    const auto tokens = std::make_shared<AccessTokens>(std::vector<std::string>{argv[2]});
    HttpListener http(ingest, {.listen = {"127.0.0.1", 0}, .tokens = tokens});
    GrpcListener grpc(ingest, {.listen = {"127.0.0.1", 0}, .tokens = tokens});
    if (!http.start() || !grpc.start())
        return 1;
    std::printf("%u\n%u\n", unsigned(http.endpoint().port), unsigned(grpc.endpoint().port));
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    http.stop();
    grpc.stop();
    ingest->stop();
    intake.stop();
    return 0;
}
