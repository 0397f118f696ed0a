// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/pull/exchange.h"
#include "core/receive/pull/tracesource.h"

#include <memory>

namespace spanwise {

/// The source of a connection's traces; nullptr for kinds that have none (RemoteConnection::hasTraces()).
std::shared_ptr<const TraceSource> makeTraceSource(const RemoteConnection &connection,
                                                   const std::string &secret, const FactsReader &readFacts);

/// Tests a connection of any kind: "Tempo 2.6.1, 12 services", or what is wrong. Waits for the network.
Result<std::string> testConnection(const RemoteConnection &connection, const std::string &secret,
                                   const std::stop_token &stop);

} // namespace spanwise
