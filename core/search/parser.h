// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/conditionparser.h"
#include "core/search/lexer.h"
#include "core/search/node.h"

#include <memory>

namespace spanwise::search {

/// Reads a whole search: words and spansets, then stages behind bars (protocols.md 5.3).
///
/// Beyond TraceQL: bare words and "phrases" are spansets of their own, terms side by side are joined by &&,
/// and ! before a term turns it round.
class PipelineParser
{
public:
    explicit PipelineParser(std::string_view text)
        : m_in(text)
        , m_conditions(m_in)
    {
    }

    /// nullptr with error() set when the text is wrong. A blank text has no stages.
    std::unique_ptr<Pipeline> run();
    const std::optional<SearchError> &error() const noexcept { return m_in.error(); }

    static constexpr std::size_t maxLength = 10'000;

private:
    std::unique_ptr<Pipeline> pipeline();
    SpansetPtr terms();
    SpansetPtr structure();
    SpansetPtr term();
    SpansetPtr braces();
    SpansetPtr brackets();
    SpansetPtr turned();
    SpansetPtr word();
    bool beginsTerm();
    bool stage(Pipeline &pipeline);
    bool namedStage(Pipeline &pipeline);
    bool scalarFilter(Pipeline &pipeline);
    bool groupBy(Pipeline &pipeline);
    bool select(Pipeline &pipeline);
    std::unique_ptr<Scalar> scalar(int least);
    std::unique_ptr<Scalar> scalarTerm();
    std::unique_ptr<Scalar> aggregate();
    bool expect(std::string_view symbol, const char *what);
    bool refuseCondition(const Lexeme &word);

    Lexer m_in;
    ConditionParser m_conditions;
    int m_depth = 0;
};

} // namespace spanwise::search
