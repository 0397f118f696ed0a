// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/base64.h"
#include "core/codec/jsonscalars.h"
#include "core/codec/otlp_response.h"
#include "core/codec/utf8.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

class TstParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void utf8IsRepairedPartByPart_data();
    void utf8IsRepairedPartByPart();
    void base64TakesBothAlphabets();
    void wholeNumbersAreExact();
    void answersUseTheEncodingOfTheRequest();
};

void TstParts::utf8IsRepairedPartByPart_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("repaired");
    const QByteArray bad = "\xEF\xBF\xBD";
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &repaired) {
        QTest::newRow(name) << text << repaired;
    };
    row("ascii", "plain", "plain");
    row("four bytes", "\xF0\x9F\x94\x8D", "\xF0\x9F\x94\x8D");
    row("stray continuation", "a\x80z", "a" + bad + "z");
    row("cut sequence is one part", "\xF0\x9F\x94", bad);
    row("cut sequence before text", "\xE2\x82x", bad + "x");
    row("overlong slash", "\xC0\xAF", bad + bad);
    row("overlong three bytes", "\xE0\x80\x80", bad + bad + bad);
    row("surrogate", "\xED\xA0\x80", bad + bad + bad);
    row("beyond Unicode", "\xF4\x90\x80\x80", bad + bad + bad + bad);
    row("bad byte behind eight good ones", "12345678\xFF", "12345678" + bad);
}

void TstParts::utf8IsRepairedPartByPart()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, repaired);
    QCOMPARE(isValidUtf8(text.toStdString()), text == repaired);
    QCOMPARE(QByteArray::fromStdString(repairedUtf8(text.toStdString())), repaired);
    QVERIFY(isValidUtf8(repairedUtf8(text.toStdString())));
}

void TstParts::base64TakesBothAlphabets()
{
    QCOMPARE(toBase64("Man"), "TWFu");
    QCOMPARE(toBase64("Ma"), "TWE=");
    QCOMPARE(toBase64("M"), "TQ==");
    QCOMPARE(toBase64(""), "");
    QCOMPARE(fromBase64("TWE=").value(), "Ma");
    QCOMPARE(fromBase64("TQ").value(), "M");
    QCOMPARE(fromBase64("-_8=").value(), fromBase64("+/8").value());
    QVERIFY(!fromBase64("A"));
    QVERIFY(!fromBase64("TW u"));
    QVERIFY(!fromBase64("T=Fu"));
}

void TstParts::wholeNumbersAreExact()
{
    QCOMPARE(integerFromText("9007199254740993").value(), 9007199254740993LL);
    QCOMPARE(unsignedFromText("18446744073709551615").value(), UINT64_MAX);
    QCOMPARE(integerFromText("1e3").value(), 1000);
    QVERIFY(!integerFromText("9223372036854775808"));
    QVERIFY(!integerFromText("1.5"));
    QVERIFY(!integerFromText(""));
    QVERIFY(!integerFromText("12x"));
    QVERIFY(!integerFromText("NaN"));
    QVERIFY(!unsignedFromText("-1"));
    QVERIFY(!unsignedFromText("18446744073709551616"));
    QCOMPARE(doubleFromText("1e-999").value(), 0.0);
    QVERIFY(!doubleFromText("1 "));
}

void TstParts::answersUseTheEncodingOfTheRequest()
{
    QCOMPARE(encodeExportResponse(OtlpEncoding::Protobuf, Signal::Traces, 0, {}), "");
    QCOMPARE(encodeExportResponse(OtlpEncoding::Json, Signal::Traces, 0, {}), "{}");
    QCOMPARE(encodeExportResponse(OtlpEncoding::Json, Signal::Traces, 2, "why \"x\""),
             R"({"partialSuccess":{"rejectedSpans":"2","errorMessage":"why \"x\""}})");
    QCOMPARE(encodeExportResponse(OtlpEncoding::Json, Signal::Traces, 0, "careful"),
             R"({"partialSuccess":{"errorMessage":"careful"}})");
    QCOMPARE(encodeExportResponse(OtlpEncoding::Protobuf, Signal::Traces, 2, "why"),
             "\x0a\x07\x08\x02\x12\x03why");
    QCOMPARE(encodeExportResponse(OtlpEncoding::Json, Signal::Logs, 2, {}),
             R"({"partialSuccess":{"rejectedLogRecords":"2"}})");
    QCOMPARE(encodeExportResponse(OtlpEncoding::Json, Signal::Metrics, 2, {}),
             R"({"partialSuccess":{"rejectedDataPoints":"2"}})");
    QCOMPARE(encodeRpcStatus(OtlpEncoding::Json, 3, "bad"), R"({"code":3,"message":"bad"})");
    QCOMPARE(encodeRpcStatus(OtlpEncoding::Protobuf, 3, "bad"), "\x08\x03\x12\x03"
                                                                "bad");
}

static const Registered<TstParts> registered;
#include "tst_parts.moc"
