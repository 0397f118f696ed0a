// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/jsonvalue.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spanwise {

/// One trace event as it was written; views are into the arena of the batch.
struct ChromeEvent
{
    char phase = 0;
    std::string_view name;
    std::string_view category;
    std::string process; ///< pid as text: numbers and strings both occur
    std::string thread;
    std::int64_t time = 0; ///< ns of the file's clock
    std::optional<std::int64_t> length;
    const Value *json = nullptr; ///< everything else

    /// Whether it stands on a clock; metadata does not.
    bool isTimed() const noexcept { return phase != 'M'; }
};

/// The text of a member that may be a string or a number; empty when it is absent.
std::string chromeText(const Value &json, std::string_view key);

/// Reads one element of traceEvents. nullopt when it is no event, with the reason.
std::optional<ChromeEvent> readChromeEvent(const Value &json, std::string &reason);

} // namespace spanwise
