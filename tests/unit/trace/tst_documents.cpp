// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/outline.h"
#include "tests/support/suite.h"
#include "ui/trace/documentsmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <map>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using Ids = std::vector<std::string>;

/// Readers that answer from a table: span name -> document ids, best first.
DocumentsReader readersOf(std::map<std::string, Ids> found, std::map<std::string, Ids> given = {})
{
    return [found = std::move(found), given = std::move(given)](const Trace &trace, SpanRow row) {
        std::vector<Document> documents;
        const auto add = [&](const std::map<std::string, Ids> &table, DocumentSource source) {
            const auto it = table.find(std::string(trace[row].name));
            for (std::size_t i = 0; it != table.end() && i < it->second.size(); ++i)
                documents.push_back({.id = it->second[i],
                                     .title = {},
                                     .content = {},
                                     .score = 1.0 / double(i + 1),
                                     .rank = std::uint32_t(i + 1),
                                     .metadata = {},
                                     .source = source});
        };
        add(given, DocumentSource::RerankerInput);
        add(found, DocumentSource::Retrieval);
        return documents;
    };
}

Ids columns(const DocumentTable &table)
{
    Ids names;
    for (const auto &column : table.columns)
        names.push_back(column.step);
    return names;
}

Ids rows(const DocumentTable &table)
{
    Ids ids;
    for (const auto &row : table.rows)
        ids.push_back(row.document.id);
    return ids;
}

constexpr auto outline = "query 0 100\n  retrieve 0 50\n    vector 0 20\n    words 0 40\n  rerank 50 60\n";

} // namespace

class TstDocuments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void columnsStandInTheOrderInWhichStepsEnded();
    void rowsFollowTheLastStepAndWhatItDroppedComesBelow();
    void aParentThatRepeatsItsChildIsNoColumn();
    void twoSearchesThatAgreeInOrderStayTwoColumns();
    void aStepAloneShowsItsOwnDocumentsOnly();
    void rerankerInputIsShownOnlyWhenNobodyRetrieved();
    void theModelsAreWellFormed();
};

void TstDocuments::columnsStandInTheOrderInWhichStepsEnded()
{
    const Trace trace = test::traceFromOutline(outline);
    const auto table = documentTable(
        trace, trace.queryRow(),
        readersOf({{"rerank", {"b"}}, {"retrieve", {"b", "a"}}, {"vector", {"a"}}, {"words", {"c", "b"}}}));
    QCOMPARE(columns(table), (Ids{"vector", "words", "retrieve", "rerank"}));
}

void TstDocuments::rowsFollowTheLastStepAndWhatItDroppedComesBelow()
{
    const Trace trace = test::traceFromOutline(outline);
    const auto table = documentTable(trace, trace.queryRow(),
                                     readersOf({{"vector", {"a", "b", "c"}}, {"rerank", {"c", "a"}}}));
    QCOMPARE(rows(table), (Ids{"c", "a", "b"}));
    QVERIFY(!table.rows[2].places.back());
    QCOMPARE(table.rows[0].places[0]->rank, 3U);
}

void TstDocuments::aParentThatRepeatsItsChildIsNoColumn()
{
    const Trace trace = test::traceFromOutline(outline);
    const auto table =
        documentTable(trace, trace.queryRow(), readersOf({{"vector", {"a", "b"}}, {"retrieve", {"a", "b"}}}));
    QCOMPARE(columns(table), (Ids{"vector"}));
}

void TstDocuments::twoSearchesThatAgreeInOrderStayTwoColumns()
{
    const Trace trace = test::traceFromOutline(outline);
    const DocumentsReader scored = [](const Trace &in, SpanRow row) {
        const std::string_view step = in[row].name;
        const double best = step == "vector" ? 0.9 : 12.5; // retrieve hands on what words found
        std::vector<Document> documents;
        for (const char *id : {"a", "b"}) {
            if (step == "vector" || step == "words" || step == "retrieve")
                documents.push_back({.id = id,
                                     .title = {},
                                     .content = "text",
                                     .score = best - double(documents.size()),
                                     .rank = std::uint32_t(documents.size() + 1),
                                     .metadata = {},
                                     .source = DocumentSource::Retrieval});
        }
        return documents;
    };
    QCOMPARE(columns(documentTable(trace, trace.queryRow(), scored)), (Ids{"vector", "words"}));
}

void TstDocuments::aStepAloneShowsItsOwnDocumentsOnly()
{
    const Trace trace = test::traceFromOutline(outline);
    const auto table =
        documentTable(trace, static_cast<SpanRow>(2), readersOf({{"vector", {"a"}}, {"words", {"b"}}}));
    QCOMPARE(rows(table), (Ids{"a"}));
}

void TstDocuments::rerankerInputIsShownOnlyWhenNobodyRetrieved()
{
    const Trace trace = test::traceFromOutline(outline);
    const auto alone = documentTable(trace, trace.queryRow(), readersOf({}, {{"rerank", {"a", "b"}}}));
    QCOMPARE(columns(alone), (Ids{"rerank in"}));
    const auto both =
        documentTable(trace, trace.queryRow(), readersOf({{"vector", {"a"}}}, {{"rerank", {"a", "b"}}}));
    QCOMPARE(columns(both), (Ids{"vector"}));
}

void TstDocuments::theModelsAreWellFormed()
{
    const auto trace = std::make_shared<const Trace>(test::traceFromOutline(outline));
    DocumentsModel documents;
    const QAbstractItemModelTester documentsTester(&documents,
                                                   QAbstractItemModelTester::FailureReportingMode::QtTest);
    documents.setJourney(documentJourney(*trace, trace->queryRow(),
                                         readersOf({{"vector", {"a", "b"}}, {"rerank", {"b"}}}), {}));
    QCOMPARE(documents.columnCount(), 3); // neither prompt nor answer was sent
    QCOMPARE(documents.index(0, 1).data().toString(), u"2"_s);
    QCOMPARE(documents.index(1, 2).data().toString(), u"–"_s);
    QVERIFY(documents.index(1, 0).data(DocumentsModel::DroppedRole).toBool());
    documents.setJourney({});
    QCOMPARE(documents.rowCount(), 0);
}

static const test::Registered<TstDocuments> registered;

} // namespace spanwise

#include "tst_documents.moc"
