// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/decodeahead.h"
#include "tests/support/suite.h"

#include <QTest>

#include <atomic>
#include <set>
#include <thread>

namespace spanwise {
namespace {

/// A batch that carries the text it was made of.
Result<DecodedBatch> batchOf(std::string json)
{
    if (json.empty())
        return Error{Error::Code::InvalidInput, "nothing"};
    DecodedBatch decoded;
    Span span;
    span.name = decoded.batch.arena.adopt(std::move(json));
    decoded.batch.spans.push_back(span);
    return decoded;
}

} // namespace

class TstDecodeAhead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesComeOutInTheOrderInWhichTheyWentIn_data();
    void valuesComeOutInTheOrderInWhichTheyWentIn();
    void oneValueNeedsNoThread();
    void noMoreIsHeldThanItsBound();
    void whatIsNotDeliveredIsDropped();
};

void TstDecodeAhead::valuesComeOutInTheOrderInWhichTheyWentIn_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("bytes");
    QTest::newRow("none") << 0 << 1;
    QTest::newRow("small ones") << 30'000 << 60;
    QTest::newRow("large ones") << 60 << 700'000;
    QTest::newRow("larger than the bound") << 3 << int(DecodeAhead::mostBytes) + 1;
}

void TstDecodeAhead::valuesComeOutInTheOrderInWhichTheyWentIn()
{
    QFETCH(const int, count);
    QFETCH(const int, bytes);
    std::uint64_t next = 0;
    const auto here = std::this_thread::get_id();
    bool inOrder = true;
    {
        DecodeAhead ahead([](std::string json, FileFormat) { return batchOf(std::move(json)); },
                          [&](const Result<DecodedBatch> &decoded, FilePlace place) {
                              const bool isBroken = place.position % 7 == 3;
                              inOrder = inOrder && place.position == next++ &&
                                        std::this_thread::get_id() == here && isBroken == !decoded;
                              if (decoded)
                                  inOrder = inOrder && decoded->batch.spans.front().name.starts_with(
                                                           std::to_string(place.position) + ' ');
                          });
        for (int i = 0; i < count; ++i) {
            std::string text = std::to_string(i) + ' ';
            text.resize(static_cast<std::size_t>(bytes), '.');
            ahead.put(i % 7 == 3 ? std::string() : std::move(text), FileFormat::Json, {std::uint64_t(i), 1});
        }
        ahead.drain();
    }
    QVERIFY(inOrder);
    QCOMPARE(next, std::uint64_t(count));
}

void TstDecodeAhead::oneValueNeedsNoThread()
{
    std::set<std::thread::id> threads;
    {
        DecodeAhead ahead(
            [&](std::string json, FileFormat) {
                threads.insert(std::this_thread::get_id());
                return batchOf(std::move(json));
            },
            [](const Result<DecodedBatch> &, FilePlace) {});
        ahead.put(std::string(5'000'000, 'x'), FileFormat::Json, {});
        ahead.drain();
    }
    QCOMPARE(threads, std::set{std::this_thread::get_id()});
}

void TstDecodeAhead::noMoreIsHeldThanItsBound()
{
    constexpr std::size_t bytes = 1U << 20U;
    std::size_t put = 0;
    std::size_t delivered = 0;
    DecodeAhead ahead([](std::string json, FileFormat) { return batchOf(std::move(json)); },
                      [&](const Result<DecodedBatch> &, FilePlace) { ++delivered; });
    for (int i = 0; i < 100; ++i) {
        ahead.put(std::string(bytes, 'x'), FileFormat::Json, {});
        ++put;
        QVERIFY((put - delivered) * bytes <= DecodeAhead::mostBytes);
    }
}

void TstDecodeAhead::whatIsNotDeliveredIsDropped()
{
    std::atomic<int> decoded = 0;
    int delivered = 0;
    {
        DecodeAhead ahead(
            [&](std::string json, FileFormat) {
                ++decoded;
                return batchOf(std::move(json));
            },
            [&](const Result<DecodedBatch> &, FilePlace) { ++delivered; });
        for (int i = 0; i < 10; ++i)
            ahead.put(std::string(300'000, 'x'), FileFormat::Json, {});
    }
    QVERIFY(delivered <= decoded && decoded <= 10);
}

static const test::Registered<TstDecodeAhead> registered;

} // namespace spanwise

#include "tst_decodeahead.moc"
