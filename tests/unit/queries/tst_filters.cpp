// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/suite.h"
#include "ui/queries/durationtext.h"
#include "ui/queries/filterwords.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace spanwise {

using namespace std::chrono_literals;

class TstFilters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void durationsAreReadAsPeopleWriteThem_data();
    void durationsAreReadAsPeopleWriteThem();
    void whatIsNoDurationIsRefused_data();
    void whatIsNoDurationIsRefused();
    void everyConditionIsAChipThatRemovesItselfAlone();
    void anEmptyFilterHasNoChips();
};

void TstFilters::durationsAreReadAsPeopleWriteThem_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ns");
    const auto row = [](const QString &text, Duration d) {
        QTest::addRow("%s", qPrintable(text)) << text << qint64(d.count());
    };
    row(u"400ms"_s, 400ms);
    row(u" 2 s "_s, 2s);
    row(u"1.5s"_s, 1500ms);
    row(u"1,5 S"_s, 1500ms);
    row(u"250us"_s, 250us);
    row(u"250 µs"_s, 250us);
    row(u"3 min"_s, 3min);
    row(u"1h"_s, 1h);
    row(u"400"_s, 400ms);
    row(u"400\u202fms"_s, 400ms); // as formatDuration() writes it
}

void TstFilters::durationsAreReadAsPeopleWriteThem()
{
    QFETCH(QString, text);
    QFETCH(qint64, ns);
    QCOMPARE(parseDuration(text), std::optional(Duration(ns)));
}

void TstFilters::whatIsNoDurationIsRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const QString &text :
         {u""_s, u"ms"_s, u"-2s"_s, u"2 parsecs"_s, u"1..2s"_s, u"1e3s"_s, u"99999999999 h"_s, u"nan"_s})
        QTest::addRow("%s", qPrintable(text)) << text;
}

void TstFilters::whatIsNoDurationIsRefused()
{
    QFETCH(QString, text);
    QVERIFY(!parseDuration(text));
}

void TstFilters::everyConditionIsAChipThatRemovesItselfAlone()
{
    TraceFilter filter;
    filter.text = "noise";
    filter.service = "demo";
    filter.failed = true;
    filter.minDuration = 400ms;
    filter.maxDuration = 2s;
    filter.window = TimeWindow{Timestamp(1s), Timestamp::max()};
    filter.minHallucination = 0.5;
    const auto chips = chipsOf(filter);
    QCOMPARE(chips.size(), 7U);
    for (const FilterChip &chip : chips)
        QCOMPARE(chipsOf(chip.without).size(), 6U);
    TraceFilter withoutText = filter;
    withoutText.text.clear();
    QCOMPARE(chips.front().without, withoutText);
}

void TstFilters::anEmptyFilterHasNoChips()
{
    QVERIFY(chipsOf({}).empty());
}

static const test::Registered<TstFilters> registered;

} // namespace spanwise

#include "tst_filters.moc"
