// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/value.h"

namespace spanwise {

/// The value whose text this is, for formats that keep every value as text: "true", "-12", "0.25" as they are
/// written shortest become Bool, Int, Double; everything else, "007" and "1.50" among it, stays String.
Value typedText(std::string_view text) noexcept;

} // namespace spanwise
