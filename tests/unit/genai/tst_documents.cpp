// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/genai/documentkey.h"
#include "core/genai/documents.h"
#include "tests/support/suite.h"
#include "tests/unit/genai/spanbuilder.h"

#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

class TstDocuments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void openInferenceListsAreRead();
    void aRerankerShowsBothLists();
    void genAiDocumentsAreReadAsTextAndAsValues();
    void vectorDatabaseEventsAreRead();
    void haystackComponentsAreRead();
    void whatIsNoDocumentIsNone();
    void aDocumentIsTheSameByItsContent();
    void whatAStepSawIsKeptByRank();
};

void TstDocuments::openInferenceListsAreRead()
{
    SpanBuilder builder("retrieval 0 9");
    builder.with(0,
                 {{"retrieval.documents.10.document.id", text("eleventh")},
                  {"retrieval.documents.0.document.id", Value::ofInt(7)},
                  {"retrieval.documents.0.document.content", text("Text.")},
                  {"retrieval.documents.0.document.score", Value::ofDouble(0.5)},
                  {"retrieval.documents.0.document.metadata", text(R"({"source":"s.md","title":"Manual"})")},
                  {"retrieval.documents.2.document.id", text("third")}});
    const auto documents = documentsOf(builder.batch.spans[0]);
    QCOMPARE(documents.size(), 3U);
    QCOMPARE(documents[0], (Document{"7", "Manual", "Text.", 0.5, 1, R"({"source":"s.md","title":"Manual"})",
                                     DocumentSource::Retrieval}));
    QCOMPARE(documents[1].id, "third");
    QCOMPARE(documents[2].id, "eleventh"); // by number, not by text
    QCOMPARE(documents[2].rank, 3U);
    QVERIFY(!documents[2].score);
}

void TstDocuments::aRerankerShowsBothLists()
{
    SpanBuilder builder("rerank 0 9");
    builder.with(0, {{"reranker.output_documents.0.document.id", text("b")},
                     {"reranker.input_documents.0.document.id", text("a")},
                     {"reranker.input_documents.1.document.id", text("b")}});
    const auto documents = documentsOf(builder.batch.spans[0]);
    QCOMPARE(documents.size(), 3U);
    QCOMPARE(documents[1].source, DocumentSource::RerankerInput);
    QCOMPARE(documents[1].rank, 2U);
    QCOMPARE(documents[2].source, DocumentSource::RerankerOutput);
    QCOMPARE(documents[2].rank, 1U);
}

void TstDocuments::genAiDocumentsAreReadAsTextAndAsValues()
{
    SpanBuilder asText("retrieval 0 9");
    asText.with(0, {{"gen_ai.retrieval.documents",
                     text(R"([{"id":"a","score":0.9,"content":"A"},{"id":5,"title":"T"}])")}});
    const auto first = documentsOf(asText.batch.spans[0]);
    QCOMPARE(first.size(), 2U);
    QCOMPARE(first[0].score, std::optional(0.9));
    QCOMPARE(first[1].id, "5");
    QCOMPARE(first[1].title, "T");

    SpanBuilder asValues("retrieval 0 9");
    const Attribute members[] = {
        {"id", text("a")}, {"score", Value::ofInt(1)}, {"content", text("quote \" and\nline")}};
    const Value items[] = {Value::ofMap(members)};
    asValues.with(0, {{"gen_ai.retrieval.documents", Value::ofArray(items)}});
    const auto second = documentsOf(asValues.batch.spans[0]);
    QCOMPARE(second.size(), 1U);
    QCOMPARE(second[0].content, "quote \" and\nline");
    QCOMPARE(second[0].score, std::optional(1.0));
}

void TstDocuments::vectorDatabaseEventsAreRead()
{
    SpanBuilder builder("chroma.query 0 9");
    builder.event(0, "db.query.result",
                  {{"db.query.result.id", text("a")},
                   {"db.query.result.document", text("A")},
                   {"db.query.result.metadata", text(R"({"name":"n"})")},
                   {"db.query.result.distance", Value::ofDouble(0.25)}});
    builder.event(0, "db.search.result",
                  {{"db.search.result.id", text("b")}, {"db.search.result.score", Value::ofDouble(2)}});
    builder.event(0, "unrelated", {});
    const auto documents = documentsOf(builder.batch.spans[0]);
    QCOMPARE(documents.size(), 2U);
    QCOMPARE(documents[0].title, "n");
    QCOMPARE(documents[0].distance, std::optional(0.25));
    QCOMPARE(documents[0].score, std::nullopt);
    QCOMPARE(documents[1].rank, 2U);
}

void TstDocuments::haystackComponentsAreRead()
{
    SpanBuilder builder("haystack.component.run 0 9");
    const std::string list =
        R"({"documents":[{"id":"a","content":"A","meta":{"file_name":"f.md"},"score":0.5}]})";
    builder.with(0, {{"haystack.component.type", text("LostInTheMiddleRanker")},
                     {"haystack.component.input", text(list)},
                     {"haystack.component.output", text(list)}});
    const auto documents = documentsOf(builder.batch.spans[0]);
    QCOMPARE(documents.size(), 2U);
    QCOMPARE(documents[0].source, DocumentSource::RerankerInput);
    QCOMPARE(documents[1].source, DocumentSource::RerankerOutput);
    QCOMPARE(documents[1].title, "f.md");
}

void TstDocuments::whatIsNoDocumentIsNone()
{
    SpanBuilder builder("x 0 9");
    builder.with(0, {{"retrieval.documents.x.document.id", text("a")},
                     {"retrieval.documents.1", text("a")},
                     {"gen_ai.retrieval.documents", text("[{")},
                     {"retrieval.documents.99999999999.document.id", text("a")}});
    QVERIFY(documentsOf(builder.batch.spans[0]).empty());
}

void TstDocuments::aDocumentIsTheSameByItsContent()
{
    Document document;
    QCOMPARE(documentKey(document), 0U);
    document.id = "7";
    const std::uint64_t byId = documentKey(document);
    document.content = "Thirty days.";
    const std::uint64_t byContent = documentKey(document);
    QVERIFY(byId != 0 && byContent != 0 && byId != byContent);
    document.id = "another pipeline's number";
    document.rank = 4;
    QCOMPARE(documentKey(document), byContent);
    QCOMPARE(byContent, std::uint64_t(0x8b1bf305e8c31d03U)); // it is kept in files: the same for ever
    document.content += std::string(1, '\0');
    QVERIFY(documentKey(document) != byContent);
}

void TstDocuments::whatAStepSawIsKeptByRank()
{
    SpanBuilder builder("rerank 0 9");
    builder.with(0, {{"reranker.input_documents.0.document.id", text("a")},
                     {"reranker.output_documents.0.document.id", text("b")},
                     {"reranker.output_documents.0.document.score", Value::ofDouble(0.75)},
                     {"reranker.output_documents.1.document.id", text("a")}});
    const auto seen = seenDocuments(builder.batch.spans[0]);
    QCOMPARE(seen.size(), 2U);
    QCOMPARE(seen[0].rank, 1U);
    QCOMPARE(seen[0].score, std::optional(0.75));
    QCOMPARE(seen[1].rank, 2U);
    SpanBuilder plain("chain 0 9");
    plain.with(0, {{"input.value", text("b")}});
    QVERIFY(seenDocuments(plain.batch.spans[0]).empty());
}

static const Registered<TstDocuments> registered;
#include "tst_documents.moc"
