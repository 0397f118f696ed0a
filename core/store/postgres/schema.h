// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/postgres/session.h"

#include <span>
#include <string_view>

namespace spanwise::pg {

/// The files of resources/sql/postgres in their order: number n takes a schema from version n to n + 1.
/// Compiled in.
std::span<const std::string_view> schemaFiles();

/// What ensureSchema() found, and what it had to do.
struct SchemaReport
{
    bool created = false;
    bool hasTrigrams = false; ///< searches go through an index of pg_trgm
};

/// Creates the tables, or brings them up to date, as the only one who does (advisory lock). Throws Failure:
/// Code::TooNew for the schema of a later Spanwise, Code::InvalidInput for one of another program or a
/// database that is not in UTF-8; then nothing was changed.
SchemaReport ensureSchema(Session &session, const PostgresUrl &url);

/// Takes a lock that the whole team shares, for as long as the session lasts; false when another client has
/// it.
bool tryLockHousekeeping(Session &session, const PostgresUrl &url);

} // namespace spanwise::pg
