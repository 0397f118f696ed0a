// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/ingest.h"

#include "core/intake/intake.h"

#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace spanwise {
namespace {

using Kind = IngestOutcome::Kind;

IngestOutcome undecodable(const Error &error)
{
    const Kind kind = error.code == Error::Code::TooLarge ? Kind::TooLarge
                      : error.code == Error::Code::Busy   ? Kind::Full
                                                          : Kind::Invalid;
    return {.kind = kind, .message = error.message};
}

/// A sender told "unavailable" sends the same again, which helps unless the data itself is at fault.
IngestOutcome notStored(const Error &error)
{
    const Kind kind = error.code == Error::Code::TooLarge       ? Kind::TooLarge
                      : error.code == Error::Code::InvalidInput ? Kind::Invalid
                                                                : Kind::Unavailable;
    return {.kind = kind, .message = error.message, .counted = true};
}

/// What SDKs send at once is smaller, compressed or not.
bool mayTakeLong(const DecodeJob &job)
{
    constexpr std::size_t largeBody = 1U << 20U;
    constexpr std::size_t largeCompressed = 128U << 10U;
    return job.body.size() > (job.coding == ContentCoding::Identity ? largeBody : largeCompressed);
}

bool isEmpty(const TelemetryBatch &batch)
{
    return batch.spans.empty() && batch.logs.empty() && batch.points.empty();
}

/// Data points are rejected when they are stored, too.
IngestOutcome withLost(IngestOutcome outcome, Signal signal, const PointReport &points)
{
    if (signal != Signal::Metrics || points.lost == 0)
        return outcome;
    if (outcome.rejected == 0)
        outcome.message = points.firstReason;
    outcome.rejected += points.lost;
    return outcome;
}

} // namespace

class Ingest::Pool : public boost::asio::thread_pool
{
public:
    explicit Pool(std::size_t threads)
        : boost::asio::thread_pool(threads)
        , oneByOne(executor())
    {
    }

    /// What may take long has one thread at most, so that small bodies never wait behind bombs on all of
    /// them.
    boost::asio::strand<executor_type> oneByOne;
};

Ingest::Ingest(Intake &intake, IngestLimits limits)
    : m_intake(intake)
    , m_limits(limits)
    , m_budget(std::make_shared<Budget>(limits.maxInFlightBytes))
    , m_pool(std::make_unique<Pool>(std::max<std::size_t>(1, limits.decodeThreads)))
{
}

Ingest::~Ingest()
{
    stop();
}

void Ingest::stop()
{
    m_pool->join();
}

void Ingest::countRefused()
{
    ++m_intake.counters().badRequests;
    m_intake.countersMoved();
}

void Ingest::take(DecodeJob job, Answered answered)
{
    // Asio copies what is posted; the job is moved along in one shared piece.
    auto shared = std::make_shared<DecodeJob>(std::move(job));
    const bool alone = mayTakeLong(*shared);
    auto work = [this, shared, answered = std::move(answered)] {
        try {
            decode(std::move(*shared), answered);
        } catch (const std::exception &) { // memory ran out: the sender still has the data
            answered({.kind = Kind::Unavailable,
                      .message = "Spanwise is out of memory. Send the same data again later."});
        }
    };
    if (alone)
        boost::asio::post(m_pool->oneByOne, std::move(work));
    else
        boost::asio::post(*m_pool, std::move(work));
}

void Ingest::decode(DecodeJob job, const Answered &answered)
{
    IntakeCounters &counters = m_intake.counters();
    std::uint64_t bytes = 0;
    auto decoded = job.run(m_limits, bytes);
    ++counters.requests;
    counters.bytes += bytes;
    if (!decoded) {
        answered(undecodable(decoded.error()));
        return;
    }
    counters.rejectedSpans += decoded->rejectedSpans.count;
    counters.logs.rejected += decoded->rejectedLogs.count;
    counters.points.rejected += decoded->rejectedPoints.count;
    // A JSON body may hold other signals than its path says; they are stored as well, and the answer speaks
    // of its own.
    const Rejected &rejected = decoded->rejected(job.signal);
    m_intake.countersMoved();
    IngestOutcome stored{.rejected = rejected.count, .message = rejected.firstReason};
    if (isEmpty(decoded->batch)) {
        answered(stored);
        return;
    }
    const auto charge = std::make_shared<Charge>(std::move(job.charge));
    auto acknowledge = [charge, answered, stored = std::move(stored),
                        signal = job.signal](const Result<AppendReport> &report) {
        answered(report ? withLost(stored, signal, report->points) : notStored(report.error()));
    };
    if (const Status taken = m_intake.submit(decoded->batch, std::move(acknowledge)); !taken)
        answered({.kind = Kind::Full, .message = taken.error().message, .counted = true});
}

} // namespace spanwise
