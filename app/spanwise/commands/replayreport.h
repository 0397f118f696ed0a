// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/comparison.h"
#include "core/model/replayrecord.h"

#include <QString>

namespace spanwise {

class StoreReader;

/// What a finished replay has to say on the command line. Reads both traces when it is made.
class ReplayReport
{
public:
    ReplayReport(const StoreReader &store, ReplayRecord record);

    /// Outcome, both answers, steps with both durations, documents with both ranks. Ends with a line end.
    QString text() const;
    /// The same as one JSON object on one line.
    QString json() const;

private:
    QString steps() const;
    QString documents() const;

    ReplayRecord m_record;
    ReplayComparison m_comparison;
};

} // namespace spanwise
