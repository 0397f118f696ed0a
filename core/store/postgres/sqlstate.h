// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/postgres/failure.h"

#include <string_view>

namespace spanwise::pg {

/// What one of PostgreSQL's error codes means for a store (PostgreSQL manual, appendix A).
struct SqlState
{
    Error::Code code = Error::Code::Io;
    Failure::Kind kind = Failure::Kind::Final;
    std::string_view advice{}; ///< what to do; may be empty
};

SqlState meaningOf(std::string_view state);

} // namespace spanwise::pg
