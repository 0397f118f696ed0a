// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/sqlstate.h"

#include <algorithm>
#include <array>

namespace spanwise::pg {
namespace {

struct Row
{
    std::string_view begin; // of the code; the first row that fits counts
    SqlState meaning;
};

constexpr auto final_ = Failure::Kind::Final;
constexpr auto clash = Failure::Kind::Clash;
constexpr auto lost = Failure::Kind::Lost;

constexpr std::array<Row, 16> table{{
    {"40",
     {Error::Code::Busy, clash,
      "Several programs wrote to the same rows at once."}}, // serialization, deadlock
    {"55P03",
     {Error::Code::Busy, final_, "Another program keeps the rows locked. Try again when it has finished."}},
    {"57014",
     {Error::Code::Busy, final_, "It took longer than it may. Narrow the time range or the search."}},
    {"57P", {Error::Code::Unreachable, lost, "The server is shutting down or starting."}},
    {"25P03", {Error::Code::Unreachable, lost, "This computer was asleep in the middle of a transaction."}},
    {"08", {Error::Code::Unreachable, lost, {}}},
    {"53100",
     {Error::Code::Io, final_,
      "The disk of the database server is full. Nothing that was acknowledged is lost, and "
      "pipelines are asked to send the rest again."}},
    {"53", {Error::Code::Busy, final_, "The database server has no room for more at this moment."}},
    {"54", {Error::Code::TooLarge, final_, {}}},
    {"22", {Error::Code::InvalidInput, final_, {}}},
    {"42501",
     {Error::Code::Io, final_,
      "Ask the database's administrator for the right: the first to use the store needs CREATE "
      "on the database, everybody SELECT, INSERT, UPDATE and DELETE in its schema."}},
    {"25006",
     {Error::Code::Io, final_, "The server only reads, as a stand-by does. Name the server that writes."}},
    {"42P01",
     {Error::Code::Corrupt, final_, "A table of the store is missing: someone has changed or removed it."}},
    {"XX001",
     {Error::Code::Corrupt, final_,
      "The database server found damage on its disk. Restore the database from a backup."}},
    {"XX002",
     {Error::Code::Corrupt, final_, "An index is damaged. Ask the database's administrator for REINDEX."}},
    {"", {}},
}};

} // namespace

SqlState meaningOf(std::string_view state)
{
    return std::ranges::find_if(table, [&](const Row &row) { return state.starts_with(row.begin); })->meaning;
}

} // namespace spanwise::pg
