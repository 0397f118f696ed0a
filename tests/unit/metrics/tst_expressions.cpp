// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/expression/expression.h"
#include "tests/support/suite.h"
#include "tests/unit/metrics/recorded.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace spanwise;
using namespace spanwise::test;

namespace {

/// Ten minutes of two services: "rag" answers one query a second (simple) and one each two (multi_hop), "faq"
/// one each ten. Every fourth simple query fails. Latencies of rag/simple grow by 1 ms each second, from 1.
constexpr auto traffic = "counter queries_total pipeline=simple,service=rag 0 600 1 1\n"
                         "counter queries_total pipeline=multi_hop,service=rag 0 600 2 1\n"
                         "counter queries_total service=faq 0 600 10 1\n"
                         "counter errors_total pipeline=simple,service=rag 0 600 4 1\n"
                         "counter errors_total pipeline=multi_hop,service=rag 0 600 2 0\n"
                         "histogram query_latency_ms pipeline=simple,service=rag 0 600 1 1 1\n"
                         "histogram query_latency_ms pipeline=multi_hop,service=rag 0 600 2 2000\n"
                         "gauge queue_length service=rag 0 600 10 0 1\n";

} // namespace

class TstExpressions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anExpressionMeansWhatItSays_data();
    void anExpressionMeansWhatItSays();
    void anErrorPointsAtItsCharacter_data();
    void anErrorPointsAtItsCharacter();
    void aRangeEqualsRepeatedInstants_data();
    void aRangeEqualsRepeatedInstants();
    void anErrorRateWithoutQueriesIsAbsent();
    void aRateAcrossEmptyIntervalsFallsToZero();
    void aRateInItsFirstSecondIsNotTooLow();
    void hostileTextIsAnErrorAndNothingElse();
    void aChartHasOneValueForEachStep();
    void theLeftOfAComparisonIsFound_data();
    void theLeftOfAComparisonIsFound();
    void everyNameIsDescribed();
};

