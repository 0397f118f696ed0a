// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sqlite/connection.h"
#include "core/store/sqlite/sqlitestore.h"

#include <filesystem>
#include <memory>

namespace spanwise {

/// The schema version that this build writes: the number of migrations.
int schemaVersion();

/// Opens or creates the file, brings it up to date, moves a damaged one aside (SqliteStore::open says how it
/// fails). Throws SqlFailure. The connection is the one that writes.
std::unique_ptr<Connection> openForWriting(const std::filesystem::path &path,
                                           const Connection::Options &options, OpenReport &report);

/// Leaves a note that the file was found damaged while it was in use: the next start then checks all of it.
void noteDamage(const std::filesystem::path &path);

} // namespace spanwise
