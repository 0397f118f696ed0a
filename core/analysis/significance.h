// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/proportion.h"

#include <cstdint>
#include <vector>

namespace spanwise {

/// How likely chance alone makes two shares differ by as much: Fisher's exact test, two-sided, the tables
/// that are no likelier than this one taken together ("The Logic of Inductive Inference", 1935). Right for
/// any size. 1 when a set is empty. O(left.hits + right.hits).
double chanceOf(Proportion left, Proportion right);

/// The least that chanceOf() can say when so many hits are spread over sets of these sizes: a value with a
/// higher one cannot be told from chance whatever was found, and need not be counted among the tests (Tarone,
/// "A Modified Bonferroni Method for Discrete Data", 1990).
double leastChanceOf(std::uint64_t hits, std::uint64_t leftSize, std::uint64_t rightSize);

/// For each of these chances the share of mistakes to expect when everything up to it is called a difference
/// (Benjamini and Hochberg, "Controlling the False Discovery Rate", 1995). In the order given. O(n log n).
std::vector<double> falseDiscoveryRates(const std::vector<double> &chances);

} // namespace spanwise
