// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace spanwise {

/// How far a replay has come. Its outcome, once Done, is in the ReplayRecord.
enum class ReplayStage : std::uint8_t { Loading, Sending, Answered, WaitingForTrace, Done };

} // namespace spanwise
