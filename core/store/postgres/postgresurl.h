// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace spanwise {

/// Where a team's store is:
/// `postgres://[user[:password]@][host][:port]/database[?schema=NAME&sslmode=require&host=/socket/folder]`,
/// `postgresql://` likewise. What is left out is as PostgreSQL's own programs have it: PGHOST, PGUSER,
/// PGPASSWORD, PGPASSFILE and
/// ~/.pgpass count.
struct PostgresUrl
{
    std::string host; ///< a name, an address, or the folder of a local socket
    int port = 0;     ///< 0: the usual one
    std::string user;
    std::string password;
    std::string database;
    std::string schema = "spanwise";                          ///< lower-case letters, digits and underscores
    std::vector<std::pair<std::string, std::string>> options; ///< sslmode, sslrootcert, ...: libpq's names

    /// True when text begins as such an address does.
    static bool isOne(std::string_view text);
    /// Fails with Code::InvalidInput; the message never shows a password.
    static Result<PostgresUrl> parse(std::string_view text);

    /// The address without the password: what may be shown, logged and kept.
    std::string shown() const;

    friend bool operator==(const PostgresUrl &, const PostgresUrl &) = default;
};

} // namespace spanwise
