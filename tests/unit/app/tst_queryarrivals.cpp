// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/queryarrivals.h"
#include "tests/support/storebatches.h"
#include "tests/support/suite.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

class TstQueryArrivals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTraceIsToldOnceThoughItsRootAndItsQueryAreTwoSpans();
    void whatWasStoredBeforeIsNoArrival();
};

void TstQueryArrivals::aTraceIsToldOnceThoughItsRootAndItsQueryAreTwoSpans()
{
    std::vector<TraceId> told;
    QueryArrivals arrivals([&](TraceId id) { told.push_back(id); });
    for (std::uint32_t i = 1; i <= 2; ++i) {
        BatchBuilder builder;
        builder.add(traceId(i), spanId(1), {}, "POST /query", 0, 9);
        builder.add(traceId(i), spanId(2), spanId(1), "answer", 1, 8,
                    {{"question", Value::ofString("why?")}});
        builder.add(traceId(i), spanId(3), spanId(2), "retrieve", 2, 3);
        AdmittedBatch admitted = builder.take();
        admitted.facts[1].isQuery = true;
        const std::vector<bool> duplicate(3);
        arrivals.committed({admitted.batch, admitted.facts, duplicate});
    }
    QCOMPARE(told, (std::vector{traceId(1), traceId(2)}));
}

void TstQueryArrivals::whatWasStoredBeforeIsNoArrival()
{
    int told = 0;
    QueryArrivals arrivals([&](TraceId) { ++told; });
    const AdmittedBatch admitted = queryBatch(1, 0, "why?");
    const std::vector<bool> duplicate(1, true);
    arrivals.committed({admitted.batch, admitted.facts, duplicate});
    QCOMPARE(told, 0);
}

static const Registered<TstQueryArrivals> registered;
#include "tst_queryarrivals.moc"
