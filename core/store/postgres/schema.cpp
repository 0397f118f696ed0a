// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/schema.h"

#include <cstdint>
#include <string>

namespace spanwise::pg {
namespace {

/// The first half of our advisory locks, "SPNW"; the second tells schemas and purposes apart.
constexpr std::int64_t lockSpace = 0x53504e57;

std::string lockKeys(const std::string &purpose, const PostgresUrl &url)
{
    return std::to_string(lockSpace) + ", hashtext('" + purpose + ' ' + url.schema +
           "')"; // schema: letters, digits, underscores
}

bool yes(Session &session, const std::string &condition)
{
    Rows row = session.run("SELECT " + condition);
    return row.next() && row.integer(0) != 0;
}

/// Asks the table itself: what to_regclass() remembers may be from before a lock was waited for.
bool hasRelation(Session &session, const PostgresUrl &url, const std::string &name)
{
    return yes(
        session,
        "EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '" +
            url.schema + "' AND c.relname = '" + name + "')");
}

std::int64_t latest()
{
    return static_cast<std::int64_t>(schemaFiles().size());
}

/// The version of the tables that are here, 0 when there are none. Refuses what is not ours to change.
std::int64_t versionOf(Session &session, const PostgresUrl &url)
{
    // In this order: another client may begin the store between the two looks, with both tables at once.
    const bool hasTraces = hasRelation(session, url, "traces");
    if (!hasRelation(session, url, "schema_version")) {
        if (hasTraces)
            throw Failure({Error::Code::InvalidInput,
                           "The schema " + url.schema + " of " + url.shown() +
                               " has tables of another program. Spanwise leaves them alone; choose another "
                               "schema with ?schema=NAME."});
        return 0;
    }
    Rows row = session.run("SELECT version FROM schema_version");
    const std::int64_t version = row.next() ? row.integer(0) : 0;
    if (version > latest())
        throw Failure({Error::Code::TooNew,
                       "The store " + url.shown() + " was written by a later Spanwise (schema version " +
                           std::to_string(version) + "; this one, " SPANWISE_VERSION ", knows up to " +
                           std::to_string(latest()) +
                           "). It was not changed. Install the later Spanwise, or choose another store."});
    return version;
}

void checkEncoding(Session &session, const PostgresUrl &url)
{
    Rows row = session.run("SHOW server_encoding");
    if (row.next() && row.text(0) != "UTF8")
        throw Failure({Error::Code::InvalidInput,
                       "The database of " + url.shown() + " is encoded in " + row.text(0) +
                           "; Spanwise needs UTF8. Create one with: createdb -E UTF8 -T template0 NAME."});
}

bool migrate(Session &session, const PostgresUrl &url)
{
    if (versionOf(session, url) == latest())
        return false;
    Unit unit(session, Unit::Kind::Write);
    session.run("SELECT pg_advisory_xact_lock(" + lockKeys("schema", url) + ")");
    const std::int64_t found = versionOf(session, url); // again: another client may have done it meanwhile
    if (found == 0 &&
        !yes(session, "EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = '" + url.schema + "')"))
        session.execute("CREATE SCHEMA " + url.schema);
    for (std::int64_t version = found; version < latest(); ++version) {
        session.execute(std::string(schemaFiles()[static_cast<std::size_t>(version)]));
        session.execute("UPDATE schema_version SET version = " + std::to_string(version + 1));
    }
    unit.commit();
    return found == 0;
}

/// The indexes of trigrams need an extension of the server. Where it may not be used, a search reads the
/// rows.
bool ensureTrigrams(Session &session, const PostgresUrl &url)
{
    if (hasRelation(session, url, "search_trigrams") && hasRelation(session, url, "passages_trigrams"))
        return true;
    try {
        Unit unit(session, Unit::Kind::Write);
        session.run("SELECT pg_advisory_xact_lock(" + lockKeys("schema", url) + ")");
        if (!yes(session, "EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm')")) {
            if (!yes(session, "EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm') AND "
                              "has_database_privilege(current_database(), 'CREATE')"))
                return false;
            session.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public");
        }
        Rows row = session.run(
            "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
            "WHERE e.extname = 'pg_trgm'");
        if (!row.next())
            return false;
        for (const std::string table : {"search", "passages"})
            session.execute("CREATE INDEX IF NOT EXISTS " + table + "_trigrams ON " + table +
                            " USING gin (text " + row.text(0) + ".gin_trgm_ops)");
        unit.commit();
        return true;
    } catch (const Failure &failure) {
        if (failure.kind() == Failure::Kind::Lost)
            throw;
        return false; // no right to it
    }
}

} // namespace

SchemaReport ensureSchema(Session &session, const PostgresUrl &url)
{
    checkEncoding(session, url);
    SchemaReport report;
    report.created = migrate(session, url);
    report.hasTrigrams = ensureTrigrams(session, url);
    return report;
}

bool tryLockHousekeeping(Session &session, const PostgresUrl &url)
{
    return yes(session, "pg_try_advisory_lock(" + lockKeys("housekeeping", url) + ")");
}

} // namespace spanwise::pg
