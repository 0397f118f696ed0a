// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/postgres/postgresstore.h"
#include "tests/support/postgresserver.h"
#include "tests/support/storebatches.h"

#include <QTest>

#include <chrono>
#include <memory>
#include <string>

namespace spanwise::test {

inline Result<std::vector<AppendReport>> appendTo(Store &store, const AdmittedBatch &batch)
{
    const AdmittedBatch *const group[] = {&batch};
    return store.append(group);
}

/// Log records of some 300 bytes that differ, of seven traces in turn, a millisecond each.
inline AdmittedBatch logged(std::uint32_t from, std::uint32_t to)
{
    BatchBuilder builder;
    for (std::uint32_t i = from; i < to; ++i) {
        LogRecord record;
        record.time = Timestamp(std::chrono::milliseconds(i));
        record.traceId = traceId(i % 7);
        record.body = Value::ofString(builder.batch().arena.copy(
            std::string(300, static_cast<char>('a' + i % 20)) + std::to_string(i)));
        builder.batch().logs.push_back(record);
    }
    return builder.take();
}

/// Tests whose stores are schemas of one PostgreSQL server that the program of the tests starts. Base is a
/// StoreFixture. Skips with the server's reason where there is none.
template<typename Base>
class OnPostgres : public Base
{
protected:
    std::unique_ptr<Store> makeStore() override
    {
        m_schema = server().newSchema();
        m_now = Timestamp(std::chrono::hours(-1000));
        return open();
    }
    std::unique_ptr<Store> openAgain() override { return open(); }
    /// What initTestCase() does.
    void skipWithoutServer()
    {
        if (!server().problem().isEmpty())
            QSKIP(qPrintable(server().problem()));
    }
    PostgresServer &server() const { return PostgresServer::shared(); }
    std::string url() const { return server().url(m_schema); }
    QString sql(const QString &text) const
    {
        return server().sql(QStringLiteral("SET search_path = %1; ").arg(QString::fromStdString(m_schema)) +
                            text);
    }
    PostgresOptions options()
    {
        PostgresOptions options;
        options.readFacts = plainFacts;
        options.clock = [this] { return m_now; };
        return options;
    }
    std::unique_ptr<PostgresStore> open(PostgresOptions options)
    {
        auto store = PostgresStore::open(*PostgresUrl::parse(url()), std::move(options));
        if (!store)
            qFatal("open failed: %s", store.error().message.c_str());
        return *std::move(store);
    }
    std::unique_ptr<PostgresStore> open() { return open(options()); }

    std::string m_schema;
    Timestamp m_now; // when traces arrive: before any horizon, unless a test says otherwise
};

} // namespace spanwise::test
