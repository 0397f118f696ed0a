// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/field.h"
#include "tests/support/suite.h"
#include "tests/unit/search/searchtrace.h"

#include <QTest>

namespace spanwise {

/// The language over one trace: query | names of the spans it finds.
class TstSearchQuery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void spansAreFound_data();
    void spansAreFound();
    void errorsPointAtTheCharacter_data();
    void errorsPointAtTheCharacter();
    void groupsAndSelectedValuesAreReported();
    void patternsThatExplodeElsewhereEndAtOnce();
    void aSearchThatIsStoppedMidwayLooksAtNoMoreSpans_data();
    void aSearchThatIsStoppedMidwayLooksAtNoMoreSpans();
    void fieldsAreWrittenAsTheyAreRead();
};

void TstSearchQuery::spansAreFound_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("expected");
    const char *const rows = R"(
        # everything, nothing
        | ask routing retrieval generation attempt attempt llm
        {} | ask routing retrieval generation attempt attempt llm
        { false } |
        # intrinsics
        { name = "ask" } | ask
        { span:name = `ask` } | ask
        { duration >= 500ms } | ask generation
        { duration > 0.5s && duration < 1s } | ask generation
        { duration = 50ms } | routing
        { status = error } | generation
        { status != error && span:kind = server } | ask
        { kind = client } | llm
        { statusMessage =~ "Rate.*" } | generation
        { rootName = "ask" && name = "llm" } | llm
        { trace:rootService = "shop" && name = "llm" } | llm
        { traceDuration = 900ms && name = "ask" } | ask
        { trace:id = "00000000000000000000000000000abc" && name = "ask" } | ask
        { span:id = "0000000000000002" } | routing
        { span:parentID = "0000000000000004" } | attempt attempt
        { parent = nil } | ask
        { nestedSetParent < 0 } | ask
        { span:childCount = 3 } | ask
        { nestedSetLeft > 6 && nestedSetRight < 13 } | attempt attempt llm
        # attributes
        { .region = "asia" } | ask
        { .region = "eu" } | routing retrieval generation attempt attempt
        { resource.region = "eu" && name = "ask" } | ask
        { span.region = "eu" } |
        { resource.service.name = "llm" } | llm
        { span."a b" = "x y" } | generation
        { ."a b" = "x y" } | generation
        { event.exception.type = "TimeoutError" } | generation
        { event:name = "retry" } | generation
        { event:name != "retry" } |
        { event:timeSinceStart > 50ms } | generation
        { event.attempt = 2 } | generation
        { link.why = "batch" && link:spanID = "0000000000000046" } | generation
        { link:traceID = "00000000000000000000000000000007" } | generation
        { instrumentation:name = "shop.rag" && instrumentation:version = "1.4" && name = "llm" } | llm
        { instrumentation.short_name = "rag" && name = "llm" } | llm
        { parent.n = 2 } | llm
        { parent.span.n = 2 && parent.resource.service.name = "shop" } | llm
        # absent, lists, types
        { .n = nil } | ask routing retrieval generation llm
        { .n != nil } | attempt attempt
        { .n != 1 } | attempt
        { .tags = "green" } | generation
        { .tags =~ "gr.+" } | generation
        { .tags != "green" } |
        { .tags != "blue" } | generation
        { .tags !~ "gr.*" } |
        { .user.id = 42.0 } | ask
        { .user.id = "42" } |
        { .user.id != "42" } |
        { .cached } | routing
        { !.cached } | ask retrieval generation attempt attempt llm
        { .k > 2 } | retrieval
        # regular expressions are anchored
        { name =~ "att" } |
        { name =~ "att.*|llm" } | attempt attempt llm
        { name !~ "att.*" && name !~ "r.*" } | ask generation llm
        # logic and arithmetic
        { name = "llm" || name = "ask" && duration > 1h } |
        { name = "llm" || (name = "ask" && duration > 1h) } | llm
        { !(name = "ask" || name = "llm") && duration < 60ms } | routing
        { .tokens * 2 = 240 } | generation
        { duration / 2 > 400ms } | ask
        { .n + 1 = 3 } | attempt
        { 2 ^ 3 ^ 2 = 512 && name = "ask" } | ask
        { -.n = -2 } | attempt
        { .tokens % 50 = 20 } | generation
        { duration / 10ms = 5 } | routing
        # what the pipeline means
        { step = retrieval } | retrieval
        { step = "generation" } | generation
        { tokens > 50 } | generation attempt
        { cost > 0.01 } | generation
        { question =~ ".*Refunds.*" } | ask
        { hallucination > 0.5 } | llm
        { failed } | generation
        { document = "policy-7" } | retrieval
        # sets of spans
        { name = "ask" } && { name = "llm" } | ask llm
        { name = "ask" } && { name = "nope" } |
        { name = "ask" } || { name = "nope" } | ask
        !{ name = "nope" } && { name = "ask" } | ask
        !{ name = "llm" } && { name = "ask" } |
        # structure
        { name = "generation" } > {} | attempt attempt
        { name = "llm" } < {} | attempt
        { name = "generation" } >> {} | attempt attempt llm
        { name = "llm" } << {} | ask generation attempt
        { name = "routing" } ~ {} | retrieval generation
        { name = "attempt" } ~ { name = "attempt" } | attempt attempt
        { name = "generation" } !>> {} | ask routing retrieval generation
        { name = "generation" } !> { name = "llm" } | llm
        { name = "llm" } !<< {} | routing retrieval attempt llm
        { name = "llm" } !< { name = "attempt" } | attempt
        { name = "routing" } !~ {} | ask routing attempt attempt llm
        { name = "generation" } &> { name = "attempt" } | generation attempt attempt
        { name = "ask" } &>> { name = "llm" } | ask llm
        { name = "llm" } &<< { name = "ask" } | ask llm
        { name = "routing" } &~ { name = "retrieval" } | routing retrieval
        { name = "ask" } > { name = "generation" } >> { name = "llm" } | llm
        # pipelines
        {} | count() > 6 | ask routing retrieval generation attempt attempt llm
        {} | count() > 7 |
        { name = "attempt" } | count() = 2 | attempt attempt
        { name = "attempt" } | avg(duration) > 200ms | attempt attempt
        { name = "attempt" } | avg(duration) = 275ms | attempt attempt
        { name = "attempt" } | min(.n) = 1 | attempt attempt
        { name = "attempt" } | max(.tokens) - min(.tokens) = 20 | attempt attempt
        { name = "attempt" } | sum(tokens) = 100 | attempt attempt
        { name = "attempt" } | sum(.nope) > 0 |
        {} | { name = "llm" } | llm
        {} | by(name) | count() > 1 | attempt attempt
        {} | by(resource.service.name) | count() = 1 | llm
        {} | by(name) | coalesce() | count() = 7 | ask routing retrieval generation attempt attempt llm
        ({ name = "attempt" } | count() > 1) && { name = "ask" } | ask attempt attempt
        ({ name = "attempt" } | count() > 2) && { name = "ask" } |
        # words
        refund | ask
        REFUND | ask
        "how do refunds" | ask
        refunds work | ask
        refund nope |
        refund || nope | ask
        refund !nope | ask
        refund !routing |
        retriev | retrieval
        退款 | retrieval
        返品 | retrieval
        ポリシー | retrieval
        ﾎﾟﾘｼｰ | retrieval
        abc | retrieval
        สินค้า | ask
        "rate limit" | generation
        timeouterror "no answer" | generation
        policy-7 | retrieval
        refund { status = error } | ask generation
        { status = error } refund | ask generation
        "rate limit" >> llm | llm
        00000000000000000000000000000ab | ask routing retrieval generation attempt attempt llm
    )";
    for (QString line : QString::fromUtf8(rows).split(u'\n')) {
        line = line.trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        const qsizetype bar = line.lastIndexOf(u'|');
        QTest::newRow(qPrintable(line)) << line.left(bar).trimmed() << line.mid(bar + 1).trimmed();
    }
}

