// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/spanwise/commandline.h"

namespace spanwise {

/// `spanwise serve`: receives and stores until it is told to end, prints its addresses, each query and each
/// alert. Needs a QCoreApplication; returns the program's exit code.
int runHeadless(const Invocation &invocation);

} // namespace spanwise
