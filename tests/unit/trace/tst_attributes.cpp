// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/searchparts.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"
#include "ui/models/format.h"
#include "ui/trace/attributesmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

using Attributes = std::vector<Attribute>;

std::shared_ptr<const Trace> traceWith(Attributes attributes, Attributes ofResource = {})
{
    TelemetryBatch batch = test::batchFromOutline("ask 0 900\n  generation 100 800\n");
    batch.spans[0].attributes = batch.arena.copy(std::span<const Attribute>(attributes));
    if (!ofResource.empty())
        batch.resources[batch.spans[0].resource].attributes =
            batch.arena.copy(std::span<const Attribute>(ofResource));
    std::vector<SpanFacts> facts(batch.spans.size());
    return std::make_shared<const Trace>(std::move(batch), std::move(facts));
}

Value text(std::string_view words)
{
    return Value::ofString(words);
}

/// "key = value" a line, indented; only what has been made.
QString outline(const AttributesModel &model, const QModelIndex &parent = {}, int depth = 0)
{
    QString lines;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex key = model.index(row, AttributesModel::KeyColumn, parent);
        const QString label = key.data().toString();
        if (depth == 0 && (label == u"Span"_s || label == u"Scope"_s))
            continue;
        lines += QString(depth * 2, u' ') + label;
        if (!key.data(AttributesModel::GroupRole).toBool())
            lines += u" = "_s + key.siblingAtColumn(AttributesModel::ValueColumn).data().toString();
        lines += u'\n' + outline(model, key.siblingAtColumn(0), depth + 1);
    }
    return lines;
}

} // namespace

class TstAttributes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keysStandUnderTheirCommonBeginning();
    void whatWasMeasuredDuringTheSpanStandsBesideIt();
    void flatEveryKeyStandsForItself();
    void aKeyThatBeginsAnotherStandsBesideIt();
    void listsMapsAndJsonUnfold();
    void whatOnlyLooksLikeJsonStaysText();
    void favouritesStandOnTopInTheirOrder();
    void pathsAreThoseOfTheSearchLanguage_data();
    void pathsAreThoseOfTheSearchLanguage();
    void copiedPathsParse();
    void searchFindsWhatNobodyHasOpened();
    void searchEndsAtItsLimit();
    void numbersCanBeCharted();
    void insideAValueTheTextIsSearchedFor();
    void theModelIsWellFormed();

private:
    Theme m_theme;
};

void TstAttributes::keysStandUnderTheirCommonBeginning()
{
    AttributesModel model(m_theme);
    const auto trace = traceWith({{"llm.token_count.prompt", Value::ofInt(12)},
                                  {"input.value", text("why?")},
                                  {"llm.token_count.completion", Value::ofInt(7)},
                                  {"retrieval.documents.0.document.id", text("a")},
                                  {"retrieval.documents.0.document.score", Value::ofDouble(0.5)},
                                  {"retrieval.documents.1.document.id", text("b")}},
                                 {{"service.name", text("shop")}, {"service.version", text("2")}});
    model.setSpan(trace, trace->queryRow());
    QCOMPARE(outline(model), u"llm.token_count\n"
                             "  prompt = 12\n"
                             "  completion = 7\n"
                             "input.value = why?\n"
                             "retrieval.documents\n"
                             "  0.document\n"
                             "    id = a\n"
                             "    score = 0.5\n"
                             "  1.document.id = b\n"
                             "Resource\n"
                             "  service\n"
                             "    name = shop\n"
                             "    version = 2\n"_s);
    QCOMPARE(model.index(0, AttributesModel::ValueColumn).data().toString(), u"2 values"_s);
}

