// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/labelcounts.h"

#include <QString>

namespace spanwise {

/// "2 labels added, 1 there already, 1 older than what is said here": what became of labels that came with
/// traces. Empty for none.
QString labelCountsText(const LabelCounts &counts);

} // namespace spanwise
