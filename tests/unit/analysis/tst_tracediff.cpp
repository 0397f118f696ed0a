// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/attributediff.h"
#include "core/analysis/tracediff.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

#include <chrono>

using namespace spanwise;
using namespace spanwise::test;

namespace {

std::shared_ptr<const Trace> trace(const char *outline)
{
    return std::make_shared<const Trace>(traceFromOutline(outline));
}

/// "query 900/100>1200/90 @0>0": duration/self in ms of both, and when they began; "!" after a step that
/// failed.
QString printed(const TraceDiff &diff)
{
    const auto ms = [](Duration duration) {
        return QString::number(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
    };
    const auto side = [&](const std::optional<StepFigures> &figures) {
        return figures ? ms(figures->duration) + QLatin1Char('/') + ms(figures->self) +
                             (figures->failed ? QStringLiteral("!") : QString())
                       : QStringLiteral("-");
    };
    const auto begin = [&](const std::optional<StepFigures> &figures) {
        return figures ? ms(figures->offset) : QStringLiteral("-");
    };
    QStringList lines;
    for (const DiffedStep &step : diff.steps)
        lines.append(QString(static_cast<int>(2 * step.depth), QLatin1Char(' ')) +
                     QString::fromStdString(step.name) + QLatin1Char(' ') + side(step.left) +
                     QLatin1Char('>') + side(step.right) + QStringLiteral(" @") + begin(step.left) +
                     QLatin1Char('>') + begin(step.right));
    return lines.join(QLatin1Char('\n'));
}

} // namespace

class TstTraceDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stepsAreAlignedWithTheirFigures();
    void eachTraceBeginsAtZero();
    void whatCalledTheQueryIsComparedAsFarAsItIsTheSame();
    void otherRootsAreComparedToo();
    void tokensAndAttributesOfAStepAreCompared();
    void attributesThatDifferAreListedOnce_data();
    void attributesThatDifferAreListedOnce();
    void aTraceAgainstItselfDiffersInNothing();
    void anEmptyTraceIsNoFailure();
    void promptsAndAnswersOfLogRecordsAreCompared();
};

void TstTraceDiff::stepsAreAlignedWithTheirFigures()
{
    const TraceDiff diff = compareTraces(trace("q 0 100\n  a 0 30\n  b 30 90\n    c 40 60"),
                                         trace("q 0 200\n  a 0 30\n  b 30 190 error\n  d 190 195"));
    QCOMPARE(printed(diff), QStringLiteral("q 100/10>200/5 @0>0\n"
                                           "  a 30/30>30/30 @0>0\n"
                                           "  b 60/40>160/160! @30>30\n"
                                           "    c 20/20>- @40>-\n"
                                           "  d ->5/5 @->190"));
    QCOMPARE(diff.extent, Duration(std::chrono::milliseconds(200)));
    QVERIFY(!diff.steps[1].differs());
    QVERIFY(diff.steps[2].differs());
    QCOMPARE(diff.steps[2].difference(), std::optional(Duration(std::chrono::milliseconds(100))));
    QVERIFY(!diff.steps[3].difference());
}

void TstTraceDiff::eachTraceBeginsAtZero()
{
    const TraceDiff diff =
        compareTraces(trace("q 1000 1100\n  a 1050 1060"), trace("q 90000 90100\n  a 90010 90020"));
    QCOMPARE(printed(diff), QStringLiteral("q 100/90>100/90 @0>0\n  a 10/10>10/10 @50>10"));
}

void TstTraceDiff::whatCalledTheQueryIsComparedAsFarAsItIsTheSame()
{
    const auto withQuery = [](const char *outline, std::size_t query) {
        TelemetryBatch batch = batchFromOutline(outline);
        std::vector<SpanFacts> facts(batch.spans.size());
        facts[query].isQuery = true;
        facts[query].question = "why?";
        return std::make_shared<const Trace>(std::move(batch), std::move(facts));
    };
    const auto served = withQuery("GET 0 50\n  q 5 45\n    a 10 20", 1);
    QCOMPARE(printed(compareTraces(served, withQuery("GET 0 60\n  q 5 55", 1))),
             QStringLiteral("GET 50/10>60/10 @0>0\n  q 40/30>50/50 @5>5\n    a 10/10>- @10>-"));
    // A replay is called by Spanwise itself: the queries are compared, not their callers.
    QCOMPARE(printed(compareTraces(served, withQuery("POST 0 60\n  q 5 55", 1))),
             QStringLiteral("q 40/30>50/50 @0>0\n  a 10/10>- @5>-"));
}

void TstTraceDiff::otherRootsAreComparedToo()
{
    const TraceDiff diff =
        compareTraces(trace("q 0 10\nlate 20 30\nlate 30 45"), trace("q 0 10\nlate 20 25\nnew 40 50"));
    QCOMPARE(printed(diff), QStringLiteral("q 10/10>10/10 @0>0\n"
                                           "late 10/10>5/5 @20>20\n"
                                           "new ->10/10 @->40\n"
                                           "late 15/15>- @30>-"));
}