void TstExpressions::anExpressionMeansWhatItSays_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *expression, const char *expected) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(expected);
    };
    // numbers and precedence
    row("1 + 2 * 3", "7");
    row("(1 + 2) * 3", "9");
    row("2 ^ 3 ^ 2", "512");
    row("-2 ^ 2", "-4");
    row("2 ^ -1", "0.5");
    row("10 - 4 - 3", "3");
    row("7 % 4 * 2", "6");
    row("1 - -1", "2");
    row("1e3 / 4 # a comment", "250");
    row("1 < bool 2", "1");
    row("1 + 1 == bool 2", "1");
    row("0 / 0", "");
    row("1 / 0", "inf");
    row("Inf > bool 1", "1");
    row("time()", "1.7e+09");
    // selectors
    row("sum(increase(queries_total[1m]))", "96");
    row("increase(queries_total{service=\"faq\"}[1m])", "{service=\"faq\"} 6");
    row("increase(queries_total{pipeline=\"\"}[1m])", "{service=\"faq\"} 6");
    row("increase(queries_total{service!='rag'}[1m])", "{service=\"faq\"} 6");
    row("sum by (pipeline) (increase(queries_total{pipeline=~\"multi.*\"}[1m]))",
        "{pipeline=\"multi_hop\"} 30");
    row("sum by (pipeline) (increase(queries_total{pipeline=~\"multi\"}[1m]))", "");
    row("count(increase(queries_total{pipeline!~\"multi.*|simple\"}[1m]))", "1");
    row("increase(queries_total{service=\"rag\", pipeline=\"simple\",}[1m])",
        "{pipeline=\"simple\", service=\"rag\"} 60");
    row("queries_total{pipeline=\"simple\"}", "{pipeline=\"simple\", service=\"rag\"} 600");
    row("queries_total{pipeline=\"simple\"} offset 5m", "{pipeline=\"simple\", service=\"rag\"} 300");
    row("rate(queries_total{service=\"faq\"}[1m] offset 9m)", "{service=\"faq\"} 0.1");
    row("rate(queries_total{service=\"faq\"}[1m] offset 1h)", "");
    row("queue_length", "{service=\"rag\"} 59");
    row("queue_length offset 100s", "{service=\"rag\"} 49");
    row("max_over_time(queue_length[1m]) - min_over_time(queue_length[1m])", "{service=\"rag\"} 5");
    row("last_over_time(queue_length[1m])", "{service=\"rag\"} 59");
    // windows
    row("rate(queries_total{pipeline=\"simple\"}[1m])", "{pipeline=\"simple\", service=\"rag\"} 1");
    row("rate(queries_total{pipeline=\"simple\"}[1m30s])", "{pipeline=\"simple\", service=\"rag\"} 1");
    row("sum_over_time(errors_total{pipeline=\"simple\"}[100s])",
        "{pipeline=\"simple\", service=\"rag\"} 25");
    row("avg(query_latency_ms{pipeline=\"simple\"}[100s])", "550.5");
    row("sum(query_latency_ms{pipeline=\"simple\"}[2s])", "1199");
    row("count(query_latency_ms[100s])", "150");
    row("min(query_latency_ms[100s])", "501");
    row("max by (pipeline) (query_latency_ms[100s])",
        "{pipeline=\"multi_hop\"} 2000; {pipeline=\"simple\"} 600");
    row("avg without (service) (query_latency_ms[100s])",
        "{pipeline=\"multi_hop\"} 2000; {pipeline=\"simple\"} 550.5");
    row("count_over_time(query_latency_ms{pipeline=\"multi_hop\"}[1m])",
        "{pipeline=\"multi_hop\", service=\"rag\"} 30");
    row("avg_over_time(query_latency_ms{pipeline=\"multi_hop\"}[1m])",
        "{pipeline=\"multi_hop\", service=\"rag\"} 2000");
    row("abs(quantile(0.5, query_latency_ms{pipeline=\"simple\"}[100s]) - 550.5) < bool 6", "1");
    row("abs(quantile(0.95, query_latency_ms[100s]) - 2000) < bool 20", "1");
    row("count(quantile_over_time(0.9, query_latency_ms[5m]) > 100)", "2");
    row("quantile(0.95, query_latency_ms{service=\"none\"}[5m])", "");
    // aggregation of vectors
    row("sum(rate(queries_total[1m])) by (service)", "{service=\"faq\"} 0.1; {service=\"rag\"} 1.5");
    row("avg by (service) (queries_total)", "{service=\"faq\"} 60; {service=\"rag\"} 450");
    row("max(queries_total) - min(queries_total)", "540");
    row("quantile(0.5, queries_total)", "300");
    row("count without (pipeline, service) (queries_total)", "3");
    // comparison
    row("queries_total > 100",
        "{pipeline=\"multi_hop\", service=\"rag\"} 300; {pipeline=\"simple\", service=\"rag\"} 600");
    row("100 < queries_total{pipeline=\"simple\"}", "{pipeline=\"simple\", service=\"rag\"} 600");
    row("queries_total > bool 500",
        "{pipeline=\"multi_hop\", service=\"rag\"} 0; {pipeline=\"simple\", service=\"rag\"} 1; "
        "{service=\"faq\"} 0");
    row("sum(queries_total) > 1000", "");
    row("sum(queries_total) == 960", "960");
    // elements that belong together
    row("errors_total / queries_total",
        "{pipeline=\"multi_hop\", service=\"rag\"} 0; {pipeline=\"simple\", service=\"rag\"} 0.25");
    row("sum by (service) (errors_total) / on (service) sum by (service) (queries_total)",
        "{service=\"rag\"} 0.166667");
    row("errors_total / ignoring (pipeline) group_left sum by (service) (queries_total)",
        "{pipeline=\"multi_hop\", service=\"rag\"} 0; {pipeline=\"simple\", service=\"rag\"} 0.166667");
    row("sum by (service) (queries_total) * on (service) group_right errors_total",
        "{pipeline=\"multi_hop\", service=\"rag\"} 0; {pipeline=\"simple\", service=\"rag\"} 135000");
    row("queries_total and errors_total",
        "{pipeline=\"multi_hop\", service=\"rag\"} 300; {pipeline=\"simple\", service=\"rag\"} 600");
    row("queries_total unless errors_total", "{service=\"faq\"} 60");
    row("queries_total and on (service) (queue_length > 5)",
        "{pipeline=\"multi_hop\", service=\"rag\"} 300; {pipeline=\"simple\", service=\"rag\"} 600");
    row("errors_total > 100 or queries_total{service=\"faq\"}",
        "{pipeline=\"simple\", service=\"rag\"} 150; {service=\"faq\"} 60");
    row("errors_total or queries_total", "{pipeline=\"multi_hop\", service=\"rag\"} 0; {pipeline=\"simple\", "
                                         "service=\"rag\"} 150; {service=\"faq\"} 60");
    // functions
    row("clamp(queries_total, 100, 500)",
        "{pipeline=\"multi_hop\", service=\"rag\"} 300; {pipeline=\"simple\", service=\"rag\"} "
        "500; {service=\"faq\"} 100");
    row("clamp_max(sum(queries_total), 5)", "5");
    row("clamp_min(sum(queries_total), 5000)", "5000");
    row("round(avg(query_latency_ms{pipeline=\"simple\"}[100s]), 100)", "600");
    row("round(vector(2.5))", "3");
    row("abs(-vector(3)) + ceil(vector(0.1)) + floor(vector(1.9)) + sqrt(vector(16))", "9");
    row("log10(vector(1000)) + ln(exp(vector(2))) + log2(vector(8))", "8");
    row("scalar(sum(queries_total)) + 1", "961");
    row("scalar(queries_total)", "");
    row("absent(queries_total{service=\"none\"})", "1");
    row("absent(queries_total)", "");
    // named expressions
    row("error_rate", "0.15625");
    row("error_rate{pipeline=\"simple\"}", "0.25");
    row("error_rate{pipeline=\"multi_hop\"}", "0");
    row("error_rate[2m] by (service)", "{service=\"rag\"} 0.166667");
    row("error_rate > 0.05", "0.15625");
    row("error_rate - error_rate offset 5m", "0");
    row("queries_per_second", "1.6");
    row("queries_per_second[5m] by (service)", "{service=\"faq\"} 0.1; {service=\"rag\"} 1.5");
    row("abs(p95_latency_ms{pipeline=\"multi_hop\"} - 2000) < bool 20", "1");
    row("abs(p50_latency_ms{pipeline=\"simple\"} offset 5m - 270.5) < bool 3", "1");
    row("count(p99_latency_ms by (pipeline))", "2");
    row("hallucination_rate", "");
    row("cache_hit_rate", "");
    row("tokens_per_query", "");
}

