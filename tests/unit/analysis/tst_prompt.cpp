// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/prompt.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

#include <map>

namespace spanwise {
namespace {

/// Steps that begin with "model" are generations.
Trace traceOf(const std::string &outline)
{
    TelemetryBatch batch = test::batchFromOutline(outline);
    std::vector<SpanFacts> facts(batch.spans.size());
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (batch.spans[i].name.starts_with("model"))
            facts[i].step = StepKind::Generation;
    }
    return Trace(std::move(batch), std::move(facts));
}

/// What a step says: "user: hello" one message a line; from assistants it went out.
MessagesReader saying(const std::map<std::string, std::string> &bySteps)
{
    return [bySteps](const Trace &trace, SpanRow row) {
        std::vector<Message> messages;
        const auto said = bySteps.find(std::string(trace[row].name));
        if (said == bySteps.end())
            return messages;
        std::istringstream lines(said->second);
        for (std::string line; std::getline(lines, line);) {
            const auto colon = line.find(": ");
            const std::string role = line.substr(0, colon);
            messages.push_back({role == "assistant" ? Message::Direction::Output : Message::Direction::Input,
                                role,
                                line.substr(colon + 2),
                                {}});
        }
        return messages;
    };
}

} // namespace

class TstPrompt : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theQuestionIsWhatTheUserSaidLastToTheFirstModel();
    void modelsThatHeardNoUserArePassedOver();
    void onlyModelsBelowTheStepAreAsked();
    void whereNobodySaysAnythingNothingIsTold();
};

void TstPrompt::theQuestionIsWhatTheUserSaidLastToTheFirstModel()
{
    const Trace trace = traceOf("query 0 90\n  model.rewrite 0 10\n  model.answer 20 90\n");
    const auto messages =
        saying({{"model.rewrite", "user: hello\nassistant: hi\nuser: where is it?\nassistant: search: it"},
                {"model.answer", "system: be short\nuser: Context: ... Where is it?\nassistant: Here."}});
    QCOMPARE(firstQuestion(trace, std::nullopt, messages), std::string("where is it?"));
    QCOMPARE(lastReply(trace, std::nullopt, messages), std::string("Here."));
}

void TstPrompt::modelsThatHeardNoUserArePassedOver()
{
    const Trace trace =
        traceOf("query 0 90\n  search 0 5\n  model.a 5 10\n  model.b 20 40\n  model.c 40 90\n");
    const auto messages = saying({{"search", "user: not a model\nassistant: nor an answer"},
                                  {"model.a", "system: only rules"},
                                  {"model.b", "human: and mine?\nassistant: Yours."},
                                  {"model.c", "system: judge"}});
    QCOMPARE(firstQuestion(trace, std::nullopt, messages), std::string("and mine?"));
    QCOMPARE(lastReply(trace, std::nullopt, messages), std::string("Yours."));
}

void TstPrompt::onlyModelsBelowTheStepAreAsked()
{
    const Trace trace = traceOf("job 0 90\n  one 0 40\n    model.1 0 40\n  two 50 90\n    model.2 50 90\n");
    const auto messages = saying(
        {{"model.1", "user: first?\nassistant: First."}, {"model.2", "user: second?\nassistant: Second."}});
    QCOMPARE(firstQuestion(trace, SpanRow{3}, messages), std::string("second?"));
    QCOMPARE(lastReply(trace, SpanRow{1}, messages), std::string("First."));
    QCOMPARE(firstQuestion(trace, SpanRow{4}, messages), std::string("second?"));
}

void TstPrompt::whereNobodySaysAnythingNothingIsTold()
{
    const Trace trace = traceOf("query 0 90\n  model.answer 20 90\n");
    QVERIFY(firstQuestion(trace, std::nullopt, saying({})).empty());
    QVERIFY(firstQuestion(trace, std::nullopt, {}).empty());
    QVERIFY(lastReply(trace, std::nullopt, {}).empty());
    QVERIFY(firstQuestion(traceOf(""), std::nullopt, saying({})).empty());
}

static const test::Registered<TstPrompt> registered;

} // namespace spanwise

#include "tst_prompt.moc"
