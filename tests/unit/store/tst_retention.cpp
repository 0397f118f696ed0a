// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/retention.h"
#include "core/store/sqlite/sqlitestore.h"
#include "tests/support/storebatches.h"
#include "tests/support/suite.h"

#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

#include <algorithm>
#include <random>

using namespace spanwise;
using namespace spanwise::test;

namespace {

std::string noise(std::size_t bytes, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::string text(bytes, ' ');
    std::ranges::generate(text, [&] { return static_cast<char>('!' + random() % 90); });
    return text;
}

/// What one transaction did.
struct Slice
{
    std::int64_t rows = 0;
    std::int64_t pages = 0; ///< written to the log
};

} // namespace

/// How much one transaction of retention does at most, counted in rows and pages: how long that takes is the
/// machine's.
class TstRetention : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void aSliceOfLongTracesIsBounded();
    void aSliceOfLargeTextsIsBounded();
    void aHugeTraceGoesInParts();

private:
    void fill(std::uint32_t traces, std::uint32_t spansOfEach, std::size_t textBytes);
    void removeAll(std::uint32_t small);

    std::string m_path;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<Slice> m_slices;
    std::int64_t m_removed = 0;
};

void TstRetention::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("spanwise.db")).toStdString();
    m_slices.clear();
    m_removed = 0;
}

/// 2,000 small traces, so that retention takes many at a time by then, and the ones that are meant.
void TstRetention::fill(std::uint32_t traces, std::uint32_t spansOfEach, std::size_t textBytes)
{
    auto store = SqliteStore::open(m_path, {.readFacts = plainFacts});
    QVERIFY(store);
    std::uint32_t number = 0;
    for (std::uint32_t t = 0; t < 2'000 + traces;) {
        BatchBuilder builder;
        std::size_t bytes = 0;
        for (; t < 2'000 + traces && bytes < 500'000; ++t) {
            const std::uint32_t spans = t < 2'000 ? 1 : spansOfEach;
            for (std::uint32_t s = 0; s < spans; ++s, bytes += 100) {
                const std::string text =
                    t >= 2'000 && textBytes > 0 ? noise(textBytes, ++number) : std::string();
                BatchBuilder::Attributes attributes;
                if (!text.empty())
                    attributes.emplace_back("prompt", Value::ofString(text));
                bytes += attributes.empty() ? 0 : textBytes;
                builder.add(traceId(t + 1), spanId(s + 1), {}, "step", t, t + 1, attributes);
            }
        }
        const AdmittedBatch batch = builder.take();
        const AdmittedBatch *const group[] = {&batch};
        QVERIFY((*store)->append(group));
    }
}

void TstRetention::removeAll(std::uint32_t traces)
{
    Connection connection(m_path, {});
    std::int64_t pagesInLog = 0;
    connection.onCommit([&](int pages) { pagesInLog = pages; });
    Retention retention(connection, std::uint64_t(0));
    for (;;) {
        const std::int64_t rowsBefore = sqlite3_total_changes64(connection.handle());
        const std::int64_t pagesBefore = pagesInLog;
        const std::int64_t removed = retention.slice(Timestamp());
        if (removed == 0)
            break;
        m_removed += std::max<std::int64_t>(removed, 0);
        m_slices.push_back(
            {sqlite3_total_changes64(connection.handle()) - rowsBefore, pagesInLog - pagesBefore});
    }
    QCOMPARE(m_removed, std::int64_t(traces));
    Statement left = connection.prepared(
        "SELECT (SELECT count(*) FROM chunks) + (SELECT count(*) FROM texts)"
        " + (SELECT count(*) FROM marks) + (SELECT value FROM counters WHERE name = 'spans')");
    QVERIFY(left.next());
    QCOMPARE(left.integer(0), std::int64_t(0));
}

void TstRetention::aSliceOfLongTracesIsBounded()
{
    fill(60, 3'000, 0);
    removeAll(2'060);
    // 60 of 3,000 spans: seven at most fit into a slice of 20,000.
    QVERIFY(m_slices.size() >= 10);
}

void TstRetention::aSliceOfLargeTextsIsBounded()
{
    constexpr std::size_t text = 300'000;
    fill(100, 1, text);
    removeAll(2'100);
    const std::int64_t most =
        2 * (Retention::mostBytes / 8192) + 1'000; // what goes, and what it was found by
    for (const Slice &slice : m_slices)
        QVERIFY2(slice.pages < most, qPrintable(QString::number(slice.pages)));
    QVERIFY(m_slices.size() >= 6); // 100 texts of 230 KB, 4 MiB at a time
}

void TstRetention::aHugeTraceGoesInParts()
{
    fill(1, 45'000, 0);
    removeAll(2'001);
    for (const Slice &slice : m_slices)
        QVERIFY2(slice.rows < 100'000, qPrintable(QString::number(slice.rows)));
    QVERIFY(m_slices.size() >= 3);
}

static const Registered<TstRetention> registered;
#include "tst_retention.moc"
