// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"
#include "core/store/labels.h"

#include <functional>
#include <memory>
#include <mutex>

namespace spanwise {

/// The labels of a trace that is looked at from elsewhere. A label lives as long as its trace does in the
/// history, so the first word on such a trace keeps it.
///
/// setTrace() on the GUI thread; the rest on any thread, as LabelStore.
class KeepingLabels final : public LabelStore
{
public:
    /// Adds the trace to the history and waits for the commit; how many of its spans were new.
    using Keep = std::function<Result<std::uint64_t>(const Trace &)>;
    /// Told on the thread of label(), once for each trace that was kept for a label.
    using Kept = std::function<void(TraceId, std::uint64_t newSpans)>;

    KeepingLabels(std::shared_ptr<LabelStore> store, Keep keep, Kept kept)
        : m_store(std::move(store))
        , m_keep(std::move(keep))
        , m_kept(std::move(kept))
    {
    }

    /// The one that is kept when something is said about it; nullptr: none.
    void setTrace(std::shared_ptr<const Trace> trace);

    Result<TraceLabels> labelsOf(TraceId trace, std::uint64_t question) const override
    {
        return m_store->labelsOf(trace, question);
    }
    Result<std::vector<QueryLabel>> queryLabels(std::uint32_t limit) const override
    {
        return m_store->queryLabels(limit);
    }
    Result<std::vector<DocumentLabel>> documentLabels(std::uint32_t limit) const override
    {
        return m_store->documentLabels(limit);
    }
    Status label(const QueryLabel &label) override { return keepingly(label); }
    Status label(const DocumentLabel &label) override { return keepingly(label); }
    Status unlabel(TraceId trace, std::uint64_t question, std::uint64_t document, Timestamp time) override
    {
        return m_store->unlabel(trace, question, document, time);
    }
    Result<LabelCounts> restore(const TraceLabels &labels) override { return m_store->restore(labels); }

private:
    template<class Label>
    Status keepingly(const Label &label)
    {
        const Status said = m_store->label(label);
        if (said || said.error().code != Error::Code::NotFound)
            return said;
        const Status kept = keep(label.trace, said.error());
        return kept ? m_store->label(label) : kept;
    }
    Status keep(TraceId id, const Error &missing);

    const std::shared_ptr<LabelStore> m_store;
    const Keep m_keep;
    const Kept m_kept;
    std::mutex m_mutex;
    std::shared_ptr<const Trace> m_trace; ///< guarded by m_mutex
};

} // namespace spanwise
