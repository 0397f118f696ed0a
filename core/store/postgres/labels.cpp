// SPDX-License-Identifier: GPL-3.0-or-later
// The labels of a PostgresStore.
#include "core/store/chunk/labelled.h"
#include "core/store/postgres/engine.h"
#include "core/store/postgres/labelrecords.h"
#include "core/store/postgres/postgresstore.h"

namespace spanwise {
Result<TraceLabels> PostgresStore::labelsOf(TraceId trace, std::uint64_t question) const
{
    return m_engine->read<TraceLabels>({}, [&](pg::Session &session, const pg::StopSignal &) {
        return pg::records::labelsOf(session, trace, question);
    });
}

Result<std::vector<QueryLabel>> PostgresStore::queryLabels(std::uint32_t limit) const
{
    return m_engine->read<std::vector<QueryLabel>>({}, [&](pg::Session &session, const pg::StopSignal &) {
        return pg::records::queryLabels(session, limit);
    });
}

Result<std::vector<DocumentLabel>> PostgresStore::documentLabels(std::uint32_t limit) const
{
    return m_engine->read<std::vector<DocumentLabel>>({}, [&](pg::Session &session, const pg::StopSignal &) {
        return pg::records::documentLabels(session, limit);
    });
}

Status PostgresStore::label(const QueryLabel &label)
{
    return labelled(m_engine->write<bool>([&](pg::Session &session, pg::Appender &) {
        return pg::records::write(session, label);
    }),
                    label.trace);
}

Status PostgresStore::label(const DocumentLabel &label)
{
    return labelled(m_engine->write<bool>([&](pg::Session &session, pg::Appender &) {
        return pg::records::write(session, label);
    }),
                    label.trace);
}

Status PostgresStore::unlabel(TraceId trace, std::uint64_t question, std::uint64_t document, Timestamp time)
{
    return m_engine->write<Done>([&](pg::Session &session, pg::Appender &) {
        pg::records::remove(session, trace, question, document, time);
        return Done{};
    });
}

Result<LabelCounts> PostgresStore::restore(const TraceLabels &labels)
{
    return m_engine->write<LabelCounts>(
        [&](pg::Session &session, pg::Appender &) { return pg::records::restore(session, labels); });
}

} // namespace spanwise
