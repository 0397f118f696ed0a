// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/facts.h"
#include "core/replay/clientspan.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QRegularExpression>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

class TstClientSpan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTraceparentIsWellFormedAndNew();
    void theRootLinksToTheOriginal();
    void factsKnowItAsAReplayAndNotAsAQuery();
    void aFailureIsOnTheSpan();
    void passwordsInTheAddressStayOut();

private:
    static ReplayRecord record()
    {
        ReplayRecord r;
        r.original = traceId(7);
        r.started = Timestamp(std::chrono::seconds(100));
        r.duration = std::chrono::milliseconds(250);
        r.target = "http://127.0.0.1:18080/query";
        r.outcome = ReplayRecord::Outcome::Completed;
        r.httpStatus = 200;
        return r;
    }
};

void TstClientSpan::theTraceparentIsWellFormedAndNew()
{
    const ReplayIds ids = ReplayIds::random();
    static const QRegularExpression format(QStringLiteral("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$"));
    QVERIFY(format.match(QString::fromLatin1(ids.traceparent())).hasMatch());
    QVERIFY(ids.trace && ids.span);
    QVERIFY(ids.trace != ReplayIds::random().trace);
}

void TstClientSpan::theRootLinksToTheOriginal()
{
    const ReplayIds ids = ReplayIds::random();
    const TelemetryBatch batch = clientSpanOf(record(), ids, spanId(9), "POST");
    const Span &span = batch.spans.at(0);
    QCOMPARE(span.traceId, ids.trace);
    QCOMPARE(span.id, ids.span);
    QVERIFY(!span.parent && span.isEntry());
    QCOMPARE(span.kind, SpanKind::Client);
    QCOMPARE(span.time.length().count(), Duration(std::chrono::milliseconds(250)).count());
    QCOMPARE(span.links.size(), std::size_t{1});
    QCOMPARE(span.links[0].traceId, traceId(7));
    QCOMPARE(span.links[0].spanId, spanId(9));
    QCOMPARE(find(span.attributes, "http.response.status_code")->integer(), std::int64_t{200});
    QCOMPARE(batch.resources.at(0).serviceName(), std::string_view("spanwise"));
    QCOMPARE(batch.scopes.at(0).name, std::string_view("spanwise.replay"));
}

void TstClientSpan::factsKnowItAsAReplayAndNotAsAQuery()
{
    TelemetryBatch batch = clientSpanOf(record(), ReplayIds::random(), spanId(9), "POST");
    const std::vector<SpanFacts> facts = readFacts(batch);
    QVERIFY(!facts.at(0).isQuery);
    QVERIFY(facts.at(0).question.empty());
    QCOMPARE(facts.at(0).replayOf, traceId(7));
}

void TstClientSpan::aFailureIsOnTheSpan()
{
    ReplayRecord failed = record();
    failed.outcome = ReplayRecord::Outcome::HttpError;
    failed.httpStatus = 500;
    failed.message = "answered 500";
    const TelemetryBatch batch = clientSpanOf(failed, ReplayIds::random(), SpanId{}, "POST");
    QCOMPARE(batch.spans[0].status, StatusCode::Error);
    QCOMPARE(batch.spans[0].statusMessage, std::string_view("answered 500"));
    QCOMPARE(find(batch.spans[0].attributes, "error.type")->string(), std::string_view("500"));
}

void TstClientSpan::passwordsInTheAddressStayOut()
{
    ReplayRecord secret = record();
    secret.target = "http://me:geheim@127.0.0.1:18080/query";
    const TelemetryBatch batch = clientSpanOf(secret, ReplayIds::random(), SpanId{}, "POST");
    for (const Attribute &attribute : batch.spans[0].attributes)
        QVERIFY(attribute.value.stringOr({}).find("geheim") == std::string_view::npos);
}

static const Registered<TstClientSpan> registered;
#include "tst_clientspan.moc"
