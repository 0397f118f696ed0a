// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spanwise::demo {

/// Terms of the manual that a question means but does not say: synonyms ("keep" -> "retention") and the
/// field's words of German, French, Spanish, Chinese, Japanese, Korean and Russian ("Fehlerrate", "重放").
/// Stemmed, without duplicates, and without the terms that the question has already.
std::vector<std::string> expansionOf(std::string_view question);

} // namespace spanwise::demo
