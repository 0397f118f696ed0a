// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"

#include <cstdint>
#include <string>

namespace spanwise {

/// A query as it was asked and answered: all that is needed to ask it again.
struct SavedQuery
{
    TraceId traceId;
    Timestamp asked;
    std::string question;
    std::string context; ///< JSON text; empty when none was recorded
    std::string answer;
    std::string service;
};

/// One execution of a saved query. Kept in the store.
struct ReplayRecord
{
    /// Numbers are stored; append only.
    enum class Outcome : std::uint8_t {
        Running,
        Completed, ///< answered, and its trace arrived
        NoTrace,   ///< answered, but no trace arrived in time
        Refused,   ///< no connection
        TimedOut,
        HttpError,   ///< httpStatus says which
        BadResponse, ///< answered with something that is not understood
        Cancelled,
        NotSent, ///< the saved query or the target cannot be used; nothing was sent
    };

    TraceId original;
    TraceId replay; ///< the trace id that Spanwise sent in traceparent
    Timestamp started;
    Duration duration{}; ///< from sending to the whole response
    std::string target;  ///< URL
    Outcome outcome = Outcome::Running;
    int httpStatus = 0;
    std::string message; ///< reason of a failure, phrased for the user
    std::string answer;  ///< from the response body, when it had one
};

} // namespace spanwise
