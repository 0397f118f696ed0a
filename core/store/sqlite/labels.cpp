// SPDX-License-Identifier: GPL-3.0-or-later
// The labels of a SqliteStore.
#include "core/store/chunk/labelled.h"
#include "core/store/sqlite/engine.h"
#include "core/store/sqlite/labelrecords.h"
#include "core/store/sqlite/sqlitestore.h"

namespace spanwise {

Result<TraceLabels> SqliteStore::labelsOf(TraceId trace, std::uint64_t question) const
{
    return m_engine->read<TraceLabels>({}, [&](Connection &connection, const Interruptible &) {
        return records::labelsOf(connection, trace, question);
    });
}

Result<std::vector<QueryLabel>> SqliteStore::queryLabels(std::uint32_t limit) const
{
    return m_engine->read<std::vector<QueryLabel>>({}, [&](Connection &connection, const Interruptible &) {
        return records::queryLabels(connection, limit);
    });
}

Result<std::vector<DocumentLabel>> SqliteStore::documentLabels(std::uint32_t limit) const
{
    return m_engine->read<std::vector<DocumentLabel>>({}, [&](Connection &connection, const Interruptible &) {
        return records::documentLabels(connection, limit);
    });
}

Status SqliteStore::label(const QueryLabel &label)
{
    const auto found =
        m_engine->transact<bool>([&](Connection &connection) { return records::write(connection, label); });
    return labelled(found, label.trace);
}

Status SqliteStore::label(const DocumentLabel &label)
{
    const auto found =
        m_engine->transact<bool>([&](Connection &connection) { return records::write(connection, label); });
    return labelled(found, label.trace);
}

Status SqliteStore::unlabel(TraceId trace, std::uint64_t question, std::uint64_t document, Timestamp time)
{
    return m_engine->transact<Done>([&](Connection &connection) {
        records::remove(connection, trace, question, document, time);
        return Done{};
    });
}

Result<LabelCounts> SqliteStore::restore(const TraceLabels &labels)
{
    return m_engine->transact<LabelCounts>(
        [&](Connection &connection) { return records::restore(connection, labels); });
}

} // namespace spanwise
