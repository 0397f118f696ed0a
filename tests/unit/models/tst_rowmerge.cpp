// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/outline.h"
#include "tests/support/suite.h"
#include "ui/models/rowmerge.h"

#include <QTest>

#include <random>

namespace spanwise {
namespace {

using Kind = RowChange::Kind;

TraceSummary row(std::uint32_t number, int beginMs, std::uint32_t spans = 1)
{
    TraceSummary summary;
    summary.id = test::traceId(number);
    summary.time.begin = Timestamp(std::chrono::milliseconds(beginMs));
    summary.time.end = summary.time.begin;
    summary.spanCount = spans;
    return summary;
}

/// What a model does with the changes.
TraceRows applied(TraceRows rows, const std::vector<TraceSummary> &fresh,
                  const std::vector<RowChange> &changes)
{
    for (const RowChange &change : changes) {
        const auto at = rows.begin() + static_cast<std::ptrdiff_t>(change.first);
        const auto count = static_cast<std::ptrdiff_t>(change.count);
        const auto from = fresh.begin() + static_cast<std::ptrdiff_t>(change.source);
        if (change.kind == Kind::Insert)
            rows.insert(at, from, from + count);
        else if (change.kind == Kind::Remove)
            rows.erase(at, at + count);
        else
            std::copy(from, from + count, at);
    }
    return rows;
}

} // namespace

class TstRowMerge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newRowsAreOneRunAtTheTop();
    void unchangedRowsAreLeftAlone();
    void changedRowsAreUpdatedWhereTheyAre();
    void rowsThatAreGoneAreRemovedOnlyWithinThePage();
    void aCompletePageEndsTheList();
    void aPageBelowACursorTouchesNothingAboveIt();
    void anyChangeOfTheStoreIsReached();
};

void TstRowMerge::newRowsAreOneRunAtTheTop()
{
    const TraceRows rows{row(1, 10)};
    const std::vector<TraceSummary> fresh{row(3, 30), row(2, 20), row(1, 10)};
    QCOMPARE(mergeChanges(rows, fresh, {}, false), (std::vector<RowChange>{{Kind::Insert, 0, 2, 0}}));
}

void TstRowMerge::unchangedRowsAreLeftAlone()
{
    const TraceRows rows{row(2, 20), row(1, 10)};
    const std::vector<TraceSummary> fresh{row(2, 20), row(1, 10)};
    QVERIFY(mergeChanges(rows, fresh, {}, true).empty());
}

void TstRowMerge::changedRowsAreUpdatedWhereTheyAre()
{
    const TraceRows rows{row(3, 30), row(2, 20), row(1, 10)};
    const std::vector<TraceSummary> fresh{row(3, 30), row(2, 20, 9), row(1, 10)};
    QCOMPARE(mergeChanges(rows, fresh, {}, true), (std::vector<RowChange>{{Kind::Update, 1, 1, 1}}));
}

void TstRowMerge::rowsThatAreGoneAreRemovedOnlyWithinThePage()
{
    const TraceRows rows{row(4, 40), row(3, 30), row(2, 20), row(1, 10)};
    const std::vector<TraceSummary> fresh{row(4, 40), row(2, 20)};
    QCOMPARE(mergeChanges(rows, fresh, {}, false), (std::vector<RowChange>{{Kind::Remove, 1, 1, 0}}));
}

void TstRowMerge::aCompletePageEndsTheList()
{
    const TraceRows rows{row(3, 30), row(2, 20), row(1, 10)};
    QCOMPARE(mergeChanges(rows, {}, {}, true), (std::vector<RowChange>{{Kind::Remove, 0, 3, 0}}));
}

void TstRowMerge::aPageBelowACursorTouchesNothingAboveIt()
{
    const TraceRows rows{row(4, 40), row(3, 30), row(2, 20)};
    const std::vector<TraceSummary> fresh{row(2, 20, 5), row(1, 10)};
    QCOMPARE(mergeChanges(rows, fresh, RowKey(row(3, 30)), true),
             (std::vector<RowChange>{{Kind::Update, 2, 1, 0}, {Kind::Insert, 3, 1, 1}}));
}

void TstRowMerge::anyChangeOfTheStoreIsReached()
{
    std::mt19937 random(20);
    for (int round = 0; round < 300; ++round) {
        std::vector<TraceSummary> before;
        std::vector<TraceSummary> after;
        for (std::uint32_t i = 60; i-- > 0;) {
            const auto roll = random() % 4;
            const int begin = static_cast<int>(i) / 2; // ties of begin
            if (roll != 0)
                before.push_back(row(i, begin));
            if (roll != 1)
                after.push_back(row(i, begin, roll == 2 ? 7 : 1));
        }
        const TraceRows rows(before.begin(), before.end());
        const TraceRows merged = applied(rows, after, mergeChanges(rows, after, {}, true));
        QVERIFY(std::ranges::equal(merged, after));
    }
}

static const test::Registered<TstRowMerge> registered;

} // namespace spanwise

#include "tst_rowmerge.moc"
