// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace spanwise::demo {

/// One retrievable document: a `##` section of a page of the manual.
struct Section
{
    std::string id;      ///< "manual/replay.md#what-is-saved"
    std::string page;    ///< "Replay"
    std::string title;   ///< "What is saved"
    std::string content; ///< Markdown below the heading, trimmed

    std::string heading() const { return page + ": " + title; }
};

} // namespace spanwise::demo
