// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/expression/node.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// The metrics that exist beside those of the catalog.
struct ExpressionVocabulary
{
    std::function<std::optional<MetricKind>(std::string_view)> kindOf; ///< may be empty
    std::vector<std::string> names;                                    ///< for "did you mean"
};

/// An expression as a tree, with its types checked and named expressions replaced by what they stand for.
struct ParsedExpression
{
    NodePtr root;                  ///< a scalar or a vector
    std::vector<Node *> selectors; ///< in the order of Node::selection
};

/// Fails with "at N: ..." on wrong spelling or types, unknown names, more than maxLength bytes or maxDepth
/// levels.
Result<ParsedExpression> parseExpression(std::string_view text, const ExpressionVocabulary &vocabulary);

inline constexpr std::size_t maxExpressionLength = 10'000;
inline constexpr std::size_t maxExpressionDepth = 100;

} // namespace spanwise
