// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string_view>

namespace spanwise {

/// The attributes by which the dialects name the conversation that a query belongs to (genai.md), the most
/// telling first.
inline constexpr std::array<std::string_view, 4> sessionKeys{
    "session.id", "gen_ai.conversation.id", "traceloop.association.properties.session_id",
    "traceloop.association.properties.conversation_id"};

} // namespace spanwise
