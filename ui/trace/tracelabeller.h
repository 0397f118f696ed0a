// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/quality.h"
#include "core/model/label.h"
#include "core/model/trace.h"
#include "core/store/labels.h"
#include "ui/jobs/latestjob.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace spanwise {

/// What is said about the trace that is open: reads its labels, changes them, and takes changes back. Reads
/// and writes in the background, one after the other; GUI thread otherwise.
class TraceLabeller final : public QObject
{
    Q_OBJECT

public:
    /// pool: whose threads read and write.
    explicit TraceLabeller(std::shared_ptr<LabelStore> store, QObject *parent = nullptr,
                           QThreadPool *pool = &jobPool());

    /// The trace that is open, or one more state of it; nullptr: none.
    void setTrace(std::shared_ptr<const Trace> trace);

    const TraceLabels &labels() const noexcept { return m_labels; }
    std::optional<Verdict> verdict() const;
    QString note() const;
    /// Of the documents against what is said about them; nullopt while no document is wanted.
    const std::optional<QueryQuality> &quality() const noexcept { return m_quality; }
    std::optional<bool> wanted(const Document &document) const;

    void setVerdict(std::optional<Verdict> verdict);
    void setNote(const QString &note);
    void clear();
    /// nullopt takes back what was said.
    void setWanted(const Document &document, std::optional<bool> wanted);
    bool canUndo() const noexcept { return !m_undo.empty(); }
    void undo();

Q_SIGNALS:
    void changed();
    /// The store has taken a change.
    void written();
    /// A label could not be kept or read; words for the user.
    void failed(const QString &reason);

private:
    using Change = std::function<Status(LabelStore &)>;

    void read();
    void say(QueryLabel label);
    void change(Change change, std::optional<Change> back);
    void runNext();
    void arrived(const Result<TraceLabels> &labels);

    const std::shared_ptr<LabelStore> m_store;
    std::shared_ptr<const Trace> m_trace;
    DocumentFlow m_flow;
    std::uint64_t m_question = 0;
    TraceLabels m_labels;
    std::optional<QueryQuality> m_quality;
    std::vector<Change> m_undo;
    std::vector<Change> m_waiting; // changes are kept in their order, none is left out
    bool m_writing = false;
    LatestJob m_readJob;
    LatestJob m_writeJob;
};

} // namespace spanwise
