// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace spanwise::bench {

/// A shown trace of a million spans gets a thousand more, in the waterfall and in a face: until they are
/// painted, and how long the window does not answer meanwhile.
void measureGrowing();

} // namespace spanwise::bench
