// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/findings.h"

#include <QString>

namespace spanwise {

/// One line on a finding: what, where, how often, how long. shiftsClocks: whether times that can be shifted
/// are.
QString findingSentence(const Finding &finding, const Trace &trace, bool shiftsClocks = true);
/// The same of a clock.
QString clockSentence(const std::string &service, Duration offset, std::uint64_t spans, bool canShift,
                      bool shiftsClocks);
/// A mark before it: a triangle for errors, a diamond for the others.
QString findingMark(const Finding &finding);

} // namespace spanwise
