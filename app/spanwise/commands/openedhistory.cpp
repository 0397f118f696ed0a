// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/openedhistory.h"

#include "app/spanwise/console.h"

namespace spanwise {

Result<History> openedHistory(const HistoryPlace &place)
{
    auto history = openHistory(place);
    if (history && !history->notice.empty())
        complain(QString::fromStdString(history->notice));
    return history;
}

} // namespace spanwise
