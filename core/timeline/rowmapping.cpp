// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/rowmapping.h"

#include <unordered_map>

namespace spanwise {

std::vector<std::uint32_t> rowsIn(const Trace &before, const Trace &after)
{
    std::vector<std::uint32_t> rows(before.size(), noRow);
    const auto &old = before.batch().spans;
    const auto &now = after.batch().spans;
    std::size_t next = 0;
    std::size_t known = 0;
    for (; known < old.size(); ++known) {
        std::size_t at = next;
        while (at < now.size() && now[at].id != old[known].id)
            ++at;
        if (at == now.size())
            break; // gone, or moved before one that it followed
        rows[known] = static_cast<std::uint32_t>(at);
        next = at + 1;
    }
    if (known == old.size())
        return rows;
    std::unordered_map<SpanId, std::uint32_t> rowOf;
    rowOf.reserve(now.size());
    for (std::uint32_t row = 0; row < now.size(); ++row)
        rowOf.emplace(now[row].id, row);
    for (; known < old.size(); ++known) {
        if (const auto found = rowOf.find(old[known].id); found != rowOf.end())
            rows[known] = found->second;
    }
    return rows;
}

} // namespace spanwise
