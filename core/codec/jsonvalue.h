// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/arena.h"
#include "core/base/result.h"
#include "core/model/value.h"

#include <optional>
#include <string>
#include <string_view>

namespace spanwise {

/// Reads one JSON text into the model's own values: objects become Map, arrays Array, null Empty.
///
/// The body is adopted by the arena; text without escapes is viewed where it was received. Whole numbers are
/// Int; those beyond 64 signed bits stay their digits as String, exact; all others are Double. What is nested
/// deeper than BatchSink::maxValueDepth stays its JSON text as String. Invalid UTF-8 and lone surrogates are
/// repaired. format names the body in messages. Code::InvalidInput with the byte position when the JSON is
/// broken or a single scalar; kept is then the body as it lies in the arena, for a second try. Any thread,
/// never throws. About 40 bytes a key beside the body.
Result<Value> readJson(std::string body, Arena &arena, std::string_view format,
                       std::string_view *kept = nullptr);

/// The member called key when map is a Map that has it with a value; otherwise nullptr. null counts as
/// absent.
const Value *member(const Value &map, std::string_view key) noexcept;

/// Text of member key, or empty. Numbers and booleans are no text.
std::string_view memberText(const Value &map, std::string_view key) noexcept;

/// The items of member key, or none when it is absent or no array.
std::span<const Value> memberItems(const Value &map, std::string_view key) noexcept;

/// Whole numbers from an Int, a Double without a fraction or a String of digits: protocols differ and so do
/// senders.
std::optional<std::int64_t> wholeNumber(const Value &value) noexcept;
std::optional<std::uint64_t> unsignedNumber(const Value &value) noexcept;
std::optional<double> realNumber(const Value &value) noexcept;

} // namespace spanwise
