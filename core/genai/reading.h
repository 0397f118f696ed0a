// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/arena.h"
#include "core/model/batch.h"
#include "core/model/spanfacts.h"

namespace spanwise {

/// The facts of one span before its neighbours are known.
struct Reading
{
    SpanFacts facts;         ///< with the question where the span alone tells that it is the query
    bool mayBeQuery = false; ///< it has an input and could be the query, depending on what is above it
};

Reading readSpan(const Span &span, const Resource &resource, Arena &arena);

/// Reads question, answer and context into facts. False, and not a query, when there is no question.
bool readQuery(const Span &span, Arena &arena, SpanFacts &facts);

/// Question, answer and context belong to the query alone.
inline void forgetQuery(SpanFacts &facts)
{
    facts.isQuery = false;
    facts.question = {};
    facts.answer = {};
    facts.context = {};
}

} // namespace spanwise
