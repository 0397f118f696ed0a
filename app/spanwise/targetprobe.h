// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/settingshooks.h"

class QObject;

namespace spanwise {

/// The Test button of the replay target: asks the target one real question and says in a sentence how it
/// answered. The exchange belongs to owner, which lives in the GUI thread; nothing is recorded.
TargetTest targetProbe(QObject *owner);

} // namespace spanwise
