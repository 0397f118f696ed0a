// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/replayrecord.h"

#include <QByteArray>

#include <string_view>

namespace spanwise {

/// The body of a replay's request: bodyTemplate with {{query}} replaced by the question as a JSON string,
/// quotes included, and {{context}} by the saved context, a JSON object, or {} where none was recorded.
///
/// Each place is filled once: a question that contains "{{context}}" is sent as it was asked.
/// Code::InvalidInput when the result is not JSON (the message names the line and column of the template) or
/// the saved context is not an object.
Result<QByteArray> expandTemplate(std::string_view bodyTemplate, const SavedQuery &query);

} // namespace spanwise
