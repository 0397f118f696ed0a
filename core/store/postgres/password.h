// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/postgres/postgresurl.h"

namespace spanwise::pg {

/// After a connection was refused: whether it was for want of a password, or for a wrong one. Tries once more
/// to find out, for Qt's driver only passes on a sentence in the server's language.
bool wantsPassword(const PostgresUrl &url);

} // namespace spanwise::pg
