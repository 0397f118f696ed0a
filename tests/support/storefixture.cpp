// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/storefixture.h"

#include <QTest>

namespace spanwise::test {

void StoreFixture::init()
{
    m_store = makeStore();
    QVERIFY(m_store);
}

void StoreFixture::cleanup()
{
    m_store.reset();
}

std::vector<AppendReport> StoreFixture::append(const std::vector<const AdmittedBatch *> &group)
{
    auto reports = m_store->append(group);
    if (!reports)
        qFatal("append failed: %s", reports.error().message.c_str());
    return *std::move(reports);
}

std::shared_ptr<const Trace> StoreFixture::load(TraceId id)
{
    auto trace = m_store->load(id);
    if (!trace)
        qFatal("load failed: %s", trace.error().message.c_str());
    return *std::move(trace);
}

void StoreFixture::reopen()
{
    m_store.reset();
    m_store = openAgain();
}

std::string StoreFixture::listed(const TraceFilter &filter)
{
    const auto page = m_store->list({.filter = filter, .after = {}, .limit = 1000});
    if (!page)
        return page.error().message;
    std::string ids;
    for (const TraceSummary &trace : page->traces)
        ids += (ids.empty() ? "" : " ") + std::to_string(numberOf(trace.id));
    return ids;
}

std::string StoreFixture::bodies(const TelemetryBatch &batch)
{
    std::string all;
    for (const LogRecord &record : batch.logs)
        all += (all.empty() ? "" : " ") + std::string(record.body.stringOr("-"));
    return all;
}

std::string StoreFixture::listedLogs(const LogFilter &filter)
{
    const auto page = m_store->logs({.filter = filter, .after = {}, .limit = 1000});
    return page ? bodies(*page->batch) : page.error().message;
}

} // namespace spanwise::test
