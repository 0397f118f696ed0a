// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"

namespace spanwise {

/// Prints the spans as an indented tree: name, duration, offset, what went wrong.
void printTree(const Trace &trace);

} // namespace spanwise
