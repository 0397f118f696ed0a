// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/remote/remoteaccess.h"
#include "ui/shell/settingshooks.h"

class QObject;

namespace spanwise {

class Workbench;

/// What the page of remote traces and the section of connections need, out of a workbench that outlives both.
RemoteAccess remoteAccess(Workbench &workbench);
/// owner lives in the GUI thread; what it started is cancelled with it.
ConnectionHooks connectionHooks(Workbench &workbench, QObject *owner);

} // namespace spanwise
