// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/password.h"

#include <libpq-fe.h>

#include <string>
#include <vector>

namespace spanwise::pg {

bool wantsPassword(const PostgresUrl &url)
{
    const std::string port = url.port > 0 ? std::to_string(url.port) : std::string();
    std::vector<const char *> keys{"host", "port", "user", "password", "dbname", "connect_timeout"};
    std::vector<const char *> values{url.host.c_str(),     port.c_str(),         url.user.c_str(),
                                     url.password.c_str(), url.database.c_str(), "5"};
    for (const auto &[key, value] : url.options) {
        keys.push_back(key.c_str());
        values.push_back(value.c_str());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    PGconn *const connection = PQconnectdbParams(keys.data(), values.data(), 0);
    const bool wants =
        PQstatus(connection) == CONNECTION_BAD &&
        (PQconnectionNeedsPassword(connection) != 0 || PQconnectionUsedPassword(connection) != 0);
    PQfinish(connection);
    return wants;
}

} // namespace spanwise::pg
