// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace spanwise::pg {

/// text as a column of type text takes it: U+FFFD stands for what is not UTF-8 and for the character 0.
std::string storable(std::string_view text);

/// The words of text, each once: what a search for words has to compare. They have no white space within, so
/// that none is lost, and a prompt of megabytes comes down to its vocabulary.
std::string vocabulary(std::string_view text);

/// The pattern of LIKE for texts that contain this one.
std::string containing(std::string_view text);

} // namespace spanwise::pg