void TstSearchQuery::spansAreFound()
{
    QFETCH(QString, query);
    QFETCH(QString, expected);
    const Trace trace = test::searchTrace();
    const SearchParse parsed = SearchQuery::parse(query.toStdString());
    QVERIFY2(parsed.query, parsed.error ? parsed.error->message.c_str() : "");
    const auto match = evaluateSearch(*parsed.query, trace, test::plainDocumentsOf);
    QStringList names;
    if (match) {
        for (const SpanRow row : match->spans)
            names += QString::fromUtf8(trace[row].name.data(), qsizetype(trace[row].name.size()));
    }
    QCOMPARE(names.join(u' '), expected);
}

void TstSearchQuery::errorsPointAtTheCharacter_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<int>("position");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *query, int position, const char *message) {
        QTest::newRow(query) << QString::fromUtf8(query) << position << QString::fromUtf8(message);
    };
    row("{ duratoin > 2s }", 2, "did you mean 'duration'");
    row("{ duration > 2sec }", 15, "unit is expected");
    row("{ duration > 5 x }", 15, "an operator or }");
    row("{ duration > }", 13, "a name or a value is expected here, not '}'");
    row("{ duration > \"2s\" }", 13, "'duration' is compared with a number");
    row("{ duration", 2, "this is not a condition");
    row("{ duration > 2s", 15, "an operator or } is expected here");
    row("{", 1, "a condition and }");
    row("{ status = failed }", 11, "");
    row("{ status = eror }", 11, "did you mean 'error'");
    row("{ status = \"broken\" }", 11, "ok, error or unset");
    row("{ kind = 3 }", 9, "server");
    row("{ name == \"a\" }", 7, "one =");
    row("{ name = \"a\" and kind = client }", 13, "write && for 'and'");
    row("{ name = \"a }", 9, "no closing quote");
    row("{ name =~ \"(\" }", 10, "pattern is not valid");
    row("{ duration =~ \"a\" }", 2, "only texts");
    row("{ name =~ 3 }", 10, "pattern in quotes");
    row("{ service.name = \"a\" }", 2, "attributes are written with a dot, .service.name");
    row("{ span. = 1 }", 2, "the name of an attribute is expected");
    row("{ .a = 1 } | cuont() > 3", 13, "did you mean 'count'");
    row("{ .a = 1 } | count( > 3", 20, "count() takes nothing");
    row("{ .a = 1 } | count()", 20, "a comparison such as > 3");
    row("{ .a = 1 } | rate()", 13, "makes a chart");
    row("{ .a = 1 } | avg(name) > 3", 17, "numbers and durations");
    row("{ .a = 1 } |", 12, "{ a condition }");
    row("{ .a = 1 } && ", 14, "a word or { a condition }");
    row("{ .a = 1 } > ", 13, "a word or { a condition }");
    row("> { .a = 1 }", 0, "stands between two sets");
    row("{} >>| count() > 3", 5, "a word or { a condition }");
    row("(refund ~)", 9, "a word or { a condition }");
    row("a | b", 4, "is not a stage");
    row("(refund", 0, "not closed");
    row("refund )", 7, "not opened");
    row("()", 0, "nothing between");
    row("duration>2s", 0, "conditions stand in braces");
    row("count() > 3", 0, "follows a bar");
    row("{ .a = nil > 3 }", 13, "true or false");
    row("{ .a > nil }", 2, "nil can only");
    row("{ name + 1 = 2 }", 2, "calculated");
    row("{ .a = \"\\q\" }", 8, "backslash");
    row("{ .a = 99999999999999999999h }", 7, "longer than");
    row("{ .a = 7m5", 10, "a unit is expected");
    row("{ 退 = 1 }", 2, "attributes are written with a dot");
}

