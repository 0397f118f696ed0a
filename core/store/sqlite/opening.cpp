// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/opening.h"

#include "core/store/sqlite/migrations.h"

#include <sqlite3.h>

#include <ctime>
#include <fstream>

namespace spanwise {
namespace {

namespace fs = std::filesystem;

/// "SPNW": tells our files from other programs' SQLite files.
constexpr std::int64_t applicationId = 0x53504e57;
/// Up to this size every start checks the whole file: some tens of milliseconds.
constexpr std::uintmax_t alwaysCheckedBytes = 16U << 20U;

fs::path withSuffix(const fs::path &path, const char *suffix)
{
    fs::path other = path;
    other += suffix;
    return other;
}

fs::path damageNote(const fs::path &path)
{
    return withSuffix(path, ".damaged");
}

SqlFailure ioFailure(const fs::path &path, const std::string &what, const std::error_code &reason)
{
    return SqlFailure({Error::Code::Io,
                       "Cannot " + what + " " + path.string() + ": " + reason.message() +
                           ". Check the folder, its permissions and the free space, or choose another data "
                           "folder with --data."});
}

std::string utcNow()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    const std::size_t size = std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &utc);
    return {text, size};
}

/// `spanwise.db` -> `spanwise.corrupt-20250131T235959Z.db`, with the log files that belong to it.
fs::path moveAside(const fs::path &path)
{
    const std::string name = path.stem().string() + ".corrupt-" + utcNow();
    fs::path target = path.parent_path() / (name + path.extension().string());
    for (int i = 2; fs::exists(target); ++i)
        target = path.parent_path() / (name + "-" + std::to_string(i) + path.extension().string());
    for (const char *const suffix : {"", "-wal", "-shm"}) {
        std::error_code error;
        if (fs::exists(withSuffix(path, suffix), error))
            fs::rename(withSuffix(path, suffix), withSuffix(target, suffix), error);
        if (error)
            throw ioFailure(withSuffix(path, suffix), "move aside the damaged store", error);
    }
    std::error_code ignored;
    fs::remove(damageNote(path), ignored);
    return target;
}

void checkWhole(Connection &connection)
{
    Statement check = connection.prepared("PRAGMA quick_check(1)");
    const std::string answer = check.next() ? check.text(0) : std::string();
    if (answer != "ok")
        throw SqlFailure({Error::Code::Corrupt, answer});
}

/// Throws Code::Corrupt when the file cannot be trusted. A large file is only tried at the places that are
/// used first, unless damage was noticed in an earlier run.
void checkHealth(Connection &connection)
{
    const fs::path &path = connection.path();
    std::error_code error;
    const bool noted = fs::exists(damageNote(path), error);
    if (noted || fs::file_size(path, error) <= alwaysCheckedBytes) {
        checkWhole(connection);
        fs::remove(damageNote(path), error);
        return;
    }
    for (const char *const sql : {"SELECT max(seq) FROM traces", "SELECT min(begin_ns) FROM traces",
                                  "SELECT max(begin_ns) FROM traces", "SELECT max(id) FROM chunks",
                                  "SELECT max(id) FROM texts", "SELECT count(*) FROM counters"}) {
        Statement probe = connection.prepared(sql);
        probe.next();
    }
}

/// Refuses what is not ours to change. Returns the schema version, 0 for an empty file.
int checkOwner(Connection &connection)
{
    const std::int64_t version = connection.pragma("user_version");
    const std::int64_t application = connection.pragma("application_id");
    Statement tables = connection.prepared("SELECT count(*) FROM sqlite_master");
    const bool isEmpty = tables.next() && tables.integer(0) == 0;
    const std::string file = connection.path().string();
    if (!isEmpty && application != applicationId)
        throw SqlFailure({Error::Code::InvalidInput,
                          file + " is a database of another program. Spanwise leaves it alone; choose "
                                 "another data folder with --data."});
    if (version > schemaVersion())
        throw SqlFailure({Error::Code::TooNew,
                          "The store " + file + " was written by a later Spanwise (schema version " +
                              std::to_string(version) + "; this one, " SPANWISE_VERSION ", knows up to " +
                              std::to_string(schemaVersion()) +
                              "). It was not changed. Install the later Spanwise, or choose another data "
                              "folder with --data."});
    return isEmpty ? 0 : static_cast<int>(version);
}

void migrate(Connection &connection)
{
    for (;;) {
        // The version is read again inside the transaction: another process may be doing the same.
        Transaction transaction(connection, Transaction::Kind::Write);
        const auto version = static_cast<std::size_t>(connection.pragma("user_version"));
        if (version >= migrations().size())
            return;
        connection.execute(std::string(migrations()[version]));
        connection.execute("PRAGMA application_id = " + std::to_string(applicationId) +
                           "; PRAGMA user_version = " + std::to_string(version + 1));
        transaction.commit();
    }
}

/// A file that does not begin as SQLite files do: found before SQLite is let near it, which might remove its
/// log.
void checkMagic(const fs::path &path)
{
    constexpr std::string_view magic("SQLite format 3\0", 16);
    std::ifstream file(path, std::ios::binary);
    std::string begin(magic.size(), '\0');
    file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
    if (file.gcount() > 0 && begin != magic)
        throw SqlFailure({Error::Code::Corrupt, path.string() + " is not a database."});
}

std::unique_ptr<Connection> tryOpen(const fs::path &path, const Connection::Options &options,
                                    OpenReport &report)
{
    checkMagic(path);
    auto connection = std::make_unique<Connection>(path, options);
    // Closing a store writes its log back and deletes it. Not before it is known to be sound: a damaged one
    // is kept as it is.
    sqlite3_db_config(connection->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (sqlite3_db_readonly(connection->handle(), "main") == 1)
        throw SqlFailure({Error::Code::Io, "The store " + path.string() +
                                               " may not be written. Check its permissions, or choose "
                                               "another data folder with --data."});
    const int version = checkOwner(*connection);
    if (version == 0) {
        report.created = true;
        connection->execute("PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL");
    } else {
        checkHealth(*connection);
        if (version < schemaVersion())
            report.migratedFrom = version;
    }
    connection->execute("PRAGMA journal_mode = WAL");
    migrate(*connection);
    sqlite3_db_config(connection->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
    return connection;
}

} // namespace

int schemaVersion()
{
    return static_cast<int>(migrations().size());
}

std::unique_ptr<Connection> openForWriting(const fs::path &path, const Connection::Options &options,
                                           OpenReport &report)
{
    std::error_code error;
    if (path.has_parent_path())
        fs::create_directories(path.parent_path(), error);
    if (error)
        throw ioFailure(path.parent_path(), "create the data folder", error);
    try {
        auto connection = tryOpen(path, options, report);
        if (report.migratedFrom)
            report.message = "The store was brought up to date (schema version " +
                             std::to_string(*report.migratedFrom) + " to " + std::to_string(schemaVersion()) +
                             ").";
        return connection;
    } catch (const SqlFailure &failure) {
        if (failure.error().code != Error::Code::Corrupt)
            throw;
    }
    report = {};
    report.movedAside = moveAside(path);
    auto connection = tryOpen(path, options, report);
    report.message =
        "The store was damaged. It was moved to " + report.movedAside.string() +
        ", nothing was deleted, and a new one was begun. To recover what is readable: sqlite3 '" +
        report.movedAside.string() + "' .recover";
    return connection;
}

void noteDamage(const fs::path &path)
{
    std::ofstream(damageNote(path))
        << "Damage was found while the store was in use; the next start checks all of it.\n";
}

} // namespace spanwise
