// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace spanwise {

/// One piece of a message: words, thoughts, a picture or sound, a tool call, a tool's answer. A value; any
/// thread.
struct MessagePart
{
    enum class Kind : std::uint8_t { Text, Reasoning, Medium, ToolCall, ToolAnswer, Other };

    Kind kind = Kind::Text;
    /// The words; of a call its arguments and of Other the whole part, as JSON; of a medium its address, or
    /// all of it as a data: address. Empty reasoning was encrypted.
    std::string text;
    std::string name{};   ///< the tool; of a medium what it is: image, audio, video, file; of Other its type
    std::string callId{}; ///< of a call and of its answer
    std::string mimeType{}; ///< of a medium, or empty

    friend bool operator==(const MessagePart &, const MessagePart &) = default;
};

/// How many bytes a medium has, where it came along as a data: address; nullopt when it stands somewhere
/// else.
std::optional<std::uint64_t> mediumSize(const MessagePart &part);

} // namespace spanwise
