// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace spanwise {

/// A key or gesture that is no action of a menu, for the list of keys.
struct KeyHint
{
    QString keys; ///< as the platform writes them
    QString does;
};

} // namespace spanwise
