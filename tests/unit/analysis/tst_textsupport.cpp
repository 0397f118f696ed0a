// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/promptsearch.h"
#include "core/analysis/textsupport.h"
#include "tests/support/suite.h"

#include <QTest>

#include <array>
#include <cmath>
#include <string>

namespace spanwise {
namespace {

std::vector<std::string> sentences(std::string_view text)
{
    std::vector<std::string> list;
    for (const TextRange &range : sentencesOf(text))
        list.emplace_back(text.substr(range.begin, range.end - range.begin));
    return list;
}

/// "2/3 of #1": each sentence's support as text.
std::vector<std::string> verdicts(const AnswerSupport &support)
{
    std::vector<std::string> list;
    for (const SentenceSupport &sentence : support.sentences)
        list.push_back((sentence.isSupported() ? "yes, #" : "no, #") +
                       (sentence.document ? std::to_string(*sentence.document) : std::string("-")));
    return list;
}

using Lines = std::vector<std::string>;

} // namespace

class TstTextSupport final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sentencesEndWhereReadersEndThem();
    void aSentenceIsSupportedByTheDocumentThatHasItsWords();
    void wordsThatEveryDocumentHasSupportLittle();
    void theShareOfADocumentIsWhatItSupportsOfTheWholeAnswer();
    void textWithoutSpacesIsComparedByPairs();
    void brokenTextIsReadToItsEnd();
    void theSentencesOfADocumentThatTheAnswerTookAreFound();
    void aDocumentIsFoundInThePromptHoweverItIsWrapped();
    void aCutDocumentIsFoundWithItsShare();
    void aDocumentWithoutTextCannotBeLookedFor();
    void manyDocumentsAreFoundInALongPrompt();
};

void TstTextSupport::sentencesEndWhereReadersEndThem()
{
    QCOMPARE(sentences("It takes 1.5 s. Does it? Yes!\n- a list\n\nLast"),
             (Lines{"It takes 1.5 s.", "Does it?", "Yes!", "- a list", "Last"}));
    QCOMPARE(sentences("一つ目です。二つ目"), (Lines{"一つ目です。", "二つ目"}));
    QCOMPARE(sentences(" \n "), Lines{});
}

void TstTextSupport::aSentenceIsSupportedByTheDocumentThatHasItsWords()
{
    const std::array<std::string_view, 2> documents{"Retention deletes traces older than thirty days.",
                                                    "The writer groups commits."};
    const auto support =
        supportOf("The Writer groups commits. Retention deletes pinned queries never.", documents);
    QCOMPARE(verdicts(support), (Lines{"yes, #1", "no, #0"}));
}

void TstTextSupport::wordsThatEveryDocumentHasSupportLittle()
{
    const std::array<std::string_view, 3> documents{"the query of the day", "the query of the week",
                                                    "the query of the month"};
    const auto support = supportOf("the query of the sapphire elephant.", documents);
    QVERIFY(!support.sentences.at(0).isSupported());
    QCOMPARE(support.documents, (std::vector<double>{0, 0, 0}));
}

void TstTextSupport::theShareOfADocumentIsWhatItSupportsOfTheWholeAnswer()
{
    // Four words that the one document has, and four that none has, which weigh more.
    const std::array<std::string_view, 1> documents{"alpha beta gamma delta"};
    const auto support = supportOf("Alpha beta gamma delta. One two three four.", documents);
    const double known = std::log(1 + 2.0 / 2.0);
    const double unknown = std::log(1 + 2.0 / 1.0);
    QVERIFY(std::abs(support.documents.at(0) - known / (known + unknown)) < 1e-12);
}

void TstTextSupport::textWithoutSpacesIsComparedByPairs()
{
    const std::array<std::string_view, 2> documents{"データの保持期間は30日です。",
                                                    "検索は全文に対応します。"};
    const auto support = supportOf("保持期間は30日です。", documents);
    QCOMPARE(verdicts(support), (Lines{"yes, #0"}));
}

void TstTextSupport::brokenTextIsReadToItsEnd()
{
    const std::array<std::string_view, 1> documents{"\xff\xfe\xe4\xb8"};
    QCOMPARE(supportOf("\xe4\xb8 \xf0\x9f", documents).documents.size(), std::size_t{1});
    QCOMPARE(supportOf("", {}).sentences.size(), std::size_t{0});
}

void TstTextSupport::theSentencesOfADocumentThatTheAnswerTookAreFound()
{
    const std::string_view document =
        "Ports are set in the settings. Nothing else is here. gRPC listens on 4317.";
    const auto found =
        supportingSentences(document, "By default gRPC listens on 4317, as OpenTelemetry says.");
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(std::string(document.substr(found[0].begin, found[0].end - found[0].begin)),
             std::string("gRPC listens on 4317."));
}

void TstTextSupport::aDocumentIsFoundInThePromptHoweverItIsWrapped()
{
    const std::array<std::string_view, 3> documents{
        "A reranker takes the fused list\nand puts the best documents first.", "short text",
        "This document is nowhere in the prompt at all."};
    const auto parts = findInPrompt("Context:\n [1]  A reranker takes   the fused list and puts\n the best "
                                    "documents first.\n[2] short  text\nQ?",
                                    documents);
    QVERIFY(parts[0]->isThere() && !parts[0]->isCut());
    QVERIFY(parts[1]->isThere());
    QVERIFY(!parts[2]->isThere());
}

void TstTextSupport::aCutDocumentIsFoundWithItsShare()
{
    std::string document;
    for (int i = 0; i < 100; ++i)
        document += "word" + std::to_string(i) + ' ';
    const std::string half = document.substr(0, document.size() / 2);
    const std::array<std::string_view, 1> documents{document};
    const auto begun = findInPrompt("before " + half, documents);
    QVERIFY(begun[0]->isCut() && std::abs(begun[0]->share - 0.5) < 0.02);
    const auto ended =
        findInPrompt("before " + document.substr(document.size() / 2 - 40) + " after", documents);
    QVERIFY(ended[0]->isCut());
}

void TstTextSupport::aDocumentWithoutTextCannotBeLookedFor()
{
    const std::array<std::string_view, 2> documents{"", "ab"};
    const auto parts = findInPrompt("ab", documents);
    QVERIFY(!parts[0] && !parts[1]);
}

void TstTextSupport::manyDocumentsAreFoundInALongPrompt()
{
    std::vector<std::string> texts;
    std::string prompt;
    for (int i = 0; i < 200; ++i) {
        texts.push_back("Document number " + std::to_string(i * 7919) + " speaks of subject " +
                        std::to_string(i) + " and of nothing else here.");
        prompt += std::string(static_cast<std::size_t>(i) * 40, 'x') +
                  (i % 2 == 0 ? texts.back() : std::string("left out ")) + '\n';
    }
    const std::vector<std::string_view> documents(texts.begin(), texts.end());
    const auto parts = findInPrompt(prompt, documents);
    for (std::size_t i = 0; i < parts.size(); ++i)
        QCOMPARE(parts[i]->isThere(), i % 2 == 0);
}

static const test::Registered<TstTextSupport> registered;

} // namespace spanwise

#include "tst_textsupport.moc"
