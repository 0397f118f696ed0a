// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/remoteconnection.h"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace spanwise {

/// The connections of settings.json, both ways. What is missing keeps its default, what lies beyond a limit
/// becomes the limit; an entry without a name, or of a kind that this version does not know, is left out.
/// Throws nlohmann::json::exception when a member has the wrong type.
std::vector<RemoteConnection> connectionsFrom(const nlohmann::json &array);
nlohmann::json jsonOf(const std::vector<RemoteConnection> &connections);

} // namespace spanwise
