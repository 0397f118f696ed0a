// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/replayrun.h"

#include "core/analysis/stepmatch.h"
#include "core/replay/answer.h"
#include "core/replay/bodytemplate.h"
#include "core/replay/clientspan.h"
#include "core/store/store.h"

namespace spanwise {
namespace {

using Outcome = ReplayRecord::Outcome;

std::string seconds(std::chrono::milliseconds time)
{
    const auto ms = time.count();
    return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

} // namespace

ReplayRun::ReplayRun(const ReplayServices &services, BlockingWork &work, TraceId original, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_work(work)
    , m_ids(ReplayIds::random())
    , m_watch(services.store, work, services.timing)
{
    m_record.original = original;
    m_record.replay = m_ids.trace;
    connect(&m_transport, &ReplayTransport::finished, this, &ReplayRun::answered);
    connect(&m_watch, &TraceWatch::finished, this, &ReplayRun::watched);
}

void ReplayRun::start()
{
    m_target = m_services.target();
    m_record.started = std::chrono::system_clock::now();
    m_record.target = m_target.url;
    Q_EMIT progressed(ReplayStage::Loading);
    m_work.run(
        this, [store = m_services.store, id = m_record.original] { return load(*store, id); },
        [this](const Result<Original> &original) { send(original); });
}

Result<ReplayRun::Original> ReplayRun::load(const StoreReader &store, TraceId id)
{
    Result<SavedQuery> query = store.savedQuery(id);
    if (!query)
        return query.error();
    Original original{std::move(*query), SpanId{}};
    // Only for the link: a query whose spans are gone can still be asked again.
    if (const auto trace = store.load(id); trace && (*trace)->size() > 0)
        original.span = (**trace)[answeringRow(**trace)].id;
    return original;
}

void ReplayRun::send(const Result<Original> &original)
{
    if (m_done)
        return;
    if (!original)
        return finish(Outcome::NotSent, original.error().message);
    m_originalSpan = original->span;
    const Result<QByteArray> body = expandTemplate(m_target.bodyTemplate, original->query);
    if (!body)
        return finish(Outcome::NotSent, body.error().message);
    m_record.started = std::chrono::system_clock::now();
    keepRunning();
    Q_EMIT progressed(ReplayStage::Sending);
    m_sent = true;
    m_transport.send(m_target, *body, m_ids.traceparent());
}

void ReplayRun::answered(const ReplayResponse &response)
{
    m_record.duration = response.duration;
    m_record.httpStatus = response.httpStatus;
    m_record.outcome = response.outcome;
    m_record.message = response.message;
    if (const auto answer = answerIn(response.body, response.contentType);
        answer && response.httpStatus < 300) {
        m_record.answer = *answer;
        m_answerFound = true;
    }
    // Nothing was executed when nothing was reached: then there is no trace that needs a root.
    if (response.outcome != Outcome::Refused && response.outcome != Outcome::NotSent)
        submitClientSpan();
    if (response.outcome != Outcome::Completed)
        return finish(response.outcome, response.message);
    Q_EMIT progressed(ReplayStage::Answered);
    m_record.outcome = Outcome::Running;
    Q_EMIT progressed(ReplayStage::WaitingForTrace);
    m_watch.start(m_ids.trace, m_ids.span, m_target.traceTimeout);
}

void ReplayRun::watched(const WatchedTrace &trace)
{
    if (!m_answerFound && !trace.hasAnswer)
        return finish(
            Outcome::BadResponse,
            m_target.url + " answered with status " + std::to_string(m_record.httpStatus) +
                ", but neither the response nor the trace holds an answer. Spanwise looks for JSON with "
                "“answer”, “output”, “response” or an OpenAI message.");
    if (!trace.error.empty())
        return finish(Outcome::NoTrace,
                      "The answer arrived, but the history could not be read: " + trace.error);
    if (trace.spanCount == 0)
        return finish(Outcome::NoTrace,
                      "The answer arrived, but no trace within " + seconds(m_target.traceTimeout) +
                          ". Does the pipeline read the traceparent header and export to Spanwise?");
    finish(Outcome::Completed, trace.hasEntry
                                   ? std::string()
                                   : "The trace has no span that continues the traceparent header (yet): " +
                                         std::to_string(trace.spanCount) + " spans arrived within " +
                                         seconds(m_target.traceTimeout) + ".");
}

void ReplayRun::cancel()
{
    if (m_done)
        return;
    const bool sending = m_sent && m_record.duration == Duration{};
    m_transport.abort();
    m_watch.stop();
    if (sending) {
        m_record.duration = std::chrono::system_clock::now() - m_record.started;
        m_record.outcome = Outcome::Cancelled;
        submitClientSpan(); // the pipeline may go on and report its spans
    }
    finish(Outcome::Cancelled, sending  ? "Cancelled before the answer arrived."
                               : m_sent ? "Cancelled while waiting for the trace."
                                        : "Cancelled before anything was sent.");
}

void ReplayRun::submitClientSpan()
{
    if (!m_services.submit)
        return;
    m_work.run(
        this,
        [submit = m_services.submit, record = m_record, ids = m_ids, span = m_originalSpan,
         method = m_target.method] {
            TelemetryBatch batch = clientSpanOf(record, ids, span, method);
            return submit(batch);
        },
        [this](const Status &status) {
            if (!status)
                Q_EMIT notKept(tr("The replay's own span was not stored: %1")
                                   .arg(QString::fromStdString(status.error().message)));
        });
}

void ReplayRun::keepRunning()
{
    m_work.run(
        this, [record = m_services.record, kept = m_record] { return record(kept); },
        [](const Status &) {}); // the final record tells whether keeping works
}

void ReplayRun::finish(Outcome outcome, std::string message)
{
    if (m_done)
        return;
    m_done = true;
    m_record.outcome = outcome;
    m_record.message = std::move(message);
    m_work.run(
        this, [record = m_services.record, kept = m_record] { return record(kept); },
        [this](const Status &status) {
            if (!status)
                Q_EMIT notKept(
                    tr("The replay was not saved: %1").arg(QString::fromStdString(status.error().message)));
            Q_EMIT finished(m_record);
        });
}

} // namespace spanwise
