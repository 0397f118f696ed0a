// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/steps/knowledge.h"

#include <utility>

namespace spanwise::demo {

Result<std::unique_ptr<const Knowledge>> Knowledge::build(Corpus corpus)
{
    auto index = Bm25Index::build(corpus);
    if (!index)
        return index.error();
    return std::unique_ptr<const Knowledge>(new Knowledge(std::move(corpus), *std::move(index)));
}

Knowledge::Knowledge(Corpus all, std::unique_ptr<const Bm25Index> index)
    : corpus(std::move(all))
    , weights(corpus)
    , vectors(corpus)
    , reranker(corpus, weights)
    , bm25(std::move(index))
{
}

} // namespace spanwise::demo
