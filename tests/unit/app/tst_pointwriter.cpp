// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/metrickeeper.h"
#include "app/spanwise/metricsrestore.h"
#include "app/spanwise/pointwriter.h"
#include "core/codec/otlp_protobuf.h"
#include "core/intake/intake.h"
#include "core/metrics/pointmetrics.h"
#include "core/receive/ingest.h"
#include "core/receive/reply.h"
#include "tests/support/fakereader.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"
#include "tests/unit/intake/fakewriter.h"

#include <QTest>

#include <atomic>
#include <future>
#include <utility>

using namespace spanwise;
using namespace spanwise::test;
using namespace std::chrono_literals;

namespace {

/// A history whose older rows are read only when release() allows it, and then hold a hit of three hours ago.
class SlowReader final : public FakeReader
{
public:
    explicit SlowReader(Timestamp now)
        : m_now(now)
        , m_released(m_release.get_future())
    {
    }
    void release()
    {
        if (!std::exchange(m_isReleased, true))
            m_release.set_value();
    }

    Result<std::vector<MetricRow>> metrics(TimeWindow window, Duration resolution) const override
    {
        if (window.end < m_now - 1h)
            m_released.wait();
        std::vector<MetricRow> rows;
        const Timestamp minute = std::chrono::floor<std::chrono::minutes>(m_now - 3h);
        if (window.contains(minute))
            rows.push_back({"hits_total", {{"service", "rag"}}, minute, resolution, 1, 5, 5, 5, {}});
        return rows;
    }

private:
    const Timestamp m_now;
    std::promise<void> m_release;
    std::shared_future<void> m_released;
    bool m_isReleased = false;
};

/// "hits" grew by one at this time, and a span beside it when it has a name.
AdmittedBatch hit(Timestamp time, const char *span = nullptr)
{
    AdmittedBatch admitted;
    if (span)
        admitted.batch = batchFromOutline(std::string(span) + " 0 1");
    TelemetryBatch &batch = admitted.batch;
    const std::vector<Attribute> service{{"service.name", Value::ofString("rag")}};
    batch.resources.resize(1);
    batch.resources[0].attributes = batch.arena.copy(std::span<const Attribute>(service));
    batch.scopes.resize(1);
    Metric metric;
    metric.name = "hits";
    metric.type = MetricType::Sum;
    metric.temporality = Temporality::Delta;
    metric.monotonic = true;
    batch.metrics.push_back(metric);
    DataPoint point;
    point.time = time;
    point.value = Value::ofInt(1);
    batch.points.push_back(point);
    admitted.facts.resize(batch.spans.size());
    return admitted;
}

/// A writer of points over a history that takes rows or says why not.
struct Keeping
{
    explicit Keeping(std::function<void()> clockRead = {})
        : series([this, read = std::move(clockRead)] {
            if (read)
                read();
            return now;
        })
    {
    }

    ~Keeping() { reader.release(); }
    Keeping(const Keeping &) = delete;
    Keeping &operator=(const Keeping &) = delete;

    Result<std::vector<AppendReport>> append(const AdmittedBatch &batch)
    {
        const AdmittedBatch *const group[]{&batch};
        return writer.append(group);
    }
    /// What the last rows of a minute say that hits were.
    double keptHits() const
    {
        double sum = 0;
        for (const MetricRow &row : rows)
            sum += row.resolution == 60s ? row.sum : 0;
        return sum;
    }
    Status record(const MetricChanges &changes)
    {
        ++calls;
        restoredBefore = restore.isDone();
        if (failure)
            return *failure;
        rows.assign(changes.rows.begin(), changes.rows.end());
        exemplars.insert(exemplars.end(), changes.exemplars.begin(), changes.exemplars.end());
        recorded.insert(recorded.end(), changes.recorded.begin(), changes.recorded.end());
        return Done{};
    }

