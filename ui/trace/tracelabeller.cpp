// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/tracelabeller.h"

#include "core/genai/documentkey.h"
#include "core/genai/questionkey.h"

#include <algorithm>

namespace spanwise {
namespace {

Timestamp now()
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

} // namespace

TraceLabeller::TraceLabeller(std::shared_ptr<LabelStore> store, QObject *parent, QThreadPool *pool)
    : QObject(parent)
    , m_store(std::move(store))
    , m_readJob(this, pool)
    , m_writeJob(this, pool)
{
}

void TraceLabeller::setTrace(std::shared_ptr<const Trace> trace)
{
    const bool isSame = trace && m_trace && trace->id() == m_trace->id();
    m_trace = std::move(trace);
    if (!isSame) {
        m_labels = {};
        m_quality.reset();
        m_undo.clear();
    }
    m_question =
        m_trace && m_trace->size() > 0 ? questionKey(m_trace->facts(m_trace->queryRow()).question) : 0;
    if (!isSame)
        Q_EMIT changed();
    if (m_trace)
        read();
}

void TraceLabeller::read()
{
    struct Answer
    {
        Result<TraceLabels> labels;
        DocumentFlow flow;
    };
    m_readJob.start(
        [store = m_store, trace = m_trace, question = m_question](const std::stop_token &) {
            Answer answer{store->labelsOf(trace->id(), question), {}};
            if (answer.labels && !answer.labels->documents.empty())
                answer.flow = documentFlowOf(*trace);
            return answer;
        },
        [this](const Answer &answer) {
            m_flow = answer.flow;
            arrived(answer.labels);
        });
}

void TraceLabeller::arrived(const Result<TraceLabels> &labels)
{
    if (!labels) {
        Q_EMIT failed(QString::fromStdString(labels.error().message));
        return;
    }
    m_labels = *labels;
    m_quality = qualityOf(m_flow, m_labels.documents);
    Q_EMIT changed();
}

std::optional<Verdict> TraceLabeller::verdict() const
{
    return m_labels.query ? m_labels.query->verdict : std::nullopt;
}

QString TraceLabeller::note() const
{
    return m_labels.query ? QString::fromStdString(m_labels.query->note) : QString();
}

std::optional<bool> TraceLabeller::wanted(const Document &document) const
{
    return isWanted(document, m_labels.documents);
}

void TraceLabeller::setVerdict(std::optional<Verdict> verdict)
{
    if (m_trace)
        say({m_trace->id(), verdict, note().toStdString(), now()});
}

void TraceLabeller::setNote(const QString &note)
{
    if (m_trace)
        say({m_trace->id(), verdict(), note.trimmed().toStdString(), now()});
}

void TraceLabeller::clear()
{
    if (m_trace)
        say({m_trace->id(), std::nullopt, {}, now()});
}

void TraceLabeller::say(QueryLabel label)
{
    QueryLabel before = m_labels.query.value_or(QueryLabel{label.trace, std::nullopt, {}, label.time});
    change([label](LabelStore &store) { return store.label(label); },
           [before](LabelStore &store) { return store.label(before); });
    m_labels.query = label.isEmpty() ? std::nullopt : std::optional(std::move(label));
    Q_EMIT changed(); // at once; what the store says follows
}

void TraceLabeller::setWanted(const Document &document, std::optional<bool> wanted)
{
    const std::uint64_t key = documentKey(document);
    if (!m_trace || key == 0)
        return;
    const TraceId trace = m_trace->id();
    const auto had = std::ranges::find_if(m_labels.documents, [&](const DocumentLabel &label) {
        return label.document == key || (!document.id.empty() && label.id == document.id);
    });
    Change back = [trace, question = m_question, key](LabelStore &store) {
        return store.unlabel(trace, question, key, now());
    };
    if (had != m_labels.documents.end())
        back = [before = *had](LabelStore &store) { return store.label(before); };
    if (!wanted) {
        const std::uint64_t known = had == m_labels.documents.end() ? key : had->document;
        change([trace, question = m_question, known,
                time = now()](LabelStore &store) { return store.unlabel(trace, question, known, time); },
               std::move(back));
        if (had != m_labels.documents.end())
            m_labels.documents.erase(had);
        Q_EMIT changed(); // at once; what the store says follows
        return;
    }
    DocumentLabel label;
    label.trace = trace;
    label.document = key;
    label.question = m_question;
    label.wanted = *wanted;
    label.id = document.id;
    label.title = document.title;
    label.time = now();
    change([label](LabelStore &store) { return store.label(label); }, std::move(back));
    if (had != m_labels.documents.end())
        *had = std::move(label);
    else
        m_labels.documents.push_back(std::move(label));
    Q_EMIT changed();
}

void TraceLabeller::undo()
{
    if (m_undo.empty())
        return;
    Change back = std::move(m_undo.back());
    m_undo.pop_back();
    change(std::move(back), std::nullopt);
}

void TraceLabeller::change(Change change, std::optional<Change> back)
{
    if (back)
        m_undo.push_back(*std::move(back));
    m_waiting.push_back(std::move(change));
    m_readJob.cancel(); // what it brings was so before; the store is asked again afterwards
    runNext();
}

void TraceLabeller::runNext()
{
    if (m_writing || m_waiting.empty())
        return;
    m_writing = true;
    Change change = std::move(m_waiting.front());
    m_waiting.erase(m_waiting.begin());
    m_writeJob.start(
        [store = m_store, change = std::move(change)](const std::stop_token &) { return change(*store); },
        [this](const Status &done) {
            m_writing = false;
            if (done)
                Q_EMIT written();
            else
                Q_EMIT failed(QString::fromStdString(done.error().message));
            if (m_waiting.empty() && m_trace)
                read();
            runNext();
        });
}

} // namespace spanwise