void TstAttributes::whatWasMeasuredDuringTheSpanStandsBesideIt()
{
    AttributesModel model(m_theme);
    const auto trace = traceWith({{"k", Value::ofInt(1)}});
    model.setSpan(trace, trace->queryRow());
    const auto time = (*trace)[trace->queryRow()].time.begin;
    model.setMeasured(std::make_shared<const std::vector<ExemplarRow>>(
        std::vector<ExemplarRow>{{.metric = "wait_seconds",
                                  .tags = {{"route", "/a\"sk"}},
                                  .time = time,
                                  .value = 0.25,
                                  .attributes = R"({"user.kind":"guest"})"},
                                 {.metric = "hits_total", .time = time, .value = 3}}));
    const QString at = u" at "_s + formatTime(time, true);
    const QString shown = outline(model);
    QVERIFY2(shown.contains(u"\nMeasured\n  wait_seconds = 0.25"_s + at +
                            u" {route=\"/a\\\"sk\"}\n  attributes"_s),
             qPrintable(shown));
    QVERIFY2(shown.contains(u"  hits_total = 3"_s + at + u'\n'), qPrintable(shown));
    const QModelIndex row = model.find(u"m:hits_total"_s, false);
    QCOMPARE(row.siblingAtColumn(AttributesModel::OriginColumn).data().toString(), u"metric"_s);
    QVERIFY(!model.hasTerm(row)); // the search of queries knows no metrics
    QVERIFY(!model.numberField(row));
    model.toggleFavourite(row);
    QVERIFY(outline(model).startsWith(u"Favourites\n  hits_total = 3"_s));
    model.setSpan(trace, trace->queryRow());
    QVERIFY(!outline(model).contains(u"Measured"_s));
}

void TstAttributes::flatEveryKeyStandsForItself()
{
    AttributesModel model(m_theme);
    model.setNested(false);
    const auto trace = traceWith({{"a.b", Value::ofInt(1)}, {"a.c", Value::ofBool(true)}});
    model.setSpan(trace, trace->queryRow());
    QVERIFY(outline(model).startsWith(u"a.b = 1\na.c = true\nname = ask\n"_s));
    QCOMPARE(model.index(0, AttributesModel::OriginColumn).data().toString(), u"attribute"_s);
    QCOMPARE(model.index(1, AttributesModel::TypeColumn).data().toString(), u"bool"_s);
}

void TstAttributes::aKeyThatBeginsAnotherStandsBesideIt()
{
    AttributesModel model(m_theme);
    const auto trace = traceWith(
        {{"http", text("x")}, {"http.url", text("y")}, {"", text("no name")}, {"http.", text("odd")}});
    model.setSpan(trace, trace->queryRow());
    QCOMPARE(outline(model).section(u"Resource"_s, 0, 0),
             u"http\n  http = x\n  http. = odd\n  url = y\n = no name\n"_s);
}

