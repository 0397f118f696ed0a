// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jsonsplitter.h"
#include "tests/support/suite.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>
#include <QTest>

#include <algorithm>
#include <array>
#include <random>
#include <string>

using namespace Qt::StringLiterals;
using namespace spanwise;
using namespace spanwise::test;

class TstJsonSplitter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesAreCutWhereverTheBytesAreCut_data();
    void valuesAreCutWhereverTheBytesAreCut();
    void wholeBlocksAreCutAsSingleCharactersAre();
    void positionsCountFromTheStartOfTheStream();
    void aLargeOtlpDocumentIsHandedOnInSeveral_data();
    void aLargeOtlpDocumentIsHandedOnInSeveral();
    void whatIsNoListOfResourcesStaysWhole();
};

void TstJsonSplitter::valuesAreCutWhereverTheBytesAreCut_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QStringList>("values");
    QTest::newRow("one object") << QByteArray(R"({"a":1})") << QStringList{R"({"a":1})"};
    QTest::newRow("lines") << QByteArray("{\"a\":1}\n{\"b\":2}\r\n\n")
                           << QStringList{R"({"a":1})", R"({"b":2})"};
    QTest::newRow("pretty") << QByteArray("{\n  \"a\": [1,\n 2]\n}\n")
                            << QStringList{"{\n  \"a\": [1,\n 2]\n}"};
    QTest::newRow("array") << QByteArray("[ {\"a\":1},\n {\"b\":[]} ]")
                           << QStringList{R"({"a":1})", R"({"b":[]})"};
    QTest::newRow("brackets in strings")
        << QByteArray(R"({"a":"}{\"]"}{"b":2})") << QStringList{R"({"a":"}{\"]"})", R"({"b":2})"};
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf{}") << QStringList{"{}"};
    QTest::newRow("nothing") << QByteArray(" \n ") << QStringList{};
    QTest::newRow("truncated") << QByteArray(R"({"a":1}{"b":)") << QStringList{R"({"a":1})", R"({"b":)"};
    QTest::newRow("a line broken inside a string")
        << QByteArray("{\"a\":\"x\n{\"b\":2}\n") << QStringList{"{\"a\":\"x\n", R"({"b":2})"};
    QTest::newRow("a line cut off in an object")
        << QByteArray("{\"a\":{\"x\":1\n{\"b\":2}\n{\"c\":3}")
        << QStringList{"{\"a\":{\"x\":1\n", R"({"b":2})", R"({"c":3})"};
    QTest::newRow("elements at the start of lines") << QByteArray("{\"e\":[\n{\"b\":2},\n{\"c\":3}\n]}")
                                                    << QStringList{"{\"e\":[\n{\"b\":2},\n{\"c\":3}\n]}"};
    QTest::newRow("scalars in an array")
        << QByteArray("[1,null,{\"b\":2},\"x\"]") << QStringList{"1", "null", R"({"b":2})", "\"x\""};
    QTest::newRow("words") << QByteArray("nonsense\n{\"b\":2}\n") << QStringList{"nonsense\n", R"({"b":2})"};
}

void TstJsonSplitter::valuesAreCutWhereverTheBytesAreCut()
{
    QFETCH(const QByteArray, stream);
    QFETCH(const QStringList, values);
    for (int step : {1, 3, 1000}) {
        QStringList got;
        JsonSplitter splitter([&](std::string value, std::uint64_t, std::uint64_t) {
            got.append(QString::fromStdString(value));
        });
        for (qsizetype at = 0; at < stream.size(); at += step)
            splitter.feed(stream.mid(at, step).toStdString());
        splitter.finish();
        QCOMPARE(got, values);
    }
}

void TstJsonSplitter::aLargeOtlpDocumentIsHandedOnInSeveral_data()
{
    QTest::addColumn<QString>("begin");
    QTest::addColumn<QString>("between");
    QTest::addColumn<QString>("end");
    QTest::newRow("compact") << u"{\"resourceSpans\":["_s << u","_s << u"]}"_s;
    QTest::newRow("pretty") << u"{\n  \"resourceSpans\" : [\n    "_s << u",\n    "_s << u"\n  ]\n}\n"_s;
    QTest::newRow("after other members") << u"{\"schemaUrl\":\"a]b\",\"x\":{\"y\":[1]},\"resource_logs\":["_s
                                         << u" , "_s << u"],\"z\":[{}]}"_s;
    QTest::newRow("two lists") << u"{\"resourceMetrics\":[],\"resourceLogs\":["_s << u","_s << u"]}"_s;
}

