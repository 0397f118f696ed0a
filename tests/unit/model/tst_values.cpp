// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/boundedqueue.h"
#include "core/model/batch.h"
#include "tests/support/suite.h"

#include <QTest>

#include <limits>
#include <thread>

using namespace spanwise;
using namespace spanwise::test;

class TstValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void viewsStayValidWhenTheBatchMoves();
    void equalityIsDeepAndKnowsNaN();
    void absorbedMemoryStaysAlive();
    void aFullQueueRefusesAndLeavesTheItem();
    void anItemLargerThanTheBoundPassesAnEmptyQueue();
    void closingHandsOutWhatIsLeft();
};

void TstValues::viewsStayValidWhenTheBatchMoves()
{
    TelemetryBatch batch;
    const std::string_view text = batch.arena.copy("hello");
    const std::string_view body = batch.arena.adopt("short"); // small enough for the string's own buffer
    TelemetryBatch moved = std::move(batch);
    QCOMPARE(text, "hello");
    QCOMPARE(body, "short");
    QVERIFY(moved.byteCount() > 0);
}

void TstValues::equalityIsDeepAndKnowsNaN()
{
    const Value items[] = {Value::ofInt(1), Value::ofDouble(std::numeric_limits<double>::quiet_NaN())};
    const Value same[] = {Value::ofInt(1), Value::ofDouble(std::numeric_limits<double>::quiet_NaN())};
    const Attribute entry{"k", Value::ofArray(items)};
    const Attribute other{"k", Value::ofArray(same)};
    QVERIFY(Value::ofMap(std::span(&entry, 1)) == Value::ofMap(std::span(&other, 1)));
    QVERIFY(Value::ofInt(1) != Value::ofBool(true));
    QVERIFY(Value::ofString("a") != Value::ofBytes("a"));
}

void TstValues::absorbedMemoryStaysAlive()
{
    Arena target;
    std::string_view text;
    {
        Arena other;
        text = other.copy(std::string(100'000, 'x'));
        target.absorb(std::move(other));
    }
    QCOMPARE(text.back(), 'x');
    QVERIFY(target.byteCount() >= 100'000);
}

void TstValues::aFullQueueRefusesAndLeavesTheItem()
{
    BoundedQueue<std::string> queue(10);
    std::string first = "first";
    std::string second = "second";
    QVERIFY(queue.tryPush(first, 6));
    QVERIFY(!queue.tryPush(second, 6));
    QCOMPARE(second, "second");
    QCOMPARE(queue.pop().value(), "first");
    QVERIFY(queue.tryPush(second, 6));
}

void TstValues::anItemLargerThanTheBoundPassesAnEmptyQueue()
{
    BoundedQueue<int> queue(10);
    int item = 1;
    QVERIFY(queue.tryPush(item, 1000));
    QVERIFY(!queue.tryPush(item, 1));
}

void TstValues::closingHandsOutWhatIsLeft()
{
    BoundedQueue<int> queue(10);
    int item = 7;
    QVERIFY(queue.tryPush(item, 1));
    std::thread closer([&] { queue.close(); });
    QCOMPARE(queue.pop().value(), 7);
    closer.join();
    QVERIFY(!queue.pop());
    QVERIFY(!queue.tryPush(item, 1));
}

static const Registered<TstValues> registered;
#include "tst_values.moc"
