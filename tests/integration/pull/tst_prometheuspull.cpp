// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/pull/prometheusserver.h"
#include "core/receive/pull/scraper.h"
#include "tests/support/fakebackend.h"
#include "tests/support/suite.h"

#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

#include <cmath>
#include <mutex>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

namespace {

RemoteConnection connectionTo(ConnectionKind kind, const FakeBackEnd &server)
{
    RemoteConnection connection;
    connection.name = "metrics of rag";
    connection.kind = kind;
    connection.url = server.url();
    connection.interval = std::chrono::seconds(1);
    return connection;
}

std::string messageOf(const auto &result)
{
    return result ? "no failure" : result.error().message;
}

} // namespace

class TstPrometheusPull : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMatrixBecomesSeries();
    void anErrorOfTheExpressionIsTheServersOwn();
    void aStepThatIsTooFineIsWidened();
    void aPageIsReadAgainAndAgain();
    void aPageThatFailsIsSaidOnceAndAgainWhenItIsBack();
    void aScraperThatEndsDoesNotWaitForASilentPage();
};

void TstPrometheusPull::aMatrixBecomesSeries()
{
    FakeBackEnd server([](const BackEndRequest &) {
        return BackEndAnswer{
            .body =
                R"({"status":"success","warnings":["careful"],"data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","job":"rag"},"values":[[1700000000.5,"1"],[1700000015.5,"NaN"]]}]}})"};
    });
    const PrometheusServer source(Exchange(connectionTo(ConnectionKind::Prometheus, server), {}));
    const Timestamp begin{std::chrono::seconds(1'700'000'000)};
    const auto result =
        source.queryRange("up", {begin, begin + std::chrono::minutes(1)}, std::chrono::seconds(15), {});
    QVERIFY2(result, messageOf(result).c_str());
    QCOMPARE(result->series.size(), 1U);
    QCOMPARE(result->series[0].values[0].first, Timestamp(std::chrono::milliseconds(1'700'000'000'500)));
    QVERIFY(std::isnan(result->series[0].values[1].second));
    QCOMPARE(result->notes, std::vector<std::string>{"careful"});
    QVERIFY(server.requests().constLast().body.contains(
        "query=up&start=1700000000.000&end=1700000060.000&step=15.000"));
}

void TstPrometheusPull::anErrorOfTheExpressionIsTheServersOwn()
{
    FakeBackEnd server([](const BackEndRequest &) {
        return BackEndAnswer{
            .status = 400,
            .body =
                R"({"status":"error","errorType":"bad_data","error":"1:3: parse error: unexpected end"})"};
    });
    const auto result = PrometheusServer(Exchange(connectionTo(ConnectionKind::Prometheus, server), {}))
                            .query("up +", Timestamp{}, {});
    QVERIFY(!result);
    QVERIFY(result.error().message.find("bad_data: 1:3: parse error") != std::string::npos);
}

void TstPrometheusPull::aStepThatIsTooFineIsWidened()
{
    FakeBackEnd server([](const BackEndRequest &) {
        return BackEndAnswer{.body = R"({"status":"success","data":{"resultType":"matrix","result":[]}})"};
    });
    const Timestamp begin{std::chrono::seconds(1'700'000'000)};
    const auto result =
        PrometheusServer(Exchange(connectionTo(ConnectionKind::Prometheus, server), {}))
            .queryRange("up", {begin, begin + std::chrono::hours(240)}, std::chrono::seconds(1), {});
    QVERIFY2(result, messageOf(result).c_str());
    QCOMPARE(result->notes.size(), 1U);
    QVERIFY(server.requests().constLast().body.contains("step=78.5"));
}

void TstPrometheusPull::aPageIsReadAgainAndAgain()
{
    int count = 0;
    FakeBackEnd server([&](const BackEndRequest &) {
        return BackEndAnswer{.type = "text/plain; version=0.0.4",
                             .body = "# TYPE asked_total counter\nasked_total{a=\"b\"} " +
                                     QByteArray::number(++count) + "\n"};
    });
    std::mutex mutex;
    std::vector<double> values;
    std::string service;
    QThreadPool pool;
    Scraper scraper(
        [&](TelemetryBatch &batch) -> Status {
            const std::lock_guard lock(mutex);
            values.push_back(batch.points.at(0).value.real());
            service = batch.resources.at(0).serviceName();
            return Done{};
        },
        {}, pool);
    scraper.setConnections({connectionTo(ConnectionKind::Metrics, server)});
    QTRY_VERIFY_WITH_TIMEOUT(scraper.readings() >= 2, 20'000);
    const std::lock_guard lock(mutex);
    QCOMPARE(values[0], 1.0);
    QCOMPARE(values[1], 2.0);
    QCOMPARE(service, std::string("metrics of rag"));
}

void TstPrometheusPull::aPageThatFailsIsSaidOnceAndAgainWhenItIsBack()
{
    bool isBroken = true;
    FakeBackEnd server([&](const BackEndRequest &) -> BackEndAnswer {
        if (isBroken)
            return {.status = 500, .type = "text/plain", .body = "no"};
        return {.type = "text/plain", .body = "up 1\n"};
    });
    QThreadPool pool;
    Scraper scraper([](TelemetryBatch &) -> Status { return Done{}; }, {}, pool);
    const QSignalSpy changes(&scraper, &Scraper::stateChanged);
    scraper.setConnections({connectionTo(ConnectionKind::Metrics, server)});
    QTRY_VERIFY_WITH_TIMEOUT(scraper.failures() >= 2, 20'000);
    QCOMPARE(changes.size(), 1);
    QVERIFY(changes[0][1].toString().contains(u"answered 500"_s));
    isBroken = false;
    QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 2, 20'000);
    QCOMPARE(changes[1][1].toString(), QString());
}

void TstPrometheusPull::aScraperThatEndsDoesNotWaitForASilentPage()
{
    FakeBackEnd server(
        [](const BackEndRequest &) { return BackEndAnswer{.manner = BackEndAnswer::Manner::Silent}; });
    QThreadPool pool;
    auto scraper =
        std::make_unique<Scraper>([](TelemetryBatch &) -> Status { return Done{}; }, Scraper::Secret(), pool);
    RemoteConnection connection = connectionTo(ConnectionKind::Metrics, server);
    connection.timeout = std::chrono::hours(1);
    scraper->setConnections({connection});
    QTRY_COMPARE(server.requests().size(), 1);
    scraper.reset();
    QVERIFY(pool.waitForDone(10'000));
}

static const Registered<TstPrometheusPull> registered;
#include "tst_prometheuspull.moc"
