// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/journey.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

#include <map>

namespace spanwise {
namespace {

const std::map<std::string, std::string> contents{
    {"a", "Retention deletes what is older than thirty days."},
    {"b", "Pinned traces are exempt from retention for ever."},
    {"c", "The writer groups its commits by twenty milliseconds."},
    {"d", "A document that nobody ranked again after the first search."},
};

using Lists = std::map<std::string, std::string>; // span name -> letters of documents, best first

DocumentsReader documentsFrom(Lists lists)
{
    return [lists = std::move(lists)](const Trace &trace, SpanRow row) {
        std::vector<Document> documents;
        const auto found = lists.find(std::string(trace[row].name));
        for (std::size_t i = 0; found != lists.end() && i < found->second.size(); ++i) {
            const std::string id(1, found->second[i]);
            documents.push_back({.id = id,
                                 .title = {},
                                 .content = contents.at(id),
                                 .score = {},
                                 .rank = static_cast<std::uint32_t>(i + 1),
                                 .metadata = {},
                                 .source = DocumentSource::Retrieval});
        }
        return documents;
    };
}

/// The prompt of "generate": its documents one a line.
MessagesReader promptOf(const std::string &letters)
{
    return [letters](const Trace &trace, SpanRow row) {
        std::vector<Message> messages;
        if (trace[row].name != "generate")
            return messages;
        std::string text = "Answer from these:\n";
        for (const char letter : letters)
            text += contents.at(std::string(1, letter)) + '\n';
        messages.push_back({Message::Direction::Input, "user", text, {}});
        messages.push_back({Message::Direction::Output, "assistant", contents.at("d"), {}});
        return messages;
    };
}

Trace queryTrace(std::string_view answer)
{
    TelemetryBatch batch = test::batchFromOutline("ask 0 900\n  retrieve 0 300\n    vector 0 100\n    words "
                                                  "0 200\n  rerank 300 400\n  generate 400 800\n");
    std::vector<SpanFacts> facts(batch.spans.size());
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const std::string_view name = batch.spans[i].name;
        facts[i].step = name == "generate" ? StepKind::Generation
                        : name == "rerank" ? StepKind::Reranking
                        : name == "ask"    ? StepKind::Other
                                           : StepKind::Retrieval;
    }
    facts[0].isQuery = true;
    facts[0].question = "What is kept?";
    facts[0].answer = batch.arena.copy(answer);
    return Trace(std::move(batch), std::move(facts));
}

/// "a: prompt" / "b: lost in rerank at 2 of 1 kept" / "c: -", row by row.
std::vector<std::string> fates(const DocumentJourney &journey)
{
    std::vector<std::string> list;
    for (std::size_t i = 0; i < journey.fates.size(); ++i) {
        const DocumentFate &fate = journey.fates[i];
        std::string words = journey.table.rows[i].document.id + ": ";
        if (!fate.lostIn.empty())
            words += "lost in " + fate.lostIn + " at " + std::to_string(fate.lastRank) + ", " +
                     std::to_string(fate.kept) + " kept";
        else
            words += fate.prompt && fate.prompt->isThere() ? "prompt" : "-";
        list.push_back(words);
    }
    return list;
}

using Lines = std::vector<std::string>;

} // namespace

class TstJourney final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDocumentIsLostByTheStepThatHadNoPlaceForIt();
    void searchesSideBySideDoNotLoseEachOthersDocuments();
    void aDocumentThatFitsNoPromptIsLostByTheGeneration();
    void withoutAPromptNothingIsSaidOfIt();
    void whatTheModelAnsweredIsNotItsPrompt();
    void theAnswerSaysWhichDocumentsItUses();
    void anAnswerThatNoSpanCarriesIsWhatTheModelSaid();
};

void TstJourney::aDocumentIsLostByTheStepThatHadNoPlaceForIt()
{
    const auto journey = documentJourney(
        queryTrace("x"), SpanRow{0},
        documentsFrom({{"vector", "ab"}, {"words", "bc"}, {"retrieve", "abc"}, {"rerank", "ba"}}),
        promptOf("ba"));
    QCOMPARE(fates(journey), (Lines{"b: prompt", "a: prompt", "c: lost in rerank at 3, 2 kept"}));
    QCOMPARE(journey.promptStep, std::string("generate"));
}

void TstJourney::searchesSideBySideDoNotLoseEachOthersDocuments()
{
    const auto journey = documentJourney(
        queryTrace("x"), SpanRow{0}, documentsFrom({{"vector", "ad"}, {"words", "b"}, {"retrieve", "ab"}}),
        promptOf("ab"));
    QCOMPARE(fates(journey), (Lines{"a: prompt", "b: prompt", "d: lost in retrieve at 2, 2 kept"}));
}

void TstJourney::aDocumentThatFitsNoPromptIsLostByTheGeneration()
{
    const auto journey =
        documentJourney(queryTrace("x"), SpanRow{0}, documentsFrom({{"rerank", "abc"}}), promptOf("a"));
    QCOMPARE(fates(journey),
             (Lines{"a: prompt", "b: lost in generate at 2, 1 kept", "c: lost in generate at 3, 1 kept"}));
}

void TstJourney::withoutAPromptNothingIsSaidOfIt()
{
    const auto journey = documentJourney(queryTrace("x"), SpanRow{0}, documentsFrom({{"rerank", "ab"}}), {});
    QCOMPARE(fates(journey), (Lines{"a: -", "b: -"}));
    QVERIFY(journey.promptStep.empty());
}

void TstJourney::whatTheModelAnsweredIsNotItsPrompt()
{
    const auto journey =
        documentJourney(queryTrace("x"), SpanRow{0}, documentsFrom({{"rerank", "ad"}}), promptOf("a"));
    QCOMPARE(fates(journey), (Lines{"a: prompt", "d: lost in generate at 2, 1 kept"}));
}

void TstJourney::theAnswerSaysWhichDocumentsItUses()
{
    const auto journey = documentJourney(queryTrace("Retention deletes what is older than thirty days."),
                                         SpanRow{0}, documentsFrom({{"rerank", "abc"}}), promptOf("abc"));
    QCOMPARE(journey.fates[0].support, 1.0);
    QCOMPARE(journey.fates[2].support, 0.0);
}

void TstJourney::anAnswerThatNoSpanCarriesIsWhatTheModelSaid()
{
    const auto documents = documentsFrom({{"rerank", "abd"}});
    const auto journey = documentJourney(queryTrace({}), SpanRow{0}, documents, promptOf("ab"));
    QCOMPARE(journey.answer, contents.at("d"));
    QCOMPARE(journey.fates[2].support, 1.0);
    // Of a step without a model below it: the query's.
    QCOMPARE(documentJourney(queryTrace({}), SpanRow{4}, documents, promptOf("ab")).answer, contents.at("d"));
    QVERIFY(documentJourney(queryTrace({}), SpanRow{0}, documents, {}).answer.empty());
}

static const test::Registered<TstJourney> registered;

} // namespace spanwise

#include "tst_journey.moc"
