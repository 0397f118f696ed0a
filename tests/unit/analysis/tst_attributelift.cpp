// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/attributelift.h"
#include "core/search/searchquery.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"

#include <QTest>

#include <functional>

using namespace spanwise;
using namespace spanwise::test;

namespace {

using Attributes = std::vector<std::pair<std::string, Value>>;

/// A trace of the outline, each span with attributes; begun at second 1,700,000,000 + at.
Trace traceAt(int at, const Attributes &attributes, const std::string &outline = "q 0 1000",
              std::size_t span = 0)
{
    TelemetryBatch batch = batchFromOutline(outline);
    const auto shift = std::chrono::seconds(1'700'000'000 + at);
    for (Span &each : batch.spans)
        each.time = {each.time.begin + shift, each.time.end + shift};
    std::vector<Attribute> list;
    for (const auto &[key, value] : attributes)
        list.push_back({batch.arena.copy(key),
                        value.isString() ? Value::ofString(batch.arena.copy(value.string())) : value});
    batch.spans[span].attributes = batch.arena.copy(std::span<const Attribute>(list));
    std::vector<SpanFacts> facts(batch.spans.size());
    return Trace(std::move(batch), std::move(facts));
}

Value text(const std::string &words)
{
    return Value::ofString(words);
}

using Maker = std::function<Attributes(int)>;

/// Twenty traces on each side with what the makers say of the number.
LiftRanking ranked(const Maker &left, const Maker &right)
{
    AttributeCounts a;
    AttributeCounts b;
    for (int i = 0; i < 20; ++i) {
        a.add(traceAt(i, left(i)));
        b.add(traceAt(100 + i, right(i)));
    }
    return rankLift(a, b, 100);
}

QStringList words(const LiftRanking &ranking)
{
    QStringList list;
    for (const AttributeLift &lift : ranking.lifts)
        list += QString::fromStdString(lift.words());
    return list;
}

} // namespace

class TstAttributeLift : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textsOfTheirOwnAreLeftOutAndCounted();
    void manyTextsThatQueriesShareAreKept();
    void truthValuesAreLookedForBare();
    void instantsAreLeftOut_data();
    void instantsAreLeftOut();
    void evaluationsAreLeftOut_data();
    void evaluationsAreLeftOut();
    void whatRanAfterTheQueryIsLeftOut();
    void numbersAreToldInRanges();
    void fewNumbersAreToldOneByOne();
    void randomNumbersTellNothing();
    void aTraceCountsOnceForARange();
    void oneQueryIsNoSupport();
    void theSearchOfALiftIsUnderstood();
    void whatTheSameQueriesHaveIsOneLift();
    void asManyQueriesThatAreOthersAreTwoLifts();
};

void TstAttributeLift::textsOfTheirOwnAreLeftOutAndCounted()
{
    std::vector<std::string> kept;
    kept.reserve(80);
    const auto own = [&](const char *side) {
        return [&kept, side](int i) {
            kept.push_back(std::string(side) + std::to_string(i));
            return Attributes{{"request.id", text(kept.back())}};
        };
    };
    const LiftRanking ranking = ranked(own("a"), own("b"));
    QVERIFY(ranking.lifts.empty());
    QCOMPARE(ranking.ownKeys, std::size_t(1));
    AttributeCounts crowded;
    for (std::size_t i = 0; i <= AttributeCounts::maxValues; ++i) {
        const std::string id = std::to_string(i) + "x";
        crowded.add(traceAt(0, {{"request.id", text(id)}}));
    }
    QVERIFY(crowded.isCrowded("request.id"));
    QCOMPARE(crowded.of("request.id", "0x").hits, std::uint64_t(0));
}

void TstAttributeLift::manyTextsThatQueriesShareAreKept()
{
    std::vector<std::string> users;
    for (int i = 0; i < 10; ++i)
        users.push_back("user" + std::to_string(i));
    const LiftRanking ranking = ranked(
        [&](int i) {
            return Attributes{{"user", text(i < 12 ? "eve" : users[std::size_t(i % 10)])}};
        },
        [&](int i) {
            return Attributes{{"user", text(users[std::size_t(i % 10)])}};
        });
    QCOMPARE(words(ranking).first(1), QStringList{QStringLiteral("user = eve")});
    QCOMPARE(ranking.lifts[0].left, (Proportion{12, 20}));
    QCOMPARE(ranking.lifts[0].right, (Proportion{0, 20}));
    QVERIFY(ranking.lifts[0].difference.low > 0.3 && ranking.lifts[0].difference.high < 0.85);
}

