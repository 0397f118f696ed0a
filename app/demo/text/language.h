// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace spanwise::demo {

/// ISO 639-1 code of the language of a short text: by script for zh, ja, ko and ru, by frequent words for de,
/// fr and es, otherwise "en".
std::string_view languageOf(std::string_view text);

} // namespace spanwise::demo
