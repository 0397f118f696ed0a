// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/jsonsplitter.h"
#include "tests/support/suite.h"

#include <QStringList>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

class TstJsonSplitter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesAreCutWhereverTheBytesAreCut_data();
    void valuesAreCutWhereverTheBytesAreCut();
    void positionsCountFromTheStartOfTheStream();
};

void TstJsonSplitter::valuesAreCutWhereverTheBytesAreCut_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QStringList>("values");
    QTest::newRow("one object") << QByteArray(R"({"a":1})") << QStringList{R"({"a":1})"};
    QTest::newRow("lines") << QByteArray("{\"a\":1}\n{\"b\":2}\r\n\n") << QStringList{R"({"a":1})", R"({"b":2})"};
    QTest::newRow("pretty") << QByteArray("{\n  \"a\": [1,\n 2]\n}\n") << QStringList{"{\n  \"a\": [1,\n 2]\n}"};
    QTest::newRow("array") << QByteArray("[ {\"a\":1},\n {\"b\":[]} ]") << QStringList{R"({"a":1})", R"({"b":[]})"};
    QTest::newRow("brackets in strings") << QByteArray(R"({"a":"}{\"]"}{"b":2})") << QStringList{R"({"a":"}{\"]"})", R"({"b":2})"};
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf{}") << QStringList{"{}"};
    QTest::newRow("nothing") << QByteArray(" \n ") << QStringList{};
    QTest::newRow("truncated") << QByteArray(R"({"a":1}{"b":)") << QStringList{R"({"a":1})", R"({"b":)"};
    QTest::newRow("a line broken inside a string") << QByteArray("{\"a\":\"x\n{\"b\":2}\n") << QStringList{"{\"a\":\"x\n", R"({"b":2})"};
    QTest::newRow("a line cut off in an object") << QByteArray("{\"a\":{\"x\":1\n{\"b\":2}\n{\"c\":3}") << QStringList{"{\"a\":{\"x\":1\n", R"({"b":2})", R"({"c":3})"};
    QTest::newRow("elements at the start of lines") << QByteArray("{\"e\":[\n{\"b\":2},\n{\"c\":3}\n]}") << QStringList{"{\"e\":[\n{\"b\":2},\n{\"c\":3}\n]}"};
    QTest::newRow("scalars in an array") << QByteArray("[1,null,{\"b\":2},\"x\"]") << QStringList{"1", "null", R"({"b":2})", "\"x\""};
    QTest::newRow("words") << QByteArray("nonsense\n{\"b\":2}\n") << QStringList{"nonsense\n", R"({"b":2})"};
}

void TstJsonSplitter::valuesAreCutWhereverTheBytesAreCut()
{
    QFETCH(const QByteArray, stream);
    QFETCH(const QStringList, values);
    for (int step : {1, 3, 1000}) {
        QStringList got;
        JsonSplitter splitter([&](std::string value, std::uint64_t, std::uint64_t) { got.append(QString::fromStdString(value)); });
        for (qsizetype at = 0; at < stream.size(); at += step)
            splitter.feed(stream.mid(at, step).toStdString());
        splitter.finish();
        QCOMPARE(got, values);
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
