// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

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

} // namespace spanwise
