// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/factsreader.h"
#include "core/model/trace.h"
#include "core/store/postgres/session.h"

#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spanwise::pg {

/// Reads one trace back, whole: its chunks, the texts they refer to, what its spans mean.
class StoredTrace
{
public:
    StoredTrace(Session &session, const StopSignal &stop) : m_session(session), m_stop(stop) {}

    /// nullptr when the trace is not here. Throws Failure.
    std::shared_ptr<const Trace> load(TraceId id, const FactsReader &readFacts);

private:
    struct Chunk
    {
        std::string_view data;
        std::string_view spanIds;
        std::vector<std::int64_t> texts;
    };

    std::vector<Chunk> readChunks(std::int64_t seq);
    void readTexts(const std::vector<Chunk> &chunks);
    void dropRepeated();

    Session &m_session;
    const StopSignal &m_stop;
    TelemetryBatch m_batch;
    std::unordered_map<std::int64_t, std::string_view> m_texts; // in the batch's arena
};

} // namespace spanwise::pg
