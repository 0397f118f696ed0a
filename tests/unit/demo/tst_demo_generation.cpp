// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/text/terms.h"
#include "tests/support/suite.h"
#include "tests/unit/demo/fixture.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::demo;
using namespace spanwise::test;

class TstDemoGeneration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theAnswerIsMadeOfSentencesOfTheDocuments();
    void codeComesAlongWithItsSentence();
    void everyPartOfACompoundQuestionIsAnswered();
    void anUnrelatedQuestionIsNotAnswered();
    void theSameQuestionHasTheSameAnswer();
    void anExtractedAnswerIsGrounded();
    void anUnsupportedSentenceIsNoticed();
    void sayingThatThereIsNoAnswerClaimsNothing();
    void tokensAreCountedAndPaidFor();
};

namespace {

const Section &sectionOf(const std::string &id)
{
    for (const Section &section : manual().corpus.sections()) {
        if (section.id == id)
            return section;
    }
    qFatal("no section %s", id.c_str());
}

Prompt promptFrom(const std::string &question, const std::vector<std::string> &ids)
{
    Prompt prompt{question, {analyse(question)}, {}};
    for (const std::string &id : ids)
        prompt.documents.push_back({&sectionOf(id), 1});
    return prompt;
}

} // namespace

void TstDemoGeneration::theAnswerIsMadeOfSentencesOfTheDocuments()
{
    DemoFixture demo;
    const Answer answer = demo.ask("How long are traces kept?");
    QVERIFY(answer.text.starts_with("Traces are kept for 30 days by default."));
}

void TstDemoGeneration::codeComesAlongWithItsSentence()
{
    DemoFixture demo;
    const Answer answer = demo.ask("How do I connect a Go pipeline?");
    QVERIFY(answer.text.find("```sh\nexport OTEL_SERVICE_NAME") != std::string::npos);
    QVERIFY(answer.text.find("otlptracehttp") < answer.text.find("```sh"));
}

void TstDemoGeneration::everyPartOfACompoundQuestionIsAnswered()
{
    DemoFixture demo;
    const Answer answer = demo.ask("How do I find slow queries and how do I export a trace?");
    QCOMPARE(answer.pipeline, Route::MultiHop);
    QVERIFY(answer.text.find("smallest duration") != std::string::npos);
    QVERIFY(answer.text.find("Export trace") != std::string::npos);
}

void TstDemoGeneration::anUnrelatedQuestionIsNotAnswered()
{
    DemoFixture demo;
    QCOMPARE(demo.ask("What is the capital of France?").text, ExtractiveGenerator::noAnswer);
    QCOMPARE(demo.ask("zzz qqq").text, ExtractiveGenerator::noAnswer);
}

void TstDemoGeneration::theSameQuestionHasTheSameAnswer()
{
    DemoFixture demo;
    const std::string context = R"({"cache":false})";
    QCOMPARE(demo.ask("What is a replay?", context).text, demo.ask("What is a replay?", context).text);
}

void TstDemoGeneration::anExtractedAnswerIsGrounded()
{
    DemoFixture demo;
    const Answer answer = demo.ask("What are the default alert rules?");
    QCOMPARE(answer.hallucinationScore, 0.0);
    QCOMPARE(answer.groundedness, 1.0);
}

void TstDemoGeneration::anUnsupportedSentenceIsNoticed()
{
    const Prompt prompt = promptFrom("theme?", {"manual/settings.md#theme"});
    const Verifier verifier(manual().weights);
    const Verification checked = verifier.verify(
        "The theme follows the system by default. Penguins deliver floppy disks to every subscriber.",
        prompt);
    QCOMPARE(checked.sentences.size(), std::size_t(2));
    QCOMPARE(checked.unsupported, std::size_t(1));
    QCOMPARE(checked.sentences[0].support, 1.0);
    QVERIFY(checked.sentences[1].support < 0.3);
    QVERIFY(checked.hallucinationScore > 0.7);
}

void TstDemoGeneration::sayingThatThereIsNoAnswerClaimsNothing()
{
    const Verifier verifier(manual().weights);
    const Prompt prompt = promptFrom("?", {});
    QCOMPARE(verifier.verify(ExtractiveGenerator::noAnswer, prompt).hallucinationScore, 0.0);
    QCOMPARE(verifier.verify("", prompt).groundedness, 1.0);
    QCOMPARE(verifier.verify("Traces are kept for 30 days.", prompt).hallucinationScore, 1.0);
}

void TstDemoGeneration::tokensAreCountedAndPaidFor()
{
    QCOMPARE(tokenCount("replay it"), std::size_t(3)); // repl ay it
    QCOMPARE(tokenCount("文档"), std::size_t(2));
    DemoFixture demo;
    const Answer answer = demo.ask("What is a replay?");
    QVERIFY(answer.promptTokens > answer.completionTokens);
    QCOMPARE(answer.costUsd,
             (double(answer.promptTokens) * 0.5 + double(answer.completionTokens) * 1.5) / 1e6);
}

static const Registered<TstDemoGeneration> registered;
#include "tst_demo_generation.moc"