void TstTraceDiff::tokensAndAttributesOfAStepAreCompared()
{
    const auto asked = [](const char *model, std::int64_t tokens) {
        TelemetryBatch batch = batchFromOutline("q 0 10\n  generate 1 9");
        const Attribute attributes[] = {{"llm.model_name", Value::ofString(batch.arena.copy(model))},
                                        {"same", Value::ofInt(1)}};
        batch.spans[1].attributes = batch.arena.copy(std::span<const Attribute>(attributes));
        std::vector<SpanFacts> facts(batch.spans.size());
        facts[1].step = StepKind::Generation;
        facts[1].inputTokens = tokens;
        facts[1].outputTokens = 1;
        facts[1].costUsd = 0.5;
        return std::make_shared<const Trace>(std::move(batch), std::move(facts));
    };
    const TraceDiff diff = compareTraces(asked("small", 10), asked("large", 20));
    const DiffedStep &step = diff.steps.at(1);
    QCOMPARE(step.left->tokens(), 11);
    QCOMPARE(step.right->tokens(), 21);
    QCOMPARE(step.right->costUsd, 0.5);
    QCOMPARE(step.attributes, 1U);
    QCOMPARE(diff.rightTotals.inputTokens, 20);
    const auto differing = differingAttributes((*diff.left)[step.left->row].attributes,
                                               (*diff.right)[step.right->row].attributes);
    QCOMPARE(differing.size(), std::size_t(1));
    QCOMPARE(differing[0].left->string(), std::string_view("small"));
}

void TstTraceDiff::attributesThatDifferAreListedOnce_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("right");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *left, const char *right, const char *expected) {
        QTest::newRow(name) << QString::fromLatin1(left) << QString::fromLatin1(right)
                            << QString::fromLatin1(expected);
    };
    row("the same", "a=1 b=2", "a=1 b=2", "");
    row("the same in another order", "a=1 b=2", "b=2 a=1", "");
    row("a value", "a=1 b=2", "a=1 b=3", "b 2>3");
    row("gone and new", "a=1 b=2", "a=1 c=3", "b 2>-,c ->3");
    row("new in front", "a=1", "z=0 a=1", "z ->0");
    row("nothing before", "", "a=1", "a ->1");
    row("a key that is there twice counts by its first", "a=1 a=2", "a=1", "a 2>1");
}

void TstTraceDiff::attributesThatDifferAreListedOnce()
{
    QFETCH(QString, left);
    QFETCH(QString, right);
    Arena arena;
    const auto attributes = [&](const QString &words) {
        std::vector<Attribute> list;
        for (const QString &word : words.split(QLatin1Char(' '), Qt::SkipEmptyParts))
            list.push_back({arena.copy(word.section(QLatin1Char('='), 0, 0).toStdString()),
                            Value::ofString(arena.copy(word.section(QLatin1Char('='), 1).toStdString()))});
        return list;
    };
    const std::vector<Attribute> before = attributes(left);
    const std::vector<Attribute> after = attributes(right);
    QStringList lines;
    const auto shown = [](const Value *value) {
        return value == nullptr ? QStringLiteral("-") : QString::fromStdString(std::string(value->string()));
    };
    for (const PairedAttribute &attribute : differingAttributes(before, after))
        lines.append(QString::fromStdString(std::string(attribute.key)) + QLatin1Char(' ') +
                     shown(attribute.left) + QLatin1Char('>') + shown(attribute.right));
    QTEST(lines.join(QLatin1Char(',')), "expected");
    QCOMPARE(countDifferingAttributes(before, after), static_cast<std::uint32_t>(lines.size()));
}

void TstTraceDiff::aTraceAgainstItselfDiffersInNothing()
{
    const auto one = trace("q 0 100\n  a 0 30\n  a 30 90\n    c 40 60");
    const TraceDiff diff = compareTraces(one, one);
    QVERIFY(std::ranges::none_of(diff.steps, &DiffedStep::differs));
    QVERIFY(std::ranges::all_of(diff.steps,
                                [](const DiffedStep &step) { return step.difference() == Duration{}; }));
    QVERIFY(diff.prompt.isSame() && diff.answer.isSame());
}

void TstTraceDiff::anEmptyTraceIsNoFailure()
{
    const auto empty = std::make_shared<const Trace>(TelemetryBatch{}, std::vector<SpanFacts>{});
    QVERIFY(compareTraces(empty, empty).steps.empty());
    QCOMPARE(compareTraces(empty, trace("q 0 1")).steps.size(), std::size_t(1));
    QVERIFY(compareTraces(nullptr, trace("q 0 1")).steps.empty());
}

void TstTraceDiff::promptsAndAnswersOfLogRecordsAreCompared()
{
    const auto logs = std::make_shared<TelemetryBatch>();
    const auto asked = [&](const char *id, const char *question, const char *answer) {
        TelemetryBatch batch = batchFromOutline("q 0 10\n  generate 1 9");
        for (Span &span : batch.spans)
            span.traceId = *TraceId::fromHex(id);
        for (const auto &[name, words] :
             {std::pair("gen_ai.user.message", question), std::pair("gen_ai.choice", answer)}) {
            LogRecord &record = logs->logs.emplace_back();
            record.traceId = batch.spans[1].traceId;
            record.spanId = batch.spans[1].id;
            record.eventName = name;
            record.body = Value::ofString(words);
        }
        std::vector<SpanFacts> facts(batch.spans.size());
        facts[1].step = StepKind::Generation;
        return std::make_shared<const Trace>(std::move(batch), std::move(facts));
    };
    const auto left = asked("00000000000000000000000000000001", "Why so?", "Because.");
    const auto right = asked("00000000000000000000000000000002", "Why not?", "Because.");
    const TraceDiff diff = compareTraces(left, right, messagesWith({logs}));
    QCOMPARE(diff.leftPrompt, std::string("[user]\nWhy so?"));
    QCOMPARE(diff.rightPrompt, std::string("[user]\nWhy not?"));
    QVERIFY(!diff.prompt.isSame());
    QCOMPARE(diff.leftTotals.answer, std::string("Because."));
    QVERIFY(diff.answer.isSame() && !diff.answer.parts.empty());
    QVERIFY(compareTraces(left, right).leftPrompt.empty());
}

static const Registered<TstTraceDiff> registered;
#include "tst_tracediff.moc"
