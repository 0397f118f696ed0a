// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/baggage.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

class TstBaggage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void membersAreDecoded_data();
    void membersAreDecoded();
    void aBadMemberLeavesItsNeighbours();
    void theLastOfARepeatedKeyCounts();
    void propertiesPassThrough();
    void everythingSurvivesTheRoundTrip();
    void tooMuchIsLeftOutByWholeMembers();
    void aKeyThatIsNoTokenIsNotSet();
};

void TstBaggage::membersAreDecoded_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("plain") << QByteArray("k=value") << QByteArray("value");
    QTest::newRow("blanks") << QByteArray(" k \t=  value ") << QByteArray("value");
    QTest::newRow("equals in value") << QByteArray("k=a=b==") << QByteArray("a=b==");
    QTest::newRow("empty value") << QByteArray("k=") << QByteArray("");
    QTest::newRow("escapes") << QByteArray("k=%20%2C%3b%25") << QByteArray(" ,;%");
    QTest::newRow("utf-8") << QByteArray("k=%C3%A4%e2%82%ac") << QByteArray("\xC3\xA4\xE2\x82\xAC");
    QTest::newRow("invalid utf-8") << QByteArray("k=a%FFb")
                                   << QByteArray("a\xEF\xBF\xBD"
                                                 "b");
    QTest::newRow("overlong") << QByteArray("k=%C0%AF") << QByteArray("\xEF\xBF\xBD\xEF\xBF\xBD");
    QTest::newRow("surrogate") << QByteArray("k=%ED%A0%80")
                               << QByteArray("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    QTest::newRow("no escape") << QByteArray("k=100%") << QByteArray("100%");
    QTest::newRow("half an escape") << QByteArray("k=%4") << QByteArray("%4");
    QTest::newRow("not hex") << QByteArray("k=%zz") << QByteArray("%zz");
    QTest::newRow("truncated character") << QByteArray("k=%E2%82") << QByteArray("\xEF\xBF\xBD\xEF\xBF\xBD");
}

void TstBaggage::membersAreDecoded()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, value);
    const Baggage baggage = Baggage::parse(header.toStdString());
    QVERIFY(baggage.get("k").has_value());
    QCOMPARE(std::string(baggage.get("k").value()), value.toStdString());
}

void TstBaggage::aBadMemberLeavesItsNeighbours()
{
    const Baggage baggage = Baggage::parse("a=1,no equals,=x,b c=2,,quoted=\"x\",back=\\,z=26");
    QCOMPARE(baggage.entries().size(), std::size_t(2));
    QCOMPARE(baggage.get("a").value(), "1");
    QCOMPARE(baggage.get("z").value(), "26");
    QVERIFY(Baggage::parse("").isEmpty());
    QVERIFY(Baggage::parse(",,;,=").isEmpty());
}

void TstBaggage::theLastOfARepeatedKeyCounts()
{
    const Baggage baggage = Baggage::parse("a=1,b=2,a=3");
    QCOMPARE(baggage.entries().size(), std::size_t(2));
    QCOMPARE(baggage.get("a").value(), "3");
}

void TstBaggage::propertiesPassThrough()
{
    const Baggage baggage = Baggage::parse("a=1 ; secret ; ttl=5 , b=2");
    QCOMPARE(baggage.entries()[0].properties, std::string("secret ; ttl=5"));
    QCOMPARE(baggage.header(), std::string("a=1;secret ; ttl=5,b=2"));
}

void TstBaggage::everythingSurvivesTheRoundTrip()
{
    std::string all;
    for (int c = 1; c < 128; ++c)
        all.push_back(static_cast<char>(c));
    all += "\xC3\xA4\xF0\x9F\x98\x80";
    const Baggage baggage = Baggage().with("all", all).with("second", "");
    const Baggage back = Baggage::parse(baggage.header());
    QCOMPARE(back, baggage);
    QVERIFY(baggage.header().find(' ') == std::string::npos);
    QCOMPARE(baggage.without("all").entries().size(), std::size_t(1));
}

void TstBaggage::tooMuchIsLeftOutByWholeMembers()
{
    Baggage baggage;
    for (int i = 0; i < 300; ++i)
        baggage = baggage.with("k" + std::to_string(i), std::string(50, 'v'));
    const std::string header = baggage.header();
    QVERIFY(header.size() <= 8192);
    QVERIFY(header.ends_with("v"));
    QCOMPARE(Baggage::parse(header).header(), header);
    std::string many;
    for (int i = 0; i < 300; ++i)
        many += "k" + std::to_string(i) + "=1,";
    QCOMPARE(Baggage::parse(many).entries().size(), std::size_t(180));
}

void TstBaggage::aKeyThatIsNoTokenIsNotSet()
{
    QVERIFY(Baggage().with("a b", "1").isEmpty());
    QVERIFY(Baggage().with("", "1").isEmpty());
    QVERIFY(Baggage().with("\xC3\xA4", "1").isEmpty());
}

static const Registered<TstBaggage> registered;
#include "tst_baggage.moc"