void TstExpressions::anExpressionMeansWhatItSays()
{
    QFETCH(QString, expression);
    QFETCH(QString, expected);
    const Recorded data(600, traffic);
    QCOMPARE(QString::fromStdString(data.ask(expression.toStdString(), 600)), expected);
}

void TstExpressions::anErrorPointsAtItsCharacter_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("beginning");
    const auto row = [](const char *expression, const char *beginning) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(beginning);
    };
    row("", "at 1: a metric, a number or a function is missing; the expression ends here");
    row("1 +", "at 4: a metric, a number or a function is missing");
    row("1 + )", "at 5: a metric, a number or a function is missing before ')'");
    row("(1", "at 3: a ')' is missing");
    row("1 2", "at 3: '2' is not expected here");
    row("error_rat > 1", "at 1: unknown metric 'error_rat', did you mean 'error_rate'?");
    row("1 + quers_total", "at 5: unknown metric 'quers_total', did you mean 'queries_total'?");
    row("p95_lat", "at 1: unknown metric 'p95_lat', did you mean 'p95_latency_ms'?");
    row("queue_lenth", "at 1: unknown metric 'queue_lenth', did you mean 'queue_length'?");
    row("zebra", "at 1: unknown metric 'zebra'");
    row("ratee(queries_total[1m])", "at 1: unknown function 'ratee', did you mean 'rate'?");
    row("rate(queries_total)",
        "at 6: rate() needs a range here, this is a vector; add a window, such as queries_total[1m]");
    row("rate(queries_total[1m]", "at 23: a ')' is missing to close rate(");
    row("rate(queries_total[1])", "at 20: a window such as 5m is missing");
    row("rate(queries_total[1x])", "at 21: a number here needs an operator after it, or one of the units");
    row("rate(queries_total[0s])", "at 20: a window must be longer");
    row("rate(queries_total[1m)", "at 22: a ']' is missing");
    row("rate(query_latency_ms[1m])", "at 6: rate() needs a counter");
    row("rate()", "at 1: rate() takes 1 argument, not 0");
    row("clamp(queue_length, 1)", "at 1: clamp() takes 3 arguments, not 2");
    row("abs(1)", "at 5: abs() needs a vector here, this is a number");
    row("query_latency_ms > 5", "at 1: 'query_latency_ms' is a histogram: ask for quantile");
    row("quantile(0.95, queries_total[5m])", "at 16: a quantile over time needs a histogram");
    row("quantile(queries_total)", "at 1: quantile() takes two");
    row("quantile(queries_total, query_latency_ms[5m])", "at 10: quantile() begins with a number");
    row("sum(1)", "at 5: sum() needs a vector or a range");
    row("sum by service (queries_total)", "at 8: a list of tags in ( ) is missing");
    row("sum by (service (queries_total)", "at 17: a ',' or ')' is missing in the list of tags");
    row("sum by (a) (queries_total) by (b)", "at 28: there is a by or without already");
    row("queries_total[5m]", "at 1: a range has no single value");
    row("queries_total[5m] + 1", "at 1: a range cannot be calculated with");
    row("(queries_total + 1)[5m]", "at 20: [ ] follows the name of a metric");
    row("1 < 2", "at 3: comparing two numbers needs bool");
    row("1 and queries_total", "at 3: and, or and unless stand between vectors");
    row("1 + bool 2", "at 5: bool belongs to a comparison");
    row("queries_total + on (a) 1", "at 15: on and ignoring stand between vectors");
    row("queries_total{service}", "at 22: one of = != =~ !~ is missing after the tag 'service'");
    row("queries_total{service=rag}", "at 23: the value of a tag stands in quotes");
    row("queries_total{service=\"rag}", "at 23: this text has no closing quote");
    row("queries_total{service=\"rag\" x}", "at 29: a ',' or '}' is missing");
    row("queries_total{service=~\"(\"}", "at 24: '(' is not a regular expression");
    row("queries_total{service=~\"(a{1000}){1000}\"}", "at 24: a pattern cannot count repetitions");
    row("queries_total{=\"rag\"}", "at 15: the name of a tag is missing");
    row("{service=\"rag\"}", "at 1: the name of a metric is missing");
    row("\"text\"", "at 1: text stands only in a condition");
    row("5m", "at 1: a duration stands in [ ]");
    row("queries_total offset", "at 21: a duration such as 1d is missing");
    row("1 + $", "at 5: this character has no meaning here");
    row("1 ! 2", "at 3: this character has no meaning here");
    row("1e999", "at 1: this number is too large");
    row("queries_total{a=\"\\d\"}", "at 18: a backslash in text");
    row("queries_total{a=\"\xc3\xa4\xc3\xb6\"} + foo", "at 25: unknown metric 'foo'");
    row("sum(queries_total[99999999w])", "at 19: a duration cannot be longer than ten years");
    row("and", "at 1: a metric, a number or a function is missing before 'and'");
    row("queries_total / sum by (service) (queries_total) + on (service) errors_total", "");
    row("sum by (service) (queries_total) + on (service) queries_total",
        "at 34: several elements on the right with the tags {service=\"rag\"} belong to one");
    row("queries_total + on (service) sum by (service) (queries_total)",
        "at 15: several elements on the left with the tags {service=\"rag\"} belong to one");
}

