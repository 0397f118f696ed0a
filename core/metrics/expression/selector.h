// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/expression/node.h"
#include "core/metrics/expression/reader.h"

#include <optional>
#include <string>
#include <vector>

namespace spanwise {

/// The parts of an expression that are lists, not calculations. Each takes its tokens when they are there,
/// and is false, with the reader's error set, when they are there and wrong.

/// `{service="rag", pipeline=~"multi.*"}`
bool readMatchers(TokenReader &in, Node &selector);
/// `[5m]`
bool readRange(TokenReader &in, Node &selector);
/// `offset 1d`
bool readOffset(TokenReader &in, Node &selector);
/// `(a, b)`, which must be there; sorted.
bool readTags(TokenReader &in, std::vector<std::string> &tags);
/// `by (...)` or `without (...)`; wrong when found has one already.
bool readGrouping(TokenReader &in, std::optional<Grouping> &found);
/// `bool on (...) group_left` behind an operator.
bool readModifiers(TokenReader &in, Node &binary);

} // namespace spanwise
