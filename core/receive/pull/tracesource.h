// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/receive/pull/foundtraces.h"
#include "core/receive/pull/pulledtrace.h"
#include "core/receive/pull/remotesearch.h"

#include <stop_token>
#include <string>
#include <vector>

namespace spanwise {

/// Something that keeps traces and can be asked for them: Jaeger, Tempo, ClickHouse.
///
/// Every call waits for the network: it belongs on a thread that may (PullThreads), never on the GUI's. It
/// ends with an answer, an Error that says what is wrong on which address, or Code::Cancelled soon after stop
/// was requested; at the latest when the connection's time limit has passed for each exchange it makes.
/// Answers are bounded in bytes. One object may be asked by several threads.
class TraceSource
{
public:
    virtual ~TraceSource() = default;

    /// Asks something cheap and says what answered: "Jaeger v1.57.0, api_v3, 12 services". Fails with Denied
    /// when the credentials are wrong, and with InvalidInput when something else than this kind of back end
    /// listens there.
    virtual Result<std::string> test(std::stop_token stop) const = 0;
    /// By name.
    virtual Result<std::vector<std::string>> services(std::stop_token stop) const = 0;
    /// Span names of a service, by name.
    virtual Result<std::vector<std::string>> operations(const std::string &service,
                                                        std::stop_token stop) const = 0;
    virtual Result<FoundTraces> search(const RemoteSearch &search, std::stop_token stop) const = 0;
    /// Code::NotFound when it is not there.
    virtual Result<PulledTrace> load(TraceId id, std::stop_token stop) const = 0;

protected:
    TraceSource() = default;
    TraceSource(const TraceSource &) = default;
    TraceSource &operator=(const TraceSource &) = default;
};

} // namespace spanwise