void TstExpressions::anErrorPointsAtItsCharacter()
{
    QFETCH(QString, expression);
    QFETCH(QString, beginning);
    const Recorded data(600, traffic);
    const QString answer = QString::fromStdString(data.ask(expression.toStdString(), 600));
    if (beginning.isEmpty())
        QVERIFY2(!answer.startsWith(QLatin1String("at ")), qPrintable(answer));
    else
        QVERIFY2(answer.startsWith(beginning), qPrintable(answer));
}

void TstExpressions::aRangeEqualsRepeatedInstants_data()
{
    QTest::addColumn<QString>("expression");
    for (const char *expression :
         {"error_rate", "p95_latency_ms[30s]", "quantile by (pipeline) (0.9, query_latency_ms[90s])",
          "quantile_over_time(0.5, query_latency_ms[45s])", "rate(queries_total[20s])", "queries_total",
          "queue_length", "max(query_latency_ms[1m])", "avg_over_time(query_latency_ms[10s]) > 300",
          "absent(queue_length offset 5m)",
          "sum(rate(errors_total[1m])) / sum(rate(queries_total[1m] offset 1m))",
          "rate(queries_total[1m]) unless on (service) queue_length > 30",
          "scalar(sum(queries_total)) + time()"})
        QTest::newRow(expression) << QString::fromUtf8(expression);
}

