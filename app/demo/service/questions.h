// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace spanwise::demo {

/// What the demo asks itself: questions that users of Spanwise ask, in several languages.
std::vector<std::string> builtInQuestions();

/// One question a line; empty lines and lines that begin with '#' are left out. Fails when the file cannot be
/// read, is not UTF-8, or holds no question.
Result<std::vector<std::string>> questionsFromFile(const std::filesystem::path &file);

} // namespace spanwise::demo
