// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/tracelistmodel.h"

#include <QString>

namespace spanwise {

/// The search term that finds queries with the value of a cell, or with has false those without; empty for a
/// cell that has none. Numbers are met by what is at least as much, and left out by what is less.
QString cellTerm(const TraceSummary &row, TraceListModel::Column column, bool has);

} // namespace spanwise
