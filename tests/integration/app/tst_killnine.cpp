// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"
#include "core/codec/otlp_protobuf.h"
#include "core/codec/zipkin.h"
#include "core/store/sqlite/sqlitestore.h"
#include "tests/integration/app/servingprogram.h"
#include "tests/integration/receive/grpcclient.h"
#include "tests/integration/receive/rawclient.h"
#include "tests/support/storebatches.h"
#include "tests/support/suite.h"

#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

#include <array>
#include <atomic>
#include <mutex>
#include <random>
#include <set>
#include <thread>

using namespace spanwise;
using namespace spanwise::test;

namespace {

/// Three spans of a trace that tells its number.
TelemetryBatch traceOf(std::uint32_t number)
{
    BatchBuilder builder;
    const std::int64_t begin = 1'700'000'000'000'000'000 + std::int64_t{number} * 1000;
    const std::string answer = "answer " + std::to_string(number) + std::string(300, 'a');
    builder.add(traceId(number), spanId(1), {}, "answer_query", begin, begin + 900'000,
                {{"answer", Value::ofString(answer)}});
    builder.add(traceId(number), spanId(2), spanId(1), "retrieval", begin, begin + 500'000,
                {{"step", Value::ofInt(3)}});
    builder.add(traceId(number), spanId(3), spanId(1), "generation", begin, begin + 800'000,
                {{"step", Value::ofInt(5)}});
    return std::move(builder.batch());
}

std::string request(const char *path, const char *type, const std::string &body)
{
    return std::string("POST ") + path + " HTTP/1.1\r\nHost: h\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// One protocol's sender: true when the trace with this number was acknowledged.
using Send = std::function<bool(std::uint32_t number)>;
using MakeSend = std::function<Send(const ServingProgram &)>;

Send sendOver(const Endpoint &endpoint, const char *path, const char *type,
              std::string (*encode)(const TelemetryBatch &), int good)
{
    return [client = std::make_shared<RawClient>(endpoint), path, type, encode, good](std::uint32_t number) {
        return client->request(request(path, type, encode(traceOf(number)))).status == good;
    };
}

struct Protocol
{
    const char *name;
    MakeSend makeSend;
};

const std::array<Protocol, 4> protocols{{
    {"OTLP/HTTP protobuf",
     [](const ServingProgram &program) {
         return sendOver(
             program.http, "/v1/traces", "application/x-protobuf",
             [](const TelemetryBatch &batch) { return encodeOtlpProtobuf(batch); }, 200);
     }},
    {"OTLP/HTTP JSON",
     [](const ServingProgram &program) {
         return sendOver(program.http, "/v1/traces", "application/json", &encodeOtlpJson, 200);
     }},
    {"Zipkin",
     [](const ServingProgram &program) {
         return sendOver(program.zipkin, "/api/v2/spans", "application/json", &encodeZipkinJson, 202);
     }},
    {"OTLP/gRPC",
     [](const ServingProgram &program) -> Send {
         return [client = std::make_shared<GrpcClient>(program.grpc)](std::uint32_t number) {
             return client->call(encodeOtlpProtobuf(traceOf(number))).status.ok();
         };
     }},
}};

/// Senders of every protocol, two each, until the program under them dies.
class Load
{
public:
    Load(const ServingProgram &program, std::atomic<std::uint32_t> &next)
    {
        for (std::size_t i = 0; i < 2 * protocols.size(); ++i)
            m_threads.emplace_back(
                [this, &program, &next, i] { run(protocols[i / 2].makeSend(program), i / 2, next); });
    }
    ~Load() { join(); }
    Load(const Load &) = delete;
    Load &operator=(const Load &) = delete;

    void join()
    {
        for (std::thread &thread : m_threads)
            thread.join();
        m_threads.clear();
    }
    std::size_t count() const { return m_count; }
    std::array<std::set<std::uint32_t>, 4> acknowledged; ///< by protocol; after join()

private:
    void run(const Send &send, std::size_t protocol, std::atomic<std::uint32_t> &next)
    {
        for (std::uint32_t number = next++; send(number); number = next++) {
            const std::lock_guard lock(m_mutex);
            acknowledged[protocol].insert(number);
            ++m_count;
        }
    }

    std::vector<std::thread> m_threads;
    std::mutex m_mutex;
    std::atomic<std::size_t> m_count{0};
};

/// A counter's growth by one, at a time of its own.
std::string pointOf(std::int64_t time)
{
    TelemetryBatch batch;
    const Attribute service[] = {{"service.name", Value::ofString("killed")}};
    batch.resources.push_back({.attributes = service, .schemaUrl = {}, .droppedAttributes = 0});
    batch.scopes.emplace_back();
    Metric metric;
    metric.name = "hits";
    metric.type = MetricType::Sum;
    metric.temporality = Temporality::Delta;
    metric.monotonic = true;
    batch.metrics.push_back(metric);
    DataPoint point;
    point.time = Timestamp(Duration(time));
    point.value = Value::ofInt(1);
    batch.points.push_back(point);
    return encodeOtlpProtobuf(batch, Signal::Metrics);
}

/// What the stored rows of one length say that "hits" grew by.
double storedHits(const SqliteStore &store, Duration resolution)
{
    const auto rows = store.metrics({Timestamp::min(), Timestamp::max()}, resolution);
    double sum = 0;
    for (const MetricRow &row : rows ? *rows : std::vector<MetricRow>()) {
        if (row.name == "hits_total")
            sum += row.sum;
    }
    return sum;
}

std::string integrityOf(const std::string &file)
{
    sqlite3 *handle = nullptr;
    sqlite3_open(file.c_str(), &handle);
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(handle, "PRAGMA integrity_check", -1, &statement, nullptr);
    std::string answer;
    if (sqlite3_step(statement) == SQLITE_ROW)
        answer = reinterpret_cast<const char *>(sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return answer;
}

} // namespace

/// kill -9 of the running program under load on every protocol. SPANWISE_KILLS says how often, 4 times by
/// itself.
class TstKillNine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingAcknowledgedIsLostOnAnyProtocol();
    void noAcknowledgedDataPointIsLost();
};

void TstKillNine::nothingAcknowledgedIsLostOnAnyProtocol()
{
    const QTemporaryDir folder;
    const int kills = qEnvironmentVariableIntValue("SPANWISE_KILLS") > 0
                          ? qEnvironmentVariableIntValue("SPANWISE_KILLS")
                          : 4;
    std::mt19937 random(std::random_device{}());
    std::atomic<std::uint32_t> next{1};
    std::array<std::set<std::uint32_t>, 4> acknowledged;
    for (int kill = 0; kill < kills; ++kill) {
        ServingProgram program(folder.path());
        QVERIFY(program.serve());
        Load load(program, next);
        const std::size_t enough = 20 + random() % 600; // it dies at some moment of its work
        QTRY_VERIFY_WITH_TIMEOUT(load.count() >= enough, 60'000);
        program.killHard();
        load.join();
        for (std::size_t i = 0; i < protocols.size(); ++i)
            acknowledged[i].merge(load.acknowledged[i]);
    }
    const std::string file = folder.filePath(QStringLiteral("spanwise.db")).toStdString();
    const auto store = SqliteStore::open(file);
    QVERIFY2(store, "the store must open after the kills");
    QVERIFY((*store)->openReport().movedAside.empty());
    QCOMPARE(integrityOf(file), std::string("ok"));
    for (std::size_t i = 0; i < protocols.size(); ++i) {
        qInfo("%s: %zu traces acknowledged before %d kills", protocols[i].name, acknowledged[i].size(),
              kills);
        QVERIFY(!acknowledged[i].empty());
        for (const std::uint32_t number : acknowledged[i]) {
            const auto trace = (*store)->load(traceId(number));
            QVERIFY2(trace, qPrintable(QStringLiteral("trace %1, acknowledged over %2, is missing")
                                           .arg(number)
                                           .arg(QLatin1String(protocols[i].name))));
            QCOMPARE((*trace)->size(), std::size_t(3));
        }
    }
}

void TstKillNine::noAcknowledgedDataPointIsLost()
{
    const QTemporaryDir folder;
    const std::string file = folder.filePath(QStringLiteral("spanwise.db")).toStdString();
    std::atomic<int> acknowledged = 0;
    int inFlight = 0;
    for (const int enough : {1, 40, 300}) {
        ServingProgram program(folder.path());
        QVERIFY(program.serve());
        std::thread sender([&acknowledged, endpoint = program.http] {
            RawClient client(endpoint);
            const auto send = [&client](std::int64_t time) {
                return client.request(request("/v1/metrics", "application/x-protobuf", pointOf(time)))
                           .status == 200;
            };
            while (
                send(std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count()))
                ++acknowledged;
        });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(acknowledged >= enough, 30'000); }();
        program.killHard();
        sender.join();
        QVERIFY(acknowledged >= enough);
        ++inFlight; // one may have been committed and not answered
        const auto store = SqliteStore::open(file);
        QVERIFY(store);
        for (const Duration resolution :
             {Duration(std::chrono::seconds(10)), Duration(std::chrono::minutes(1))}) {
            const double hits = storedHits(**store, resolution);
            QVERIFY2(hits >= acknowledged && hits <= acknowledged + inFlight,
                     qPrintable(QStringLiteral("%1 of %2").arg(hits).arg(acknowledged)));
        }
    }
    QCOMPARE(integrityOf(file), std::string("ok"));
}

static const Registered<TstKillNine> registered;
#include "tst_killnine.moc"
