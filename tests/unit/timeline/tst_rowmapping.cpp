// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timeline/rowmapping.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

namespace spanwise {
namespace {

/// Spans with these numbers as ids, a millisecond apart in this order.
Trace traceOf(const std::vector<std::uint32_t> &ids)
{
    TelemetryBatch batch;
    batch.resources.push_back({});
    batch.scopes.push_back({});
    for (std::size_t i = 0; i < ids.size(); ++i) {
        Span span;
        span.traceId = test::traceId(1);
        span.id = test::spanId(ids[i]);
        span.time = {Timestamp(std::chrono::milliseconds(i)), Timestamp(std::chrono::milliseconds(i + 1))};
        batch.spans.push_back(span);
    }
    std::vector<SpanFacts> facts(batch.spans.size());
    return {std::move(batch), std::move(facts)};
}

using Rows = std::vector<std::uint32_t>;

} // namespace

class TstRowMapping : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void spansThatComeInBetweenMoveTheOthers();
    void nothingNewMovesNothing();
    void aSpanThatIsGoneHasNoRow();
    void spansThatChangedPlacesAreFound();
};

void TstRowMapping::spansThatComeInBetweenMoveTheOthers()
{
    QCOMPARE(rowsIn(traceOf({1, 2, 3}), traceOf({9, 1, 8, 7, 2, 3, 6})), (Rows{1, 4, 5}));
}

void TstRowMapping::nothingNewMovesNothing()
{
    QCOMPARE(rowsIn(traceOf({1, 2, 3}), traceOf({1, 2, 3})), (Rows{0, 1, 2}));
}

void TstRowMapping::aSpanThatIsGoneHasNoRow()
{
    QCOMPARE(rowsIn(traceOf({1, 2, 3, 4}), traceOf({1, 3, 4})), (Rows{0, noRow, 1, 2}));
    QCOMPARE(rowsIn(traceOf({1, 2}), traceOf({})), (Rows{noRow, noRow}));
}

void TstRowMapping::spansThatChangedPlacesAreFound()
{
    QCOMPARE(rowsIn(traceOf({1, 2, 3, 4}), traceOf({4, 1, 3, 2, 5})), (Rows{1, 3, 2, 0}));
}

} // namespace spanwise

static const spanwise::test::Registered<spanwise::TstRowMapping> registered;

#include "tst_rowmapping.moc"
