// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/spanwise/history.h"

namespace spanwise {

/// openHistory() for a command: what opening had to say goes to standard error.
Result<History> openedHistory(const HistoryPlace &place);

} // namespace spanwise
