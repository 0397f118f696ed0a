// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/propagation.h"
#include "tests/support/suite.h"

#include <QTest>

#include <vector>

using namespace spanwise;
using namespace spanwise::test;

class TstPropagation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyAValidTraceparentIsTaken_data();
    void onlyAValidTraceparentIsTaken();
    void unknownFlagsAreNotSentOn();
    void withoutTraceparentThereIsNoTracestate();
    void onlyAValidTracestateIsTaken_data();
    void onlyAValidTracestateIsTaken();
    void aChangedMemberMovesToTheFront();
    void aLongTracestateIsCutByWholeMembers();
    void anInvalidContextInjectsNothing();
};

void TstPropagation::onlyAValidTraceparentIsTaken_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("valid");
    const QByteArray ids = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";
    const auto row = [](const char *name, const QByteArray &value, bool valid = false) {
        QTest::newRow(name) << value << valid;
    };
    row("sampled", "00-" + ids + "-01", true);
    row("not sampled", "00-" + ids + "-00", true);
    row("unknown flags", "00-" + ids + "-ff", true);
    row("blanks around", " 00-" + ids + "-01\t", true);
    row("later version", "cc-" + ids + "-01", true);
    row("later version with more", "cc-" + ids + "-01-what-the-future-holds", true);
    row("later version with a bare dash", "cc-" + ids + "-01-", true);
    row("later version that runs on", "cc-" + ids + "-01.more");
    row("version 00 with more", "00-" + ids + "-01-more");
    row("version 00 with a bare dash", "00-" + ids + "-01-");
    row("version ff", "ff-" + ids + "-01");
    row("version not hex", "0x-" + ids + "-01");
    row("upper case version", "CC-" + ids + "-01");
    row("upper case trace id", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01");
    row("upper case span id", "00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01");
    row("upper case flags", "00-" + ids + "-0A");
    row("zero trace id", "00-00000000000000000000000000000000-b7ad6b7169203331-01");
    row("zero span id", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01");
    row("trace id not hex", "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01");
    row("span id not hex", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333.-01");
    row("flags not hex", "00-" + ids + "-0x");
    row("short flags", "00-" + ids + "-1");
    row("no flags", "00-" + ids);
    row("short trace id", "00-af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    row("other separators", "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01");
    row("two values", "00-" + ids + "-01,00-" + ids + "-01");
    row("empty", "");
}

void TstPropagation::onlyAValidTraceparentIsTaken()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, valid);
    const auto context = parseTraceparent(value.toStdString());
    QCOMPARE(context.has_value(), valid);
    if (!valid)
        return;
    QCOMPARE(context->traceId.toHex(), std::string("0af7651916cd43dd8448eb211c80319c"));
    QCOMPARE(context->spanId.toHex(), std::string("b7ad6b7169203331"));
    QVERIFY(context->isRemote);
    QCOMPARE(context->isSampled(), !value.contains("331-00"));
}

void TstPropagation::unknownFlagsAreNotSentOn()
{
    const auto context = parseTraceparent("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff-more");
    QCOMPARE(traceparent(context.value()),
             std::string("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03"));
}

void TstPropagation::withoutTraceparentThereIsNoTracestate()
{
    const std::vector<std::pair<std::string, std::string>> headers{
        {"traceparent", "00-bad"}, {"tracestate", "a=1"}, {"BAGGAGE", "k=v"}};
    const Context context = extract(headers);
    QVERIFY(!context.span.isValid());
    QVERIFY(context.span.traceState.isEmpty());
    QCOMPARE(context.baggage.get("k").value(), "v"); // baggage stands on its own
}

void TstPropagation::onlyAValidTracestateIsTaken_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("taken"); // null: refused
    const auto row = [](const char *name, const QByteArray &header, const QByteArray &taken) {
        QTest::newRow(name) << header << taken;
    };
    const QByteArray refused;
    row("one", "a=1", "a=1");
    row("blanks and empty members", " a=1 ,, \t b=2\t,", "a=1,b=2");
    row("tenant and system", "1t-_*/x@sys=v v", "1t-_*/x@sys=v v");
    row("digit first", "0a=1", "0a=1");
    row("empty", "", "");
    row("repeated key", "a=1,a=2", refused);
    row("no value", "a=", refused);
    row("no equals", "a", refused);
    row("upper case key", "A=1", refused);
    row("key begins with a mark", "_a=1", refused);
    row("equals in value", "a=1=2", refused);
    row("control character", "a=\x01x", refused);
    row("key of 257", QByteArray(257, 'k') + "=1", refused);
    row("value of 257", "a=" + QByteArray(257, 'v'), refused);
    QByteArray members;
    for (int i = 0; i < 33; ++i)
        members += "k" + QByteArray::number(i) + "=1,";
    row("33 members", members, refused);
}

void TstPropagation::onlyAValidTracestateIsTaken()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, taken);
    const auto state = W3cTraceState::parse(header.toStdString());
    QCOMPARE(state.has_value(), !taken.isNull());
    if (state)
        QCOMPARE(std::string(state->header()), taken.toStdString());
}

void TstPropagation::aChangedMemberMovesToTheFront()
{
    const W3cTraceState state = W3cTraceState::parse("a=1,b=2,c=3").value();
    QCOMPARE(state.with("b", "x")->header(), "b=x,a=1,c=3");
    QCOMPARE(state.get("b").value(), "2");
    QVERIFY(!state.get("d"));
    QVERIFY(!state.with("B", "x"));
    QVERIFY(!state.with("b", "x,y"));
}

void TstPropagation::aLongTracestateIsCutByWholeMembers()
{
    const std::string longOne = "long=" + std::string(200, 'x');
    std::string header = longOne;
    for (int i = 0; i < 10; ++i)
        header += ",k" + std::to_string(i) + "=" + std::string(40, 'v');
    const W3cTraceState state = W3cTraceState::parse(header).value();
    QVERIFY(state.header().size() <= 512);
    QVERIFY(!state.get("long"));
    QVERIFY(state.get("k0").has_value() && state.get("k9").has_value());
}

void TstPropagation::anInvalidContextInjectsNothing()
{
    int headers = 0;
    inject(Context(), [&](std::string_view, std::string_view) { ++headers; });
    QCOMPARE(headers, 0);
    QCOMPARE(traceparent(SpanContext()), std::string());
}

static const Registered<TstPropagation> registered;
#include "tst_propagation.moc"