void TstSearchQuery::errorsPointAtTheCharacter()
{
    QFETCH(QString, query);
    QFETCH(int, position);
    QFETCH(QString, message);
    const SearchParse parsed = SearchQuery::parse(query.toStdString());
    QVERIFY(parsed.error);
    QVERIFY(!parsed.query);
    QVERIFY2(parsed.error->message.find(message.toStdString()) != std::string::npos,
             parsed.error->message.c_str());
    QCOMPARE(int(parsed.error->position), position);
    QVERIFY(parsed.error->position + parsed.error->length <= std::size_t(query.toUtf8().size()));
}

void TstSearchQuery::groupsAndSelectedValuesAreReported()
{
    const Trace trace = test::searchTrace();
    const auto parsed = SearchQuery::parse("{ name = \"attempt\" } | by(.n) | select(duration, .n, .nope)");
    QVERIFY(parsed.query);
    const auto match = evaluateSearch(*parsed.query, trace, {});
    QVERIFY(match);
    QCOMPARE(match->groups, (std::vector<std::string>{"1", "2"}));
    QCOMPARE(match->selected.size(), std::size_t(2));
    QCOMPARE(match->selected[1],
             (std::vector<std::pair<std::string, std::string>>{{"duration", "360ms"}, {".n", "2"}}));
}

