// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/chunk/tracestate.h"
#include "core/store/postgres/session.h"

#include <cstddef>

namespace spanwise::pg {

/// Rows of traces, column by column, to be inserted or updated in one statement.
class TraceColumns
{
public:
    void add(const TraceState &state, std::int64_t service);
    std::size_t count() const noexcept { return m_seq.count(); }

    /// Returns how many were inserted: the others exist already.
    std::size_t insert(Session &session, Timestamp arrived) const;
    void update(Session &session) const;

private:
    void addText(Column &shortText, Column &longText, std::string_view text,
                 const std::optional<std::int64_t> &id);
    Parameters parameters() const;

    Column m_seq{Type::Integer};
    Column m_id{Type::Bytes};
    Column m_chunkCount{Type::Integer};
    Column m_begin{Type::Integer};
    Column m_end{Type::Integer};
    Column m_duration{Type::Integer};
    Column m_service{Type::Integer};
    Column m_rootName{Type::Text};
    Column m_pipeline{Type::Text};
    Column m_spanCount{Type::Integer};
    Column m_errorCount{Type::Integer};
    Column m_stepCount{Type::Integer};
    Column m_hasRoot{Type::Boolean};
    Column m_failed{Type::Boolean};
    Column m_trouble{Type::Boolean};
    Column m_isQuery{Type::Boolean};
    Column m_inputTokens{Type::Integer};
    Column m_outputTokens{Type::Integer};
    Column m_costUsd{Type::Real};
    Column m_hallucination{Type::Real};
    Column m_cacheHit{Type::Boolean};
    Column m_replayOf{Type::Bytes};
    Column m_namingRank{Type::Integer};
    Column m_namingBegin{Type::Integer};
    Column m_steps{Type::Text}; // "{1,2}": arrays within an array must be of one length
    Column m_question{Type::Bytes};
    Column m_questionText{Type::Integer};
    Column m_answer{Type::Bytes};
    Column m_answerText{Type::Integer};
    Column m_context{Type::Bytes};
    Column m_contextText{Type::Integer};
};

} // namespace spanwise::pg
