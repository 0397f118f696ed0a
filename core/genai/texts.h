// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/arena.h"
#include "core/model/value.h"

#include <string_view>

namespace spanwise {

/// The question in what a pipeline was given. Plain text is the question itself, viewed. In JSON it is looked
/// for where frameworks put it: a member question, query, input, ...; the last user message; the first
/// argument. JSON without any of those is returned as it is. Text from JSON is copied into arena.
std::string_view questionIn(const Value *input, Arena &arena);

/// The answer in what a pipeline returned, in the same way: a member answer, output, response, ...; the last
/// message; the first choice or reply.
std::string_view answerIn(const Value *output, Arena &arena);

} // namespace spanwise
