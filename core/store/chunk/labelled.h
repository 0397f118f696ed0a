// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/model/label.h"

namespace spanwise {

/// What writing a label answers, in any store: found says whether the trace is here.
inline Status labelled(const Result<bool> &found, TraceId trace)
{
    if (!found)
        return found.error();
    if (!*found)
        return Error{Error::Code::NotFound,
                     "Trace " + trace.toHex() +
                         " cannot be labelled: it never arrived, or retention has removed it."};
    return Done{};
}

/// In SQL, of query_labels l: who is labelled so. With None: of those that are not wanted.
constexpr const char *labelCondition(Labelling labelled)
{
    switch (labelled) {
    case Labelling::Good:
        return "l.verdict = 1";
    case Labelling::Bad:
        return "l.verdict = 2";
    case Labelling::Noted:
        return "l.note <> ''";
    case Labelling::Any:
    case Labelling::None:
        break;
    }
    return "TRUE";
}

} // namespace spanwise
