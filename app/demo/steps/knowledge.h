// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/corpus/corpus.h"
#include "app/demo/steps/bm25index.h"
#include "app/demo/steps/reranker.h"
#include "app/demo/steps/termweights.h"
#include "app/demo/steps/vectorindex.h"

#include <memory>

namespace spanwise::demo {

/// A corpus and everything computed from it once, at the start. Immutable; any thread; neither copied nor
/// moved, because its parts refer to each other.
class Knowledge
{
public:
    static Result<std::unique_ptr<const Knowledge>> build(Corpus corpus);
    Knowledge(const Knowledge &) = delete;
    Knowledge &operator=(const Knowledge &) = delete;

    const Corpus corpus;
    const TermWeights weights;
    const VectorIndex vectors;
    const Reranker reranker;
    const std::unique_ptr<const Bm25Index> bm25;

private:
    explicit Knowledge(Corpus all, std::unique_ptr<const Bm25Index> index);
};

} // namespace spanwise::demo
