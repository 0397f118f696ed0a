// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/spanwise/commandline.h"
#include "app/spanwise/listeners.h"
#include "core/settings/settings.h"

namespace spanwise {

/// Whether the command line says itself where to listen.
inline bool namesListeners(const Invocation &invocation)
{
    return !invocation.otlpHttp.isEmpty() || !invocation.otlpGrpc.isEmpty() || !invocation.zipkin.isEmpty();
}

/// Where to listen: what the command line names and nothing else, or else what the settings say.
inline ListenAddresses addressesOf(const Invocation &invocation, const Settings &settings)
{
    ListenAddresses addresses{.cors = {.origins = settings.corsOrigins}};
    if (namesListeners(invocation)) {
        addresses.otlpHttp = invocation.otlpHttp.toStdString();
        addresses.otlpGrpc = invocation.otlpGrpc.toStdString();
        addresses.zipkin = invocation.zipkin.toStdString();
    } else {
        addresses.otlpHttp = settings.otlpHttp;
        addresses.otlpGrpc = settings.otlpGrpcOn ? settings.otlpGrpc : std::string();
        addresses.zipkin = settings.zipkinOn ? settings.zipkin : std::string();
    }
    return addresses;
}

} // namespace spanwise
