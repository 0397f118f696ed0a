// SPDX-License-Identifier: GPL-3.0-or-later
// How long searches take in a history of two million spans, until the first hit and to their end. The history
// is made once, before anything is timed (a minute); then come the rows of the table that packaging/bench
// prints, then the single benchmarks.
//   build/release/bench/bench_search [--benchmark_filter=...]      SPANS=200000 makes a smaller history
//   STORE=postgres build/release/bench/bench_search                the same in a PostgreSQL server of the
//   bench's own
#include "core/genai/facts.h"
#include "core/genai/querysummary.h"
#include "core/store/conversation.h"
#include "core/store/postgres/postgresstore.h"
#include "core/store/search.h"
#include "core/store/sqlite/sqlitestore.h"
#include "tests/bench/clock.h"
#include "tests/bench/rows.h"
#include "tests/bench/store/samples.h"
#include "tests/support/postgresserver.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

using namespace spanwise;
using namespace spanwise::bench;

namespace {

constexpr std::size_t spansPerBatch = Samples::spansPerTrace * Samples::tracesPerBatch;

std::size_t wantedSpans()
{
    const char *const spans = std::getenv("SPANS");
    return spans == nullptr ? 2'000'000 : std::strtoul(spans, nullptr, 10);
}

bool isPostgres()
{
    const char *const store = std::getenv("STORE");
    return store != nullptr && std::strcmp(store, "postgres") == 0;
}

/// What a row is about, on which store.
std::string named(const std::string &what)
{
    return isPostgres() ? "PostgreSQL: " + what : what;
}

/// One span in ten thousand has tenant = "rare" and, in the same trace, one question in a hundred thousand
/// the word zyzzyva.
class History
{
public:
    History()
    {
        m_store = isPostgres() ? inServer() : inFile();
        Samples samples;
        std::size_t spans = 0;
        for (std::size_t b = 0; spans < wantedSpans(); ++b) {
            AdmittedBatch batch = samples.batch(true);
            mark(batch, b);
            const AdmittedBatch *const group[] = {&batch};
            if (!m_store->append(group))
                std::abort();
            if (spans < wantedSpans() / 2)
                m_middle = samples.lastTrace();
            spans += spansPerBatch;
        }
        if (isPostgres()) // as the server does by itself after a minute or two
            m_server->sql(QStringLiteral("VACUUM ANALYZE"));
        else
            std::this_thread::sleep_for(
                std::chrono::seconds(3)); // the text index trails by two seconds at most
    }

    const Store &store() const { return *m_store; }
    TraceId middle() const { return m_middle; }

private:
    template<class Opened>
    static std::unique_ptr<Store> taken(Opened opened)
    {
        if (opened)
            return *std::move(opened);
        std::fprintf(stderr, "%s\n", opened.error().message.c_str());
        std::abort();
    }

    std::unique_ptr<Store> inFile() const
    {
        return taken(SqliteStore::open(m_folder.filePath(QStringLiteral("spanwise.db")).toStdString(),
                                       {.readFacts = read}));
    }

    std::unique_ptr<Store> inServer()
    {
        m_server = std::make_unique<test::PostgresServer>(test::PostgresServer::Durability::AsInstalled);
        PostgresOptions options;
        options.readFacts = read;
        return taken(PostgresStore::open(*PostgresUrl::parse(m_server->url("spanwise")), std::move(options)));
    }

    static std::vector<SpanFacts> read(TelemetryBatch &batch) { return readFacts(batch); }

