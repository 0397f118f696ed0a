// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/findings.h"

#include <QString>

namespace spanwise {

/// One line on a finding: what, where, how often, how long.
QString findingSentence(const Finding &finding, const Trace &trace);
/// A mark before it: a triangle for errors, a diamond for the others.
QString findingMark(const Finding &finding);

} // namespace spanwise
