// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/suite.h"
#include "ui/models/format.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using namespace std::chrono_literals;

/// Narrow spaces as plain blanks, so that rows can be read.
QString plain(QString text)
{
    return text.replace(QChar(0x202f), u' ');
}

} // namespace

class TstFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void durationsHaveThreeSignificantDigits_data();
    void durationsHaveThreeSignificantDigits();
    void thousandsAreSetApart();
    void whatIsNoNumberIsADash();
    void markupInATextIsShownNotObeyed();
};

void TstFormat::durationsHaveThreeSignificantDigits_data()
{
    QTest::addColumn<qint64>("ns");
    QTest::addColumn<QString>("text");
    const auto row = [](Duration d, const QString &text) {
        QTest::addRow("%s", qPrintable(text)) << qint64(d.count()) << text;
    };
    row(0ns, u"0 ns"_s);
    row(870ns, u"870 ns"_s);
    row(12'400ns, u"12.4 µs"_s);
    row(145ms, u"145 ms"_s);
    row(999'600us, u"1 s"_s);
    row(1'318ms, u"1.32 s"_s);
    row(59'990ms, u"60 s"_s);
    row(125s, u"2 min 5 s"_s);
    row(3h + 4min, u"3 h 4 min"_s);
    row(-5ms, u"-5 ms"_s);
}

void TstFormat::durationsHaveThreeSignificantDigits()
{
    QFETCH(qint64, ns);
    QFETCH(QString, text);
    QCOMPARE(plain(formatDuration(Duration(ns))), text);
}

void TstFormat::thousandsAreSetApart()
{
    QCOMPARE(plain(formatCount(1'284'310)), u"1 284 310"_s);
    QCOMPARE(plain(formatCount(999)), u"999"_s);
    QCOMPARE(plain(formatNumber(-1812)), u"-1 812"_s);
}

void TstFormat::whatIsNoNumberIsADash()
{
    QCOMPARE(formatNumber(std::nan("")), u"–"_s);
    QCOMPARE(formatPercent(std::nan("")), u"–"_s);
}

void TstFormat::markupInATextIsShownNotObeyed()
{
    QCOMPARE(toolTipText(u"<img src=x>\nb"_s), u"<qt>&lt;img src=x&gt;<br>b</qt>"_s);
    QVERIFY(toolTipText({}).isEmpty());
    QVERIFY(toolTipText(QString(9000, u'a')).size() < 2100);
}

static const test::Registered<TstFormat> registered;

} // namespace spanwise

#include "tst_format.moc"