void TstJsonSplitter::aLargeOtlpDocumentIsHandedOnInSeveral()
{
    QFETCH(const QString, begin);
    QFETCH(const QString, between);
    QFETCH(const QString, end);
    constexpr int elements = 40;
    QStringList numbers;
    QString stream = begin;
    for (int i = 0; i < elements; ++i) {
        numbers += QString::number(i);
        stream += (i == 0 ? QString() : between) +
                  u"{\"n\":%1,\"a\":[[{}]],\"t\":\"%2\"}"_s.arg(i).arg(QString(60'000, u'}'));
    }
    stream += end;
    const std::string bytes = stream.toStdString();
    for (const std::size_t step : {std::size_t(777), std::size_t(1) << 18U, bytes.size()}) {
        QStringList found;
        std::vector<std::uint64_t> positions;
        JsonSplitter splitter([&](const std::string &value, std::uint64_t position, std::uint64_t line) {
            QJsonParseError problem;
            const QJsonObject document =
                QJsonDocument::fromJson(QByteArray::fromStdString(value), &problem).object();
            QCOMPARE(problem.error, QJsonParseError::NoError);
            QVERIFY(value.size() < JsonSplitter::sliceBytes + 100'000);
            for (const QString &key : {u"resourceSpans"_s, u"resource_logs"_s, u"resourceLogs"_s}) {
                for (const QJsonValue &element : document[key].toArray())
                    found += QString::number(element[u"n"_s].toInt());
            }
            // The list goes on where the file says it does.
            QVERIFY(positions.empty() ||
                    QByteArrayView(bytes).sliced(qsizetype(position)).startsWith("{\"n\":") ||
                    QByteArrayView(bytes).sliced(qsizetype(position)).startsWith("]"));
            QCOMPARE(line, 1 + std::uint64_t(std::count(bytes.begin(),
                                                        bytes.begin() + std::ptrdiff_t(position), '\n')));
            positions.push_back(position);
        });
        for (std::size_t at = 0; at < bytes.size(); at += step)
            splitter.feed(std::string_view(bytes).substr(at, step));
        splitter.finish();
        QCOMPARE(found, numbers);
        QVERIFY(positions.size() >= 4);
    }
}

void TstJsonSplitter::whatIsNoListOfResourcesStaysWhole()
{
    const std::string element = "{\"t\":\"" + std::string(400'000, 'x') + "\"}";
    for (const std::string &value :
         {"{\"traceEvents\":[" + element + ',' + element + ',' + element + "]}", // one clock for all
          "{\"data\":[" + element + ',' + element + "],\"resourceSpans\":[]}",
          "{\"x\":{\"resourceSpans\":[" + element + ',' + element + "]}}"}) {
        std::vector<std::string> got;
        JsonSplitter splitter(
            [&](std::string one, std::uint64_t, std::uint64_t) { got.push_back(std::move(one)); });
        splitter.feed(value);
        splitter.finish();
        QCOMPARE(got.size(), std::size_t(1));
        QCOMPARE(got.front(), value);
    }
}

/// Blocks of bytes are looked at together only where many come at once: a stream that comes byte by byte
/// tells what is right. Most of these streams are deep, half of them are no JSON.
void TstJsonSplitter::wholeBlocksAreCutAsSingleCharactersAre()
{
    const auto cut = [](const std::string &stream, std::size_t step) {
        QStringList values;
        JsonSplitter splitter([&](const std::string &value, std::uint64_t position, std::uint64_t line) {
            values.append(u"%1:%2 "_s.arg(position).arg(line) + QString::fromStdString(value));
        });
        for (std::size_t at = 0; at < stream.size(); at += step)
            splitter.feed(std::string_view(stream).substr(at, step));
        splitter.finish();
        return values;
    };
    const std::array<std::string, 16> pieces{"{",
                                             "[",
                                             "}",
                                             "]",
                                             "\"",
                                             "\"abc\"",
                                             ",",
                                             ":",
                                             "\n",
                                             "\\",
                                             "\\\"",
                                             "\"a\\\\\":",
                                             " words of some length ",
                                             "12345678",
                                             "},\n{",
                                             "]]]}}}\n{"};
    std::mt19937 random(5);
    for (int round = 0; round < 4000; ++round) {
        std::string stream =
            round % 2 == 0 ? R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[)" : "";
        const std::size_t mostOf = round % 3 == 0 ? pieces.size() : 9; // without what breaks most
        for (std::size_t count = 20 + random() % 200; count > 0; --count)
            stream += pieces[random() % mostOf];
        QCOMPARE(cut(stream, stream.size()), cut(stream, 1));
        QCOMPARE(cut(stream, 150), cut(stream, 1));
    }
}

void TstJsonSplitter::positionsCountFromTheStartOfTheStream()
{
    std::vector<std::uint64_t> positions;
    std::vector<std::uint64_t> lines;
    JsonSplitter splitter([&](const std::string &, std::uint64_t position, std::uint64_t line) {
        positions.push_back(position);
        lines.push_back(line);
    });
    splitter.feed("{}\n  {}");
    splitter.feed("\n{}");
    splitter.finish();
    QCOMPARE(positions, (std::vector<std::uint64_t>{0, 5, 8}));
    QCOMPARE(lines, (std::vector<std::uint64_t>{1, 2, 3}));
}

static const Registered<TstJsonSplitter> registered;
#include "tst_jsonsplitter.moc"