void TstSearchQuery::patternsThatExplodeElsewhereEndAtOnce()
{
    test::BatchBuilder builder;
    builder.add(test::traceId(1), test::spanId(1), {}, std::string(100'000, 'a') + "!", 0, 1);
    AdmittedBatch admitted = builder.take();
    const Trace trace(std::move(admitted.batch), std::move(admitted.facts));
    const auto parsed = SearchQuery::parse("{ name =~ \"(a+)+(a|aa)*b\" }");
    QVERIFY(parsed.query);
    QVERIFY(!evaluateSearch(*parsed.query, trace, {}));
}

void TstSearchQuery::aSearchThatIsStoppedMidwayLooksAtNoMoreSpans_data()
{
    QTest::addColumn<QString>("query");
    for (const char *const query :
         {"\"nowhere\"", "{ document = \"nowhere\" }", "{ name = \"step\" } && { document = \"nowhere\" }",
          "{ } | by(document)", "{ } | select(document)", "{ } >> { document = \"nowhere\" }",
          "({ } | by(document)) && { }"})
        QTest::newRow(query) << QString::fromLatin1(query);
}

/// The reader of documents is asked for each span that is looked at, and stops the search when it has been
/// asked 1,000 times.
void TstSearchQuery::aSearchThatIsStoppedMidwayLooksAtNoMoreSpans()
{
    QFETCH(const QString, query);
    constexpr std::uint32_t spans = 20'000;
    TelemetryBatch batch = test::batchFromOutline("ask 0 900\n");
    const Attribute document{"retrieval.documents.0.document.content", Value::ofString("text")};
    while (batch.spans.size() < spans) {
        Span span = batch.spans.front();
        span.id = test::spanId(static_cast<std::uint32_t>(batch.spans.size() + 1));
        span.parent = batch.spans.front().id;
        span.name = "step";
        span.attributes = {&document, 1};
        batch.spans.push_back(span);
    }
    std::vector<SpanFacts> facts(spans);
    const Trace trace(std::move(batch), std::move(facts));
    const SearchParse parsed = SearchQuery::parse(query.toStdString());
    QVERIFY2(parsed.query, parsed.error ? parsed.error->message.c_str() : "");
    std::stop_source stop;
    std::uint32_t asked = 0;
    const SearchDocuments documents = [&](const Span &) {
        if (++asked == 1000)
            stop.request_stop();
        return std::vector<SearchDocument>{{"id", "title", "text"}};
    };
    QVERIFY(!evaluateSearch(*parsed.query, trace, documents, stop.get_token()));
    QVERIFY2(asked >= 1000 && asked < 2000, qPrintable(QString::number(asked)));
}

void TstSearchQuery::fieldsAreWrittenAsTheyAreRead()
{
    for (const std::string written : {"duration", "trace:id", ".a", "span.a.b", "resource.service.name",
                                      "event.x", "link.y", "instrumentation.z", "parent.a", "parent.span.a",
                                      "span.\"a b\"", ".\"a\\\"b\"", "parent.resource.a"}) {
        const auto parsed = SearchQuery::parse("{ " + written + " != nil } | select(" + written + ")");
        QVERIFY2(parsed.query, written.c_str());
        std::string plain = written;
        std::erase(plain, '"');
        std::erase(plain, '\\');
        if (plain == written)
            QVERIFY(writtenField(*searchFieldOf(plain)) == written);
    }
    QCOMPARE(writtenField({.scope = SearchField::Scope::Any, .key = "a\"b"}), std::string(".\"a\\\"b\""));
}

static const test::Registered<TstSearchQuery> registered;

} // namespace spanwise

#include "tst_searchquery.moc"