void TstExpressions::aRangeEqualsRepeatedInstants()
{
    QFETCH(QString, expression);
    Recorded data(0, "");
    std::mt19937_64 random(17);
    // Uneven traffic with gaps, over the bounds of 1 s, 10 s and 1 min intervals.
    const double total = 26.0 * 3600;
    for (int part = 0; part < 40; ++part) {
        const double begin = std::uniform_real_distribution<>(0, total - 500)(random);
        const std::string from = std::to_string(begin);
        const std::string to = std::to_string(begin + 400);
        data.now = total;
        data.record("counter queries_total pipeline=a,service=rag " + from + " " + to + " 3 1\n" +
                    "counter queries_total pipeline=b,service=rag " + from + " " + to + " 7 1\n" +
                    "counter errors_total pipeline=b,service=rag " + from + " " + to + " 11 1\n" +
                    "histogram query_latency_ms pipeline=a,service=rag " + from + " " + to + " 3 100 7\n" +
                    "histogram query_latency_ms pipeline=b,service=rag " + from + " " + to + " 7 900 -3\n" +
                    "gauge queue_length service=rag " + from + " " + to + " 20 10 5");
    }
    const Duration step = std::chrono::milliseconds(293'700);
    const TimeWindow window{at(-1000), at(total + 300)};
    const auto range = data.engine.evaluateRange(expression.toStdString(), window, step);
    QVERIFY2(range.has_value(), range ? "" : range.error().message.c_str());
    std::size_t compared = 0;
    for (std::size_t i = 0; window.begin + step * (static_cast<long>(i) + 1) <= window.end; ++i) {
        const auto instant =
            data.engine.evaluate(expression.toStdString(), window.begin + step * (static_cast<long>(i) + 1));
        QVERIFY(instant.has_value());
        std::vector<std::pair<MetricTags, double>> expected;
        for (const Sample &sample : *instant)
            expected.emplace_back(sample.tags, sample.value);
        std::vector<std::pair<MetricTags, double>> found;
        for (const Series &series : *range) {
            if (!std::isnan(series.values[i]))
                found.emplace_back(series.tags, series.values[i]);
        }
        QVERIFY2(found == expected, qPrintable(QStringLiteral("step %1").arg(i)));
        compared += expected.size();
    }
    QVERIFY(compared > 50);
}

void TstExpressions::anErrorRateWithoutQueriesIsAbsent()
{
    Recorded data(600, traffic);
    data.now = 900;
    QCOMPARE(data.ask("error_rate", 800), "");
    QCOMPARE(data.ask("error_rate < 2", 800), "");
    QCOMPARE(data.ask("queries_per_second", 800), "0");
    QCOMPARE(Recorded(0, "").ask("error_rate", 0), "");
}

void TstExpressions::aRateAcrossEmptyIntervalsFallsToZero()
{
    Recorded data(1000, "counter queries_total - 100 110 1 1\ncounter queries_total - 500 510 1 1");
    QCOMPARE(data.ask("rate(queries_total[10s])", 99), "");
    QCOMPARE(data.ask("rate(queries_total[10s])", 110), "1");
    QCOMPARE(data.ask("rate(queries_total[10s])", 115), "0.5");
    QCOMPARE(data.ask("rate(queries_total[10s])", 300), "0");
    QCOMPARE(data.ask("rate(queries_total[500s])", 600), "0.04");
    QCOMPARE(data.ask("sum_over_time(queries_total[10s])", 300), "");
}

void TstExpressions::aRateInItsFirstSecondIsNotTooLow()
{
    // Half of the newest second has passed: 9.5 s of the window lie behind it.
    Recorded data(19.5, "counter queries_total - 0 19.5 0.5 1");
    QCOMPARE(data.ask("rate(queries_total[10s])", 19.5), "2");
    QCOMPARE(data.ask("rate(queries_total[1s])", 19.5), "2");
}

void TstExpressions::hostileTextIsAnErrorAndNothingElse()
{
    const Recorded data(600, traffic);
    const auto fails = [&](const std::string &expression) {
        return !data.engine.evaluate(expression, at(600));
    };
    QVERIFY(fails(std::string(5000, '(')));
    QVERIFY(fails(std::string(5000, '-') + "1"));
    QVERIFY(fails(std::string(200'000, '1')));
    std::string chain = "1";
    for (int i = 0; i < 3000; ++i)
        chain += "+1";
    QVERIFY(fails(chain));
    std::string powers = "1";
    for (int i = 0; i < 3000; ++i)
        powers += "^1";
    QVERIFY(fails(powers));
    std::string calls;
    for (int i = 0; i < 1500; ++i)
        calls += "abs(";
    QVERIFY(fails(calls));
    QVERIFY(fails(std::string("queries_total\0", 14)));
    QVERIFY(fails("queries_total{service=~\"(a)\\\\1\"}"));
    Recorded slow(10, "counter queries_total service=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 0 10 1 1");
    QCOMPARE(slow.ask("queries_total{service=~\"(a+)+b\"}", 10), "");
    std::mt19937 random(23);
    constexpr std::string_view pieces[] = {"rate",       "(",  ")",   "queries_total", "[",      "1m", "]",
                                           "{",          "}",  "=",   "\"x\"",         ",",      "by", "sum",
                                           "-",          "^",  "and", "bool",          "offset", "1",  ".5",
                                           "error_rate", "on", ">"};
    for (int i = 0; i < 5000; ++i) {
        std::string text;
        for (int piece = 0; piece < 12; ++piece)
            text += std::string(pieces[random() % std::size(pieces)]) + " ";
        const auto answer = data.engine.evaluate(text, at(600));
        QVERIFY(answer || answer.error().message.starts_with("at "));
    }
}

void TstExpressions::aChartHasOneValueForEachStep()
{
    const Recorded data(600, traffic);
    const auto series = data.engine.evaluateRange("queries_total{service=\"faq\"}", {at(-20), at(40)},
                                                  std::chrono::seconds(10));
    QVERIFY(series.has_value());
    QCOMPARE(series->size(), std::size_t(1));
    const std::vector<double> &values = series->front().values;
    QCOMPARE(values.size(), std::size_t(6));
    QVERIFY(std::isnan(values[0]) && std::isnan(values[1]));
    QCOMPARE(values[2], 1.0); // at 10 s
    QCOMPARE(values[5], 4.0);
    QVERIFY(data.engine.evaluateRange("time()", {at(10), at(10)}, std::chrono::seconds(1))->empty());
    QVERIFY(!data.engine.evaluateRange("time()", {at(0), at(10)}, Duration::zero()));
    QVERIFY(!data.engine.evaluateRange("time()", {at(0), at(1e6)}, std::chrono::seconds(1)));
    QVERIFY(!data.engine.evaluateRange("foo", {at(0), at(0)}, std::chrono::seconds(1)));
}

void TstExpressions::theLeftOfAComparisonIsFound_data()
{
    QTest::addColumn<QString>("expression");
    QTest::addColumn<QString>("left");
    const auto row = [](const char *expression, const char *left) {
        QTest::newRow(expression) << QString::fromUtf8(expression) << QString::fromUtf8(left);
    };
    row("error_rate > 0.05", "error_rate");
    row("3000 < p95_latency_ms{pipeline=\"a\"}", "p95_latency_ms{pipeline=\"a\"}");
    row("(error_rate + 1) * 2 >= 3", "(error_rate + 1) * 2");
    row("error_rate{pipeline=\"x\"} offset 5m > 1", "error_rate{pipeline=\"x\"} offset 5m");
    row("error_rate > 0.05 and queries_per_second > 1", "error_rate");
    row("(error_rate > 0.05)", "error_rate");
    row("queries_per_second", "queries_per_second");
    row("error_rate >", "error_rate >");
}

void TstExpressions::theLeftOfAComparisonIsFound()
{
    QFETCH(QString, expression);
    QFETCH(QString, left);
    QCOMPARE(QString::fromStdString(leftOfComparison(expression.toStdString())), left);
}

void TstExpressions::everyNameIsDescribed()
{
    const Recorded data(600, traffic);
    const auto names = data.engine.metricNames();
    const auto has = [&](const char *name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    QVERIFY(has("queries_total") && has("error_rate") && has("queue_length"));
    for (const MetricInfo &info : data.engine.describe()) {
        QVERIFY(!info.name.empty());
        if (!info.expression.empty())
            QVERIFY2(data.engine.evaluate(info.name, at(600)).has_value(), info.name.c_str());
    }
}

static const Registered<TstExpressions> registered;
#include "tst_expressions.moc"
