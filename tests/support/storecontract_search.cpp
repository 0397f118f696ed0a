// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the contract that is about searching.
#include "core/search/searchmatch.h"
#include "core/store/search.h"
#include "tests/support/storecontract.h"

#include <QTest>

#include <random>
#include <set>
#include <string>

namespace spanwise::test {
namespace {

using Attributes = BatchBuilder::Attributes;

SearchQuery parsed(const std::string &text)
{
    const SearchParse parse = SearchQuery::parse(text);
    if (!parse.query)
        qFatal("%s: %s", text.c_str(), parse.error->message.c_str());
    return *parse.query;
}

std::string joined(const std::vector<std::uint32_t> &numbers)
{
    std::string text;
    for (const std::uint32_t number : numbers)
        text += (text.empty() ? "" : " ") + std::to_string(number);
    return text;
}

/// The numbers of the traces that a search finds, newest first.
std::string found(const StoreReader &store, const std::string &text, const TraceFilter &filter = {})
{
    std::vector<std::uint32_t> numbers;
    const auto end =
        searchTraces(store, {.query = parsed(text), .filter = filter, .after = {}, .limit = 10'000},
                     [&](const SearchProgress &progress) {
                         for (const SearchHit &hit : progress.hits)
                             numbers.push_back(numberOf(hit.trace.id));
                     });
    return end ? joined(numbers) : end.error().message;
}

/// The same by evaluating every trace.
std::string evaluated(const StoreReader &store, const std::string &text)
{
    const SearchQuery query = parsed(text);
    std::vector<std::uint32_t> numbers;
    const auto page = store.list({.filter = {}, .after = {}, .limit = 10'000});
    for (const TraceSummary &row : page->traces) {
        const auto trace = store.load(row.id);
        if (trace && evaluateSearch(query, **trace, searchDocumentsOf))
            numbers.push_back(numberOf(row.id));
    }
    return joined(numbers);
}

/// A trace with a few steps whose texts and attributes come from small sets, so that searches meet now and
/// then.
class RandomTraces
{
public:
    AdmittedBatch next(std::uint32_t trace, bool later)
    {
        BatchBuilder builder(pick({"shop", "search", "llm"}));
        std::uint32_t first = later ? 10 : 1;
        if (!later) {
            Attributes attributes = some();
            if (chance(2))
                attributes.emplace_back("question", Value::ofString(kept(pick(texts))));
            if (chance(2))
                attributes.emplace_back("answer", Value::ofString(kept(pick(texts))));
            add(builder, trace, first++, {}, attributes);
        }
        const std::uint32_t last = first + 1 + number(4);
        for (std::uint32_t i = first; i < last; ++i)
            add(builder, trace, i, spanId(1 + number(i)), some());
        return builder.take();
    }

    std::string query()
    {
        return term(3) + (chance(4) ? " | count() > 1" : "") +
               (chance(6) ? " | { " + condition(1) + " }" : "");
    }

private:
    void add(BatchBuilder &builder, std::uint32_t trace, std::uint32_t id, SpanId parent,
             const Attributes &attributes)
    {
        const std::int64_t begin = std::int64_t(1000) * trace + number(400);
        Span &span = builder.add(traceId(trace), spanId(id), parent, pick(names), begin,
                                 begin + 1 + number(900), attributes);
        if (chance(5)) {
            span.status = StatusCode::Error;
            span.statusMessage = builder.batch().arena.copy(pick(texts));
        }
    }

    /// Values view their text.
    std::string_view kept(std::string text) { return *m_kept.insert(std::move(text)).first; }

    Attributes some()
    {
        Attributes attributes;
        if (chance(2))
            attributes.emplace_back("color", Value::ofString(kept(pick({"red", "green", "blue"}))));
        if (chance(3))
            attributes.emplace_back("n",
                                    chance(2) ? Value::ofInt(number(4)) : Value::ofDouble(double(number(4))));
        if (chance(3))
            attributes.emplace_back("flag", Value::ofBool(chance(2)));
        if (chance(3))
            attributes.emplace_back("step", Value::ofInt(number(7)));
        if (chance(4))
            attributes.emplace_back("hallucination", Value::ofDouble(double(number(10)) / 10));
        if (chance(3))
            attributes.emplace_back("retrieval.documents.0.document.content",
                                    Value::ofString(kept(pick(texts))));
        if (chance(3))
            attributes.emplace_back("retrieval.documents.0.document.id",
                                    Value::ofString(kept(pick({"doc-1", "doc-2"}))));
        return attributes;
    }

    std::string term(int depth)
    {
        if (depth > 0 && chance(2)) {
            const char *const operators[]{" && ", " || ", " > ",   " >> ",  " < ", " << ",
                                          " ~ ",  " !> ", " !>> ", " &>> ", " !~ "};
            return "(" + term(depth - 1) + operators[number(11)] + term(depth - 1) + ")";
        }
        if (chance(8))
            return "!" + term(0);
        if (chance(3))
            return chance(2) ? pick({"refund", "退款", "timeout", "สินค้า", "doc-1", "ret", "zz"})
                             : "\"" + pick({"the answer", "PAGE down", "x"}) + "\"";
        return "{ " + condition(2) + " }";
    }

    std::string condition(int depth)
    {
        if (depth > 0 && chance(2))
            return (chance(5) ? "!(" : "(") + condition(depth - 1) + (chance(2) ? " && " : " || ") +
                   condition(depth - 1) + ")";
        const std::string op = pick({" = ", " != ", " > ", " <= "});
        switch (number(11)) {
        case 0:
            return "name = \"" + pick(names) + "\"";
        case 1:
            return pick({".color", "span.color", "resource.color", "parent.color"}) + op + "\"" +
                   pick({"red", "green"}) + "\"";
        case 2:
            return ".n" + op + std::to_string(number(4));
        case 3:
            return chance(2) ? ".flag" : ".flag = nil";
        case 4:
            return "duration" + op + std::to_string(number(900)) + "ms";
        case 5:
            return "status = error";
        case 6:
            return "step = " + pick({"retrieval", "generation"});
        case 7:
            return "hallucination" + op + "0.5";
        case 8:
            return "resource.service.name =~ \"s.*\"";
        case 9:
            return "document = \"" + pick({"doc-1", "doc-2", "doc-3"}) + "\"";
        default:
            return pick({"rootServiceName", "rootName", "statusMessage"}) + op + "\"" +
                   pick({"shop", "ask", "timeout"}) + "\"";
        }
    }

    std::uint32_t number(std::uint32_t below) { return static_cast<std::uint32_t>(m_random() % below); }
    bool chance(std::uint32_t of) { return number(of) == 0; }
    template<class List>
    std::string pick(const List &list)
    {
        return *(std::begin(list) +
                 static_cast<std::ptrdiff_t>(number(static_cast<std::uint32_t>(std::size(list)))));
    }
    std::string pick(std::initializer_list<const char *> list)
    {
        return *(list.begin() + static_cast<std::ptrdiff_t>(number(static_cast<std::uint32_t>(list.size()))));
    }

    std::mt19937 m_random{7};
    std::set<std::string> m_kept;
    const std::vector<std::string> names{"ask", "retrieval", "generation", "rerank"};
    const std::vector<std::string> texts{"How do refunds work?",
                                         "我要退款，谢谢",
                                         "ส่งคืนสินค้าได้",
                                         "timeout",
                                         "the answer is Page down",
                                         std::string(300, 'x') + " refund of a long text",
                                         "something else entirely"};
};

/// A store that cannot narrow.
class WithoutNarrowing : public StoreReader
{
public:
    explicit WithoutNarrowing(const StoreReader &store)
        : m_store(store)
    {
    }

    Result<TracePage> list(const TraceRequest &request, std::stop_token stop) const override
    {
        return m_store.list(request, stop);
    }
    Result<std::uint64_t> count(const TraceFilter &filter, std::uint64_t limit,
                                std::stop_token stop) const override
    {
        return m_store.count(filter, limit, stop);
    }
    Result<TraceSummary> summary(TraceId id) const override { return m_store.summary(id); }
    Result<std::shared_ptr<const Trace>> load(TraceId id, std::stop_token stop) const override
    {
        return m_store.load(id, stop);
    }
    Result<std::vector<TraceId>> findByPrefix(const std::string &hex, std::uint32_t limit) const override
    {
        return m_store.findByPrefix(hex, limit);
    }
    Result<std::vector<std::string>> services() const override { return m_store.services(); }
    Result<LogPage> logs(const LogRequest &request, std::stop_token stop) const override
    {
        return m_store.logs(request, stop);
    }
    Result<std::shared_ptr<const TelemetryBatch>> logsOf(TraceId trace, std::uint32_t limit,
                                                         std::stop_token stop) const override
    {
        return m_store.logsOf(trace, limit, stop);
    }
    Result<StoreStatistics> statistics() const override { return m_store.statistics(); }
    Result<SavedQuery> savedQuery(TraceId id) const override { return m_store.savedQuery(id); }
    Result<std::vector<ReplayRecord>> replaysOf(TraceId original) const override
    {
        return m_store.replaysOf(original);
    }
    Result<std::vector<ReplayRecord>> recentReplays(std::uint32_t limit) const override
    {
        return m_store.recentReplays(limit);
    }
    Result<std::vector<AlertRecord>> alertHistory(std::uint32_t limit) const override
    {
        return m_store.alertHistory(limit);
    }
    Result<std::vector<MetricRow>> metrics(TimeWindow window, Duration resolution) const override
    {
        return m_store.metrics(window, resolution);
    }
    Result<std::vector<ExemplarRow>> exemplars(const ExemplarRequest &request,
                                               std::stop_token stop) const override
    {
        return m_store.exemplars(request, std::move(stop));
    }
    Result<std::vector<ExemplarRow>> exemplarsOf(TraceId trace, std::uint32_t limit) const override
    {
        return m_store.exemplarsOf(trace, limit);
    }
    Result<std::vector<bool>> knownPoints(std::span<const RecordedPoint> points) const override
    {
        return m_store.knownPoints(points);
    }
    Result<Sightings> sightings(std::uint64_t document, std::uint32_t limit) const override
    {
        return m_store.sightings(document, limit);
    }
    Result<std::uint64_t> generation() const override { return m_store.generation(); }

private:
    const StoreReader &m_store;
};

} // namespace

void StoreContract::wordsAreFoundInEveryText_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("expected");
    for (const auto &[query, expected] : std::initializer_list<std::pair<const char *, const char *>>{
             {"refund", "3 2 1"},
             {"rate limit", "2"},
             {"\"rate limit\"", "2"},
             {"REFUND !limit", "3 1"},
             {"rerank-fancy", "3"},
             {"退款", "4"},
             {"ﾎﾟﾘｼｰ", "4"},
             {"สินค้า", "4"},
             {"policy-17", "4"},
             {"fund", "3 2 1"},
             {"nowhere", ""},
             {"refund || 退款", "4 3 2 1"},
             {"00000000000000000000000000000004", "4"},
             {"timeouterror", "2"},
             {"refund { name = \"rerank-fancy\" }", "3"}})
        QTest::newRow(query) << QString::fromUtf8(query) << QString::fromUtf8(expected);
}

void StoreContract::wordsAreFoundInEveryText()
{
    QFETCH(QString, query);
    QFETCH(QString, expected);
    append(queryBatch(1, 1000, "How do refunds work?"));
    BatchBuilder failing;
    Span &span =
        failing.add(traceId(2), spanId(1), {}, "ask", 2000, 2100, {{"question", Value::ofString("refund")}});
    span.status = StatusCode::Error;
    span.statusMessage = "Rate limit reached";
    const Attribute type{"exception.type", Value::ofString("TimeoutError")};
    const Event event{Timestamp(std::chrono::milliseconds(2050)), "exception", std::span(&type, 1), 0};
    span.events = std::span(&event, 1);
    append(failing.take());
    append(queryBatch(3, 3000, "refund"));
    BatchBuilder later;
    later.add(traceId(3), spanId(2), spanId(1), "rerank-fancy", 3010, 3020);
    append(later.take());
    BatchBuilder documents;
    documents.add(traceId(4), spanId(1), {}, "retrieval", 4000, 4100,
                  {{"retrieval.documents.0.document.id", Value::ofString("policy-17")},
                   {"retrieval.documents.0.document.content",
                    Value::ofString("退货政策：十四天内可以退款。返品ポリシー สินค้า")}});
    append(documents.take());
    QCOMPARE(QString::fromStdString(found(store(), query.toStdString())), expected);
}

void StoreContract::narrowingNeverChangesWhatIsFound()
{
    RandomTraces random;
    for (std::uint32_t i = 1; i <= 60; ++i) {
        const AdmittedBatch one = random.next(i, false);
        const AdmittedBatch other = random.next(i > 20 ? i - i * 7 % 19 : i, true);
        append({&one, &other});
    }
    const WithoutNarrowing plain(store());
    for (int i = 0; i < 80; ++i) {
        const std::string query = random.query();
        const std::string expected = evaluated(store(), query);
        QVERIFY2(found(store(), query) == expected, query.c_str());
        QVERIFY2(found(plain, query) == expected, query.c_str());
    }
}

void StoreContract::eitherSideOfAnOrNarrows()
{
    for (std::uint32_t number = 1; number <= 40; ++number) {
        BatchBuilder builder;
        builder.add(traceId(number), spanId(1), {}, "answer_query", number, number + 5,
                    {{"question", Value::ofString(number == 7 ? "where is the needle" : "hay and straw")},
                     {"color", Value::ofString(number % 10 == 0 ? "red" : "green")},
                     {"shade", Value::ofString(number == 20 ? "dark" : "light")}});
        append(builder.take());
    }
    const auto candidates = [&](const char *text) {
        const auto places = store().narrow(narrowingOf(parsed(text)), {}, {});
        return places && *places ? static_cast<int>((*places)->size()) : -1;
    };
    // A filter may let one through in a hundred that has nothing of it.
    const int either = candidates("\"needle\" || { .color = \"red\" && .shade = \"dark\" }");
    QVERIFY2(either >= 2 && either <= 6, qPrintable(QString::number(either)));
    const int nested = candidates("{ .color = \"green\" } && (\"needle\" || { .shade = \"dark\" })");
    QVERIFY2(nested >= 1 && nested <= 5, qPrintable(QString::number(nested)));
    QCOMPARE(candidates("\"needle\" || { duration > 1ms }"), -1); // one side may be anywhere
    QCOMPARE(QString::fromStdString(found(store(), "\"needle\" || { .shade = \"dark\" }")),
             QStringLiteral("20 7"));
}

void StoreContract::searchesGoOnWhereTheyStopped()
{
    for (std::uint32_t i = 1; i <= 30; ++i)
        append(queryBatch(i, 100 * (i / 3), i % 2 == 0 ? "even" : "odd"));
    std::vector<std::uint32_t> numbers;
    SearchRequest request{.query = parsed("even"), .filter = {}, .after = {}, .limit = 4};
    for (int pages = 0; pages < 10; ++pages) {
        const auto end = searchTraces(store(), request, [&](const SearchProgress &progress) {
            for (const SearchHit &hit : progress.hits)
                numbers.push_back(numberOf(hit.trace.id));
        });
        QVERIFY(end);
        if (end->complete)
            break;
        QCOMPARE(end->found, std::uint64_t(4));
        request.after = end->next;
    }
    QCOMPARE(numbers.size(), std::size_t(15));
    QCOMPARE(std::set<std::uint32_t>(numbers.begin(), numbers.end()).size(), std::size_t(15));
    QVERIFY(std::ranges::is_sorted(numbers, std::greater{}));
}

void StoreContract::aSearchIsNarrowedByTheFilterToo()
{
    append(queryBatch(1, 100, "same words", {}, "shop"));
    append(queryBatch(2, 200, "same words", {}, "other"));
    append(queryBatch(3, 300, "same words", {}, "shop", 5000));
    TraceFilter filter;
    filter.service = "shop";
    QCOMPARE(found(store(), "words", filter), std::string("3 1"));
    QCOMPARE(found(store(), "words { duration > 1s }", filter), std::string("3"));
    filter.failed = false;
    QCOMPARE(found(store(), "words { status = error }", filter), std::string());
}

void StoreContract::aSearchEndsAsSoonAsItIsStopped()
{
    for (std::uint32_t i = 1; i <= 200; ++i)
        append(queryBatch(i, 100 * i, "words"));
    std::stop_source stop;
    std::uint64_t looked = 0;
    const auto end = searchTraces(
        store(), {.query = parsed("{ name =~ \"answer.*\" }"), .filter = {}, .after = {}},
        [&](const SearchProgress &progress) {
            looked = progress.looked;
            stop.request_stop();
        },
        stop.get_token());
    QVERIFY(!end);
    QCOMPARE(end.error().code, Error::Code::Cancelled);
    QVERIFY(looked > 0 && looked < 200);
}

void StoreContract::whatHasGoneIsNotFound()
{
    append(queryBatch(1, 0, "old words", {{"a", Value::ofInt(7)}}));
    append(queryBatch(2, 100'000'000, "new words", {{"a", Value::ofInt(7)}}));
    QCOMPARE(found(store(), "words"), std::string("2 1"));
    QVERIFY(store().prune(Timestamp(std::chrono::milliseconds(50'000'000))));
    const std::string left = found(store(), "words");
    QCOMPARE(found(store(), "{ .a = 7 }"), left);
}

} // namespace spanwise::test
