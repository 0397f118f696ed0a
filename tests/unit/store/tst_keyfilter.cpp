// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/keyfilter.h"
#include "core/store/chunk/tracecache.h"
#include "tests/support/storebatches.h"
#include "tests/support/suite.h"

#include <QTest>

#include <array>
#include <cstring>
#include <string>

using namespace spanwise;
using namespace spanwise::test;

namespace {

/// 16 bytes that count, the worst that tracers do.
std::string key(std::uint64_t number)
{
    std::string bytes(16, '\0');
    std::memcpy(bytes.data() + 8, &number, sizeof number);
    return bytes;
}

} // namespace

/// What the writer remembers of traces and keys.
class TstKeyFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasAddedMayBeThere();
    void nearlyAllThatWasNotAddedIsNotThere();
    void aCachedTraceIsFoundUntilItIsLetGo();
    void idsThatEndAlikeAreKeptApart();
};

void TstKeyFilter::whatWasAddedMayBeThere()
{
    KeyFilter filter(1000);
    for (std::uint64_t i = 0; i < 3000; ++i) // beyond its capacity, too
        filter.add(key(i));
    for (std::uint64_t i = 0; i < 3000; ++i)
        QVERIFY(filter.mayHave(key(i)));
}

void TstKeyFilter::nearlyAllThatWasNotAddedIsNotThere()
{
    constexpr std::uint64_t count = 100'000;
    KeyFilter filter(count);
    QVERIFY(!filter.mayHave(key(0)));
    for (std::uint64_t i = 0; i < count; ++i)
        filter.add(key(i));
    std::uint64_t wrong = 0;
    for (std::uint64_t i = count; i < 2 * count; ++i)
        wrong += filter.mayHave(key(i)) ? 1U : 0U;
    QVERIFY2(wrong < count / 50, qPrintable(QString::number(wrong)));
}

void TstKeyFilter::aCachedTraceIsFoundUntilItIsLetGo()
{
    TraceCache cache;
    for (std::uint32_t i = 1; i <= 20'000; ++i) {
        TraceState state;
        state.seq = i;
        cache.add(traceId(i), std::move(state));
        if (i % 64 == 0)
            cache.trim();
        if (i % 7 == 0 && i > 100)
            QCOMPARE(cache.find(traceId(i - 100))->seq, std::int64_t(i - 100)); // and stays longer
    }
    std::uint32_t found = 0;
    for (std::uint32_t i = 1; i <= 20'000; ++i) {
        const TraceState *const state = cache.find(traceId(i));
        QVERIFY(state == nullptr || state->seq == i);
        found += state == nullptr ? 0U : 1U;
    }
    QVERIFY(found >= 3900 && found <= 4100);
    for (std::uint32_t i = 19'000; i <= 20'000; ++i)
        QVERIFY(cache.find(traceId(i)) != nullptr);
    cache.clear();
    QVERIFY(cache.find(traceId(20'000)) == nullptr);
}

void TstKeyFilter::idsThatEndAlikeAreKeptApart()
{
    const auto id = [](std::uint8_t first) {
        std::array<std::uint8_t, 16> bytes{};
        bytes.front() = first;
        bytes.back() = 9;
        return TraceId(bytes);
    };
    TraceCache cache;
    QVERIFY(!cache.withLowHalfOf(id(0)));
    for (const std::uint8_t first : std::array<std::uint8_t, 3>{1, 2, 3}) {
        TraceState state;
        state.seq = first;
        cache.add(id(first), std::move(state));
    }
    QCOMPARE(cache.find(id(2))->seq, std::int64_t(2));
    QVERIFY(cache.find(id(4)) == nullptr);
    QVERIFY(cache.withLowHalfOf(id(4)));
}

static const spanwise::test::Registered<TstKeyFilter> registered;
#include "tst_keyfilter.moc"