    const Timestamp now = std::chrono::sys_days(std::chrono::days(20'000)) + 10h + 30min + 5s;
    SlowReader reader{now};
    FakeWriter rest;
    std::optional<Error> failure;
    std::vector<MetricRow> rows;
    std::vector<ExemplarRow> exemplars; // all that were ever kept
    std::vector<RecordedPoint> recorded;
    int calls = 0;
    bool restoredBefore = false;
    SeriesStore series;
    PointMetrics points{series, [](std::span<const Attribute>) { return std::string("{}"); }};
    MetricKeeper keeper{[this](const MetricChanges &changes) { return record(changes); }, series};
    MetricsRestore restore{reader, series, [](const std::string &reason) { QFAIL(reason.c_str()); }};
    PointWriter writer{rest, points, keeper, restore, [this](std::span<const RecordedPoint> asked) {
                           std::vector<bool> known;
                           for (const RecordedPoint &point : asked)
                               known.push_back(std::ranges::find(recorded, point) != recorded.end());
                           return Result(std::move(known));
                       }};
};

} // namespace

class TstPointWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pointsAreWrittenBeforeTheyAreAcknowledged();
    void rowsThatCannotBeWrittenRefuseTheGroupWhole();
    void whatWasRefusedIsInTheRowsOfOthers();
    void aGroupThatTheHistoryRefusesKeepsItsPointsOnce();
    void pointsOfNowDoNotWaitForTheHistory();
    void olderPointsWaitForTheHistoryAndDoNotReplaceIt();
    void exemplarsAreKeptWithTheirPoints();
    void aFileThatComesAgainAddsNothing();
    void pointsOfAFileThatCouldNotBeWrittenAreWrittenOnce();
    void aFullDiskIsToldToTheSenderUntilThereIsRoom();
    void whatIsTooOldIsToldToTheSenderAndCounted();
};

void TstPointWriter::pointsAreWrittenBeforeTheyAreAcknowledged()
{
    Keeping keeping;
    keeping.reader.release();
    QVERIFY(keeping.append(hit(keeping.now, "ask")));
    QCOMPARE(keeping.keptHits(), 1.0);
    QCOMPARE(keeping.rest.names(), std::vector<std::string>{"ask"});
}

void TstPointWriter::rowsThatCannotBeWrittenRefuseTheGroupWhole()
{
    Keeping keeping;
    keeping.reader.release();
    keeping.failure = Error{Error::Code::Io, "the disk is full"};
    const AdmittedBatch batch = hit(keeping.now, "ask");
    const auto refused = keeping.append(batch);
    QVERIFY(!refused);
    QCOMPARE(refused.error().message, std::string("the disk is full"));
    QVERIFY(keeping.rest.names().empty()); // its spans are new when they come again, and counted

    keeping.failure.reset();
    const auto again = keeping.append(batch);
    QVERIFY(again);
    QCOMPARE(again->at(0).stored, std::uint64_t(1));
    QCOMPARE(keeping.keptHits(), 1.0);
    const int calls = keeping.calls;
    QVERIFY(keeping.append(batch)); // sent once more, because the answer was lost
    QCOMPARE(keeping.keptHits(), 1.0);
    QCOMPARE(keeping.calls, calls);
}

void TstPointWriter::whatWasRefusedIsInTheRowsOfOthers()
{
    Keeping keeping;
    keeping.reader.release();
    keeping.failure = Error{Error::Code::Io, "the disk is full"};
    QVERIFY(!keeping.append(hit(keeping.now - 2min)));
    keeping.failure.reset();
    QVERIFY(keeping.append(hit(keeping.now)));
    QCOMPARE(keeping.keptHits(), 2.0);
}

void TstPointWriter::aGroupThatTheHistoryRefusesKeepsItsPointsOnce()
{
    Keeping keeping;
    keeping.reader.release();
    keeping.rest.failWith(Error{Error::Code::Io, "the disk is full"});
    const AdmittedBatch batch = hit(keeping.now, "ask");
    QVERIFY(!keeping.append(batch));
    keeping.rest.failWith({});
    QVERIFY(keeping.append(batch));
    QCOMPARE(keeping.keptHits(), 1.0);
    QCOMPARE(keeping.rest.names(), std::vector<std::string>{"ask"});
}

void TstPointWriter::pointsOfNowDoNotWaitForTheHistory()
{
    Keeping keeping;
    QVERIFY(keeping.append(hit(keeping.now - 30min))); // would not return
    QVERIFY(!keeping.restoredBefore);
    keeping.reader.release();
}

void TstPointWriter::olderPointsWaitForTheHistoryAndDoNotReplaceIt()
{
    std::promise<void> entered;
    std::atomic<bool> watched = false;
    Keeping keeping([&] {
        if (watched.exchange(false))
            entered.set_value();
    });
    watched = true;
    auto appended =
        std::async(std::launch::async, [&] { return keeping.append(hit(keeping.now - 3h)).has_value(); });
    entered.get_future().wait(); // the point is being added; the older rows are not back
    QVERIFY(!keeping.restore.isDone());
    keeping.reader.release();
    QVERIFY(appended.get());
    QVERIFY(keeping.restoredBefore);
    QCOMPARE(keeping.keptHits(), 6.0); // five of before the start
}

void TstPointWriter::exemplarsAreKeptWithTheirPoints()
{
    Keeping keeping;
    keeping.reader.release();
    AdmittedBatch batch = hit(keeping.now);
    Exemplar exemplar;
    exemplar.value = Value::ofDouble(0.5);
    batch.batch.points.front().exemplars = batch.batch.arena.copy(std::span<const Exemplar>(&exemplar, 1));
    keeping.failure = Error{Error::Code::Io, "the disk is full"};
    QVERIFY(!keeping.append(batch));
    QVERIFY(keeping.exemplars.empty());
    keeping.failure.reset();
    QVERIFY(keeping.append(batch)); // sent again: the point adds nothing, what it brought is still to be kept
    QCOMPARE(keeping.exemplars.size(), std::size_t(1));
    QCOMPARE(keeping.exemplars.front().metric, "hits_total");
    QCOMPARE(keeping.exemplars.front().time, keeping.now);
    QVERIFY(keeping.append(hit(keeping.now + 1s)));
    QCOMPARE(keeping.exemplars.size(), std::size_t(1));
}

void TstPointWriter::aFileThatComesAgainAddsNothing()
{
    std::vector<RecordedPoint> before;
    for (const bool isNewRun : {false, true}) {
        Keeping keeping;
        keeping.reader.release();
        keeping.recorded = before;
        AdmittedBatch file = hit(keeping.now - 1min);
        file.batch.points.push_back(file.batch.points.front()); // twice the same
        file.batch.isRecorded = true;
        for (int i = 0; i < 2; ++i) {
            const auto reports = keeping.append(file);
            QVERIFY(reports);
            const PointReport expected =
                isNewRun || i > 0 ? PointReport{.duplicates = 2} : PointReport{.stored = 1, .duplicates = 1};
            QVERIFY(reports->at(0).points == expected);
        }
        QCOMPARE(keeping.keptHits(), isNewRun ? 0.0 : 1.0);
        before = keeping.recorded;
        QCOMPARE(before.size(), std::size_t(1));
    }
}

void TstPointWriter::pointsOfAFileThatCouldNotBeWrittenAreWrittenOnce()
{
    Keeping keeping;
    keeping.reader.release();
    AdmittedBatch file = hit(keeping.now - 1min);
    file.batch.isRecorded = true;
    keeping.failure = Error{Error::Code::Io, "the disk is full"};
    QVERIFY(!keeping.append(file));
    QVERIFY(!keeping.append(file));
    keeping.failure.reset();
    QVERIFY(keeping.append(file));
    QCOMPARE(keeping.keptHits(), 1.0);
    QCOMPARE(keeping.recorded.size(), std::size_t(1));
}

void TstPointWriter::aFullDiskIsToldToTheSenderUntilThereIsRoom()
{
    Keeping keeping;
    keeping.reader.release();
    keeping.failure = Error{Error::Code::Io, "the disk is full"};
    Intake intake(keeping.writer, std::make_shared<IntakeCounters>());
    intake.start();
    Ingest ingest(intake);
    const auto send = [&] {
        auto answer = std::make_shared<std::promise<Reply>>();
        DecodeJob job;
        job.signal = Signal::Metrics;
        job.charge = Charge(ingest.budget());
        job.body = encodeOtlpProtobuf(hit(keeping.now).batch, Signal::Metrics);
        ingest.take(std::move(job), [answer](const IngestOutcome &outcome) {
            answer->set_value(Reply::of(WireFormat::OtlpProtobuf, Signal::Metrics, outcome));
        });
        return answer->get_future().get();
    };
    const Reply refused = send();
    QCOMPARE(refused.status, 503U);
    QVERIFY(refused.retryAfter > 0);
    QTRY_COMPARE(intake.status().storeProblem, std::string("the disk is full"));
    keeping.failure.reset();
    QCOMPARE(send().status, 200U);
    QCOMPARE(keeping.keptHits(), 1.0);
    QTRY_VERIFY(intake.status().storeProblem.empty());
}

void TstPointWriter::whatIsTooOldIsToldToTheSenderAndCounted()
{
    Keeping keeping;
    keeping.reader.release();
    Intake intake(keeping.writer, std::make_shared<IntakeCounters>());
    intake.start();
    Ingest ingest(intake);
    AdmittedBatch batch = hit(keeping.now);
    batch.batch.points.push_back(batch.batch.points.front());
    const std::vector<Attribute> other{{"route", Value::ofString("/old")}};
    batch.batch.points.back().time -= 40 * 24h;
    batch.batch.points.back().attributes = other;
    for (int i = 0; i < 2; ++i) { // sent again, it is as old and as little there
        auto answer = std::make_shared<std::promise<IngestOutcome>>();
        DecodeJob job;
        job.signal = Signal::Metrics;
        job.charge = Charge(ingest.budget());
        job.body = encodeOtlpProtobuf(batch.batch, Signal::Metrics);
        ingest.take(std::move(job), [answer](const IngestOutcome &outcome) { answer->set_value(outcome); });
        const IngestOutcome outcome = answer->get_future().get();
        QCOMPARE(outcome.kind, IngestOutcome::Kind::Stored);
        QCOMPARE(outcome.rejected, i == 0 ? 1U : 0U);
        QVERIFY(i > 0 || outcome.message.find("30 days") != std::string::npos);
    }
    QTRY_COMPARE(intake.status().points.duplicate, 2U);
    QCOMPARE(intake.status().points.stored, 1U);
    QCOMPARE(intake.status().points.rejected, 1U);
}

static const Registered<TstPointWriter> registered;
#include "tst_pointwriter.moc"