void TstAttributes::listsMapsAndJsonUnfold()
{
    const std::array items{Value::ofInt(1), text("two")};
    const std::array entries{Attribute{"k", Value::ofArray(items)}};
    AttributesModel model(m_theme);
    const auto trace =
        traceWith({{"list", Value::ofArray(items)},
                   {"map", Value::ofMap(entries)},
                   {"json", text(R"( [{"role":"user","n":1.5,"inner":"{\"deep\":true}"}] )")}});
    model.setSpan(trace, trace->queryRow());
    QCOMPARE(model.index(0, AttributesModel::TypeColumn).data().toString(), u"array 2"_s);
    QCOMPARE(model.index(0, AttributesModel::ValueColumn).data().toString(), u"[1, \"two\"]"_s);
    QCOMPARE(model.index(2, AttributesModel::TypeColumn).data().toString(), u"JSON"_s);
    QCOMPARE(model.rowCount(model.index(0, 0)), 0); // not before somebody asks
    for (int row = 0; row < 3; ++row)
        model.fetchMore(model.index(row, 0));
    const QModelIndex message = model.index(0, 0, model.index(2, 0));
    model.fetchMore(message);
    model.fetchMore(model.index(2, 0, message));
    model.fetchMore(model.index(0, 0, model.index(1, 0)));
    const QString opened = outline(model);
    QVERIFY2(opened.startsWith(
                 u"list = [1, \"two\"]\n  [0] = 1\n  [1] = two\nmap = {k: [1, \"two\"]}\n  k = [1, \"two\"]\n"
                 "    [0] = 1\n    [1] = two\njson = "_s),
             qPrintable(opened));
    QVERIFY2(opened.contains(
                 u"\n    role = user\n    n = 1.5\n    inner = {\"deep\":true}\n      deep = true\n"_s),
             qPrintable(opened));
}

void TstAttributes::whatOnlyLooksLikeJsonStaysText()
{
    AttributesModel model(m_theme);
    const auto trace =
        traceWith({{"a", text("{not json}")}, {"b", text("[")}, {"c", text("")}, {"d", text("{}")}});
    model.setSpan(trace, trace->queryRow());
    QVERIFY(model.hasChildren(model.index(0, 0)));
    model.fetchMore(model.index(0, 0));
    QVERIFY(!model.hasChildren(model.index(0, 0))); // it has been looked at
    QCOMPARE(model.index(0, AttributesModel::TypeColumn).data().toString(), u"string"_s);
    QVERIFY(!model.hasChildren(model.index(1, 0)));
    QVERIFY(!model.hasChildren(model.index(2, 0)));
    model.fetchMore(model.index(3, 0));
    QVERIFY(!model.hasChildren(model.index(3, 0)));
}

void TstAttributes::favouritesStandOnTopInTheirOrder()
{
    AttributesModel model(m_theme);
    const auto trace = traceWith({{"a.b", Value::ofInt(1)}, {"a.c", Value::ofInt(2)}});
    model.setSpan(trace, trace->queryRow());
    model.toggleFavourite(model.find(u"a:a.c"_s, false));
    model.toggleFavourite(model.find(u"s:name"_s, false));
    QVERIFY(outline(model).startsWith(u"Favourites\n  a.c = 2\n  name = ask\na\n"_s));
    QCOMPARE(model.favourites(), (QStringList{u"a:a.c"_s, u"s:name"_s}));
    QCOMPARE(model.index(0, AttributesModel::StarColumn, model.index(0, 0)).data().toString(), u"★"_s);
    // Another span, which lacks one of them; the other stands there.
    model.setSpan(trace, static_cast<SpanRow>(1));
    QVERIFY(outline(model).startsWith(u"Favourites\n  name = generation\n"_s));
    model.setSpan(trace, trace->queryRow());
    model.toggleFavourite(model.find(u"a:a.c"_s, true));
    QCOMPARE(model.favourites(), QStringList{u"s:name"_s});
}

void TstAttributes::pathsAreThoseOfTheSearchLanguage_data()
{
    QTest::addColumn<QString>("search");
    QTest::addColumn<QString>("path");
    QTest::newRow("a plain key") << u"input.value"_s << u"span.input.value"_s;
    QTest::newRow("a key with a blank") << u"key with"_s << u"span.\"key with blanks\""_s;
    QTest::newRow("an element") << u"second"_s << u"span.list[1]"_s;
    QTest::newRow("inside of JSON") << u"needle"_s << u"span.messages[0].\"the content\"[1].text"_s;
    QTest::newRow("a resource's") << u"service.name"_s << u"resource.service.name"_s;
    QTest::newRow("a field") << u"generation"_s << u"name"_s;
}

void TstAttributes::pathsAreThoseOfTheSearchLanguage()
{
    QFETCH(const QString, search);
    QFETCH(const QString, path);
    const std::array items{text("first"), text("second")};
    AttributesModel model(m_theme);
    model.setNested(false);
    TelemetryBatch batch = test::batchFromOutline("generation 0 900\n");
    const Attributes attributes{{"input.value", text("why?")},
                                {"key with blanks", Value::ofInt(1)},
                                {"list", Value::ofArray(items)},
                                {"messages", text(R"([{"the content":[{},{"text":"a Needle in it"}]}])")}};
    batch.spans[0].attributes = batch.arena.copy(std::span<const Attribute>(attributes));
    const Attributes ofResource{{"service.name", text("shop")}};
    batch.resources[0].attributes = batch.arena.copy(std::span<const Attribute>(ofResource));
    std::vector<SpanFacts> facts(1);
    model.setSpan(std::make_shared<const Trace>(std::move(batch), std::move(facts)), static_cast<SpanRow>(0));
    const auto found = model.search(search, 10);
    QVERIFY(!found.empty());
    QCOMPARE(model.pathOf(model.unfold(found.front())).remove(u"span:"_s), path);
}

void TstAttributes::copiedPathsParse()
{
    AttributesModel model(m_theme);
    const auto trace = traceWith({{"a \"quoted\" key", Value::ofInt(1)}, {"plain", Value::ofInt(2)}});
    model.setSpan(trace, trace->queryRow());
    for (int row = 0; row < 2; ++row) {
        const QString search = u"{ "_s + model.pathOf(model.index(row, 0)) + u" > 0 }"_s;
        QVERIFY2(SearchQuery::parse(search.toStdString()).query, qPrintable(search));
    }
}

void TstAttributes::searchFindsWhatNobodyHasOpened()
{
    const std::array items{text("haystack"), text("the NEEDLE")};
    AttributesModel model(m_theme);
    const auto trace = traceWith({{"a.needle", Value::ofInt(1)},
                                  {"a.list", Value::ofArray(items)},
                                  {"a.json", text(R"({"x":[1,{"y":"a needle"}],"needle":2})")},
                                  {"a.number", Value::ofInt(4711)}});
    model.setSpan(trace, trace->queryRow());
    const auto found = model.search(u"needle"_s, 100);
    QCOMPARE(found.size(), std::size_t(4));
    QStringList keys;
    for (const auto &path : found)
        keys += model.unfold(path).data().toString();
    QCOMPARE(keys, (QStringList{u"needle"_s, u"[1]"_s, u"y"_s, u"needle"_s}));
    QCOMPARE(model.search(u"4711"_s, 100).size(), std::size_t(1));
    QVERIFY(model.search(u"absent"_s, 100).empty());
    QVERIFY(model.search({}, 100).empty());
}

void TstAttributes::searchEndsAtItsLimit()
{
    const std::vector<Value> items(5000, text("x"));
    AttributesModel model(m_theme);
    const auto trace = traceWith({{"list", Value::ofArray(items)}});
    model.setSpan(trace, trace->queryRow());
    QCOMPARE(model.search(u"x"_s, 100).size(), std::size_t(100));
    model.fetchMore(model.index(0, 0));
    QVERIFY(model.rowCount(model.index(0, 0)) < 5000); // a page
    QCOMPARE(model.unfold({0, 4999}).data().toString(), u"[4999]"_s);
    QCOMPARE(model.rowCount(model.index(0, 0)), 5000);
}

void TstAttributes::numbersCanBeCharted()
{
    AttributesModel model(m_theme);
    const auto trace = traceWith({{"n", Value::ofDouble(0.5)}, {"t", text("17")}, {"w", text("seventeen")}});
    model.setSpan(trace, trace->queryRow());
    QCOMPARE(model.numberField(model.index(0, 0))->key, std::string("n"));
    QCOMPARE(model.numberField(model.index(1, 0))->key, std::string("t")); // Zipkin has only text
    QVERIFY(!model.numberField(model.index(2, 0)));
    QVERIFY(!model.numberField({}));
}

void TstAttributes::insideAValueTheTextIsSearchedFor()
{
    AttributesModel model(m_theme);
    const auto trace = traceWith({{"json", text(R"({"content":"refund policy","n":1})")}});
    model.setSpan(trace, trace->queryRow());
    model.fetchMore(model.index(0, 0));
    const QModelIndex content = model.index(0, 0, model.index(0, 0));
    QCOMPARE(model.termOf(content, true), u"\"refund policy\""_s);
    QCOMPARE(model.termOf(content, false), u"!\"refund policy\""_s);
    QCOMPARE(model.termOf(model.index(1, 0, model.index(0, 0)), true), QString());
}

void TstAttributes::theModelIsWellFormed()
{
    const std::array items{Value::ofInt(1), text("two")};
    AttributesModel model(m_theme);
    const auto trace = traceWith({{"a.list", Value::ofArray(items)}, {"a.json", text(R"({"x":{"y":1}})")}});
    // One for each state: it fetches rows while it looks at a model that was reset, and would find fault with
    // itself.
    const auto look = [&] {
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (const auto &path : model.search(u"1"_s, 10))
            QVERIFY(model.unfold(path).isValid());
    };
    model.setSpan(trace, trace->queryRow());
    look();
    model.toggleFavourite(model.find(u"a:a.json"_s, false));
    look();
    model.setNested(false);
    look();
    model.setSpan(nullptr, {});
    look();
    QCOMPARE(model.rowCount(), 0);
}

static const test::Registered<TstAttributes> registered;

} // namespace spanwise

#include "tst_attributes.moc"
