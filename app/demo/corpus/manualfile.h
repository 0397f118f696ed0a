// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace spanwise::demo {

/// One page of the manual as it was compiled into the program.
struct ManualFile
{
    std::string_view name; ///< "replay.md"
    std::string_view text;
};

/// resources/manual as of the build, by name. Defined by a source that CMake generates (embedmanual.cmake).
std::span<const ManualFile> embeddedManual();

} // namespace spanwise::demo