    static void mark(AdmittedBatch &batch, std::size_t number)
    {
        Arena &arena = batch.batch.arena;
        for (std::size_t i = 0; i < batch.batch.spans.size(); ++i) {
            Span &span = batch.batch.spans[i];
            if ((number * spansPerBatch + i) % 10'000 != 77)
                continue;
            std::vector<Attribute> attributes(span.attributes.begin(), span.attributes.end());
            attributes.push_back({"tenant", Value::ofString("rare")});
            span.attributes = arena.copy(std::span<const Attribute>(attributes));
        }
        if (number % 200 == 100)
            ask(batch, "is zyzzyva a word");
    }

    /// What the first span was asked, as it is sent and as it is read.
    static void ask(AdmittedBatch &batch, std::string_view question)
    {
        Span &span = batch.batch.spans.front();
        std::vector<Attribute> attributes(span.attributes.begin(), span.attributes.end());
        for (Attribute &attribute : attributes) {
            if (attribute.key == "input.value")
                attribute.value = Value::ofString(question);
        }
        span.attributes = batch.batch.arena.copy(std::span<const Attribute>(attributes));
        batch.facts.front().question = question;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<test::PostgresServer> m_server;
    std::unique_ptr<Store> m_store;
    TraceId m_middle;
};

const History &history()
{
    static const History history;
    return history;
}

/// The median of some runs in milliseconds; after one that is not counted.
template<class Work>
double medianOf(std::size_t runs, Work &&work)
{
    std::vector<double> took;
    for (std::size_t i = 0; i <= runs; ++i) {
        const double ms = msOf(work);
        if (i > 0)
            took.push_back(ms);
    }
    std::ranges::nth_element(took, took.begin() + static_cast<std::ptrdiff_t>(runs / 2));
    return took[runs / 2];
}

/// A search to its end must find what was put there: a fast answer that misses something is not a row of the
/// table.
void searchRow(const std::string &what, const char *text, std::uint64_t expected, double bar)
{
    const SearchQuery query = *SearchQuery::parse(text).query;
    SearchEnd end;
    const double took = medianOf(7, [&] {
        const auto ended =
            searchTraces(history().store(), {.query = query, .filter = {}, .after = {}, .limit = 10'000},
                         [](const SearchProgress &) {});
        if (!ended)
            std::abort();
        end = *ended;
    });
    std::printf("%s: %llu found of %llu looked at\n", text, static_cast<unsigned long long>(end.found),
                static_cast<unsigned long long>(end.looked));
    row(named(what) + (end.found == expected ? "" : " (WRONG NUMBER FOUND)"), took, "ms", Bar::AtMost, bar);
}

TraceFilter newestFilter()
{
    return {.service = "rag-service", .failed = false, .minDuration = std::chrono::milliseconds(300)};
}

void printRows()
{
    const auto spans = (wantedSpans() + spansPerBatch - 1) / spansPerBatch * spansPerBatch;
    const auto batches = spans / spansPerBatch;
    row(named("newest 100 by service, no error, duration, 2M spans"),
        medianOf(21,
                 [] {
                     if (!history().store().list({.filter = newestFilter(), .after = {}, .limit = 100}))
                         std::abort();
                 }),
        "ms", Bar::AtMost, 10);
    searchRow("a rare word, searched to the end, 2M spans", "zyzzyva", (batches + 99) / 200, 10);
    searchRow("an attribute's value of 1 span in 10,000, 2M spans", "{ .tenant = \"rare\" }",
              (spans - 77 + 9'999) / 10'000, 300);
    searchRow("a value that no span has, 2M spans", "{ .tenant = \"none\" }", 0, 300);
    searchRow("that value or a rare word, 2M spans", "{ .tenant = \"rare\" } || zyzzyva",
              (spans - 77 + 9'999) / 10'000 + (batches + 99) / 200, 300);
    const std::string session = sessionOf(**history().store().load(history().middle()));
    std::size_t asked = 0;
    const double took = medianOf(7, [&] { asked = conversationOf(history().store(), session)->size(); });
    row(named("the conversation of a query, 2M spans") +
            std::string(asked == 1 ? "" : " (WRONG NUMBER FOUND)"),
        took, "ms", Bar::AtMost, 300);
}

void searched(benchmark::State &state, const char *text, std::uint32_t limit)
{
    const StoreReader &store = history().store();
    const SearchQuery query = *SearchQuery::parse(text).query;
    double firstHit = 0;
    std::uint64_t found = 0;
    std::uint64_t looked = 0;
    for (auto _ : state) {
        const auto begun = std::chrono::steady_clock::now();
        std::optional<std::chrono::duration<double, std::milli>> first;
        const auto end = searchTraces(store, {.query = query, .filter = {}, .after = {}, .limit = limit},
                                      [&](const SearchProgress &progress) {
                                          if (!first && !progress.hits.empty())
                                              first = std::chrono::steady_clock::now() - begun;
                                      });
        if (!end)
            std::abort();
        firstHit += first ? first->count() : 0;
        found = end->found;
        looked = end->looked;
    }
    state.counters["first hit ms"] = firstHit / static_cast<double>(state.iterations());
    state.counters["found"] = static_cast<double>(found);
    state.counters["looked"] = static_cast<double>(looked);
}

void newestByServiceErrorAndDuration(benchmark::State &state)
{
    const TraceFilter filter = newestFilter();
    for (auto _ : state) {
        if (!history().store().list({.filter = filter, .after = {}, .limit = 100}))
            std::abort();
    }
}

} // namespace

BENCHMARK(newestByServiceErrorAndDuration)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searched, a_rare_word, "zyzzyva", 1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searched, no_such_word, "qwxyzzq", 1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searched, an_attribute_of_1_span_in_10000, "{ .tenant = \"rare\" }", 10'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searched, no_such_value, "{ .tenant = \"none\" }", 1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searched, structure_newest_100,
                  "{ name = \"answer_query\" } > { duration > 300ms } | count() > 2", 100)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(searched, everything_by_pattern_10000_traces, "{ .user.id =~ \"nobody\" } || {}", 10'000)
    ->Unit(benchmark::kMillisecond);

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    (void)history(); // not in the time of whichever comes first
    printRows();
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
