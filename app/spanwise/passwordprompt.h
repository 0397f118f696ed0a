// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace spanwise {

/// Asks for a password on the terminal, without showing what is typed. Nothing when standard input is no
/// terminal.
std::optional<std::string> askPasswordInTerminal(const std::string &where);

} // namespace spanwise