void TstAttributeLift::truthValuesAreLookedForBare()
{
    const LiftRanking ranking = ranked(
        [](int) {
            return Attributes{{"cold", Value::ofBool(true)}};
        },
        [](int i) {
            return Attributes{{"cold", Value::ofBool(i == 0)}};
        });
    QStringList sorted = words(ranking); // both are as sure
    sorted.sort();
    QCOMPARE(sorted, (QStringList{QStringLiteral("cold = false"), QStringLiteral("cold = true")}));
    QCOMPARE(ranking.lifts[0].search(), "{ span." + ranking.lifts[0].words() + " }");
}

void TstAttributeLift::instantsAreLeftOut_data()
{
    QTest::addColumn<qint64>("units");
    QTest::newRow("seconds") << qint64(1);
    QTest::newRow("milliseconds") << qint64(1'000);
    QTest::newRow("microseconds") << qint64(1'000'000);
    QTest::newRow("nanoseconds") << qint64(1'000'000'000);
}

void TstAttributeLift::instantsAreLeftOut()
{
    QFETCH(qint64, units);
    const auto at = [&](int seconds) {
        return Attributes{{"started", Value::ofInt((1'700'000'000LL + seconds) * units)}};
    };
    const LiftRanking ranking = ranked([&](int i) { return at(i); }, [&](int i) { return at(100 + i); });
    QVERIFY2(ranking.lifts.empty(), qPrintable(words(ranking).join(QLatin1Char(';'))));
    QCOMPARE(ranking.ownKeys, std::size_t(1));
}

void TstAttributeLift::evaluationsAreLeftOut_data()
{
    QTest::addColumn<QString>("key");
    for (const char *const key : {"evaluations.0.evaluation.score", "annotations.2.annotation.label",
                                  "trace.evaluations.0.evaluation.name", "gen_ai.evaluation.score.value",
                                  "gen_ai.eval.toxicity", "hallucination_score"})
        QTest::newRow(key) << QString::fromLatin1(key);
}

void TstAttributeLift::evaluationsAreLeftOut()
{
    QFETCH(QString, key);
    const auto score = [&](std::int64_t value) {
        return [&, value](int) { return Attributes{{key.toStdString(), Value::ofInt(value)}}; };
    };
    const LiftRanking ranking = ranked(score(1), score(0));
    QVERIFY(ranking.lifts.empty());
    QCOMPARE(ranking.lateKeys, std::size_t(1));
}

void TstAttributeLift::whatRanAfterTheQueryIsLeftOut()
{
    AttributeCounts a;
    AttributeCounts b;
    for (int i = 0; i < 20; ++i) {
        a.add(traceAt(i, {{"grade", text("bad")}}, "q 0 100\n  work 10 90\ngrader 200 300", 2));
        b.add(traceAt(i, {}, "q 0 100\n  work 10 90"));
    }
    const LiftRanking ranking = rankLift(a, b, 10);
    QVERIFY2(ranking.lifts.empty(), qPrintable(words(ranking).join(QLatin1Char(';'))));
}

void TstAttributeLift::numbersAreToldInRanges()
{
    const auto tokens = [](int base) {
        return [base](int i) { return Attributes{{"tokens", Value::ofInt(base + 7 * i)}}; };
    };
    const LiftRanking ranking = ranked(tokens(2'000), tokens(100));
    QCOMPARE(words(ranking).size(), 2); // the clearest range of each set
    const AttributeLift &more = ranking.lifts[0].isOfLeft() ? ranking.lifts[0] : ranking.lifts[1];
    const AttributeLift &less = ranking.lifts[0].isOfLeft() ? ranking.lifts[1] : ranking.lifts[0];
    QVERIFY(more.range->above && !more.range->upTo);
    QVERIFY(*more.range->above >= 233 && *more.range->above <= 2'000);
    QVERIFY(less.range->upTo && !less.range->above);
    QVERIFY(more.left.hits >= 19 && more.right.hits == 0);
    // What is shown is what was counted.
    std::uint64_t counted = 0;
    for (int i = 0; i < 20; ++i)
        counted += more.range->contains(2'000 + 7 * i) ? 1U : 0U;
    QCOMPARE(more.left.hits, counted);
}

void TstAttributeLift::fewNumbersAreToldOneByOne()
{
    const LiftRanking ranking = ranked(
        [](int) {
            return Attributes{{"top_k", Value::ofInt(20)}, {"t", Value::ofDouble(0.7)}};
        },
        [](int) {
            return Attributes{{"top_k", Value::ofInt(5)}, {"t", Value::ofDouble(0.7)}};
        });
    QStringList sorted = words(ranking);
    sorted.sort();
    QCOMPARE(sorted, (QStringList{QStringLiteral("top_k = 20"), QStringLiteral("top_k = 5")}));
    QVERIFY(ranking.lifts[0].search() == "{ span.top_k = 20 }" ||
            ranking.lifts[0].search() == "{ span.top_k = 5 }");
}

void TstAttributeLift::randomNumbersTellNothing()
{
    const auto id = [](std::uint32_t seed) {
        return [seed](int i) {
            return Attributes{{"id", Value::ofInt((seed + std::uint32_t(i)) * 2'654'435'761U)}};
        };
    };
    QVERIFY(ranked(id(1), id(500)).lifts.empty());
}

void TstAttributeLift::aTraceCountsOnceForARange()
{
    AttributeCounts a;
    AttributeCounts b;
    for (int i = 0; i < 12; ++i) {
        TelemetryBatch batch = batchFromOutline("q 0 10\n  a 0 5\n  b 5 10");
        for (std::size_t span = 0; span < 3; ++span) {
            const Attribute size{"size", Value::ofInt(static_cast<std::int64_t>(1'000 + 10 * i) +
                                                      static_cast<std::int64_t>(span))};
            batch.spans[span].attributes = batch.arena.copy(std::span<const Attribute>(&size, 1));
        }
        std::vector<SpanFacts> facts(batch.spans.size());
        a.add(Trace(std::move(batch), std::move(facts)));
        b.add(traceAt(0, {{"size", Value::ofInt(i)}}));
    }
    const LiftRanking ranking = rankLift(a, b, 100);
    QVERIFY(!ranking.lifts.empty());
    for (const AttributeLift &lift : ranking.lifts)
        if (lift.key == "size")
            QVERIFY(lift.left.hits <= 12 && lift.right.hits <= 12);
}

void TstAttributeLift::oneQueryIsNoSupport()
{
    AttributeCounts a;
    AttributeCounts b;
    a.add(traceAt(0, {{"odd", text("yes")}}));
    for (int i = 0; i < 50; ++i)
        b.add(traceAt(i, {}));
    QVERIFY(rankLift(a, b, 10).lifts.empty());
}

void TstAttributeLift::theSearchOfALiftIsUnderstood()
{
    AttributeLift lift;
    lift.key = "model";
    lift.value = "a \"quoted\\one\"";
    QCOMPARE(lift.search(), std::string("{ model = \"a \\\"quoted\\\\one\\\"\" }"));
    QVERIFY(SearchQuery::parse(lift.search()).query);
    lift.key = "llm.token_count.prompt";
    lift.range = NumberRange{1.5, 2'000};
    QCOMPARE(lift.search(),
             std::string("{ span.llm.token_count.prompt > 1.5 && span.llm.token_count.prompt <= 2000 }"));
    QVERIFY(SearchQuery::parse(lift.search()).query);
    lift.key = "resource.shards";
    lift.range = NumberRange{-3, std::nullopt};
    QVERIFY2(SearchQuery::parse(lift.search()).query, lift.search().c_str());
    lift = {};
    lift.key = "header.x (first)"; // no plain name
    lift.value = "on";
    QCOMPARE(lift.search(), std::string("{ span.\"header.x (first)\" = \"on\" }"));
    QVERIFY(SearchQuery::parse(lift.search()).query);
    lift = {};
    lift.key = "failed step";
    lift.value = "bm25";
    QVERIFY(SearchQuery::parse(lift.search()).query);
    lift.key = "cache hit";
    lift.value = "true";
    QVERIFY2(SearchQuery::parse(lift.search()).query, lift.search().c_str());
}

/// A build brought a model and a number with it: one cause, told once, by what is known best.
void TstAttributeLift::whatTheSameQueriesHaveIsOneLift()
{
    const LiftRanking ranking = ranked(
        [](int i) {
            return i < 15 ? Attributes{{"build", Value::ofString("b2")},
                                       {"model", Value::ofString("m2")},
                                       {"shard", Value::ofInt(7)}}
                          : Attributes{{"build", Value::ofString("b1")}};
        },
        [](int) {
            return Attributes{{"build", Value::ofString("b1")}};
        });
    QCOMPARE(words(ranking), (QStringList{"model = m2", "build = b1"}));
    QStringList alike;
    for (const AttributeLift &lift : ranking.lifts.front().alike)
        alike += QString::fromStdString(lift.words());
    QCOMPARE(alike, (QStringList{"build = b2", "shard = 7"}));
    QVERIFY(ranking.lifts.back().alike.empty());
}

void TstAttributeLift::asManyQueriesThatAreOthersAreTwoLifts()
{
    const LiftRanking ranking = ranked(
        [](int i) {
            return Attributes{{i < 12 ? "cold" : "warm", Value::ofString("yes")},
                              {i >= 8 ? "late" : "early", Value::ofString("yes")}};
        },
        [](int) { return Attributes{}; });
    QCOMPARE(ranking.lifts.size(), std::size_t(4)); // cold and late are of 12 each, warm and early of 8
    for (const AttributeLift &lift : ranking.lifts)
        QVERIFY(lift.alike.empty());
}

static const Registered<TstAttributeLift> registered;

#include "tst_attributelift.moc"
