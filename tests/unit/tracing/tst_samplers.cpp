// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/sampler.h"
#include "tests/support/suite.h"

#include <QTest>

#include <map>

using namespace spanwise;
using namespace spanwise::test;

namespace {

TraceId idWithRandomness(const char *fourteenDigits)
{
    return TraceId::fromHex("ffffffffffffffffff" + std::string(fourteenDigits)).value();
}

bool sampled(const std::shared_ptr<const Sampler> &sampler, TraceId id, const SpanContext &parent = {})
{
    return sampler->shouldSample({parent, id, "name"});
}

Environment variables(std::map<std::string, std::string> values)
{
    return [values = std::move(values)](const std::string &name) -> std::optional<std::string> {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
}

} // namespace

class TstSamplers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theRatioDecidesByTheLastSevenBytes();
    void aSmallerRatioKeepsASubset();
    void aRatioOutsideItsRangeIsClamped();
    void aChildFollowsItsParent();
    void theEnvironmentChoosesTheSampler_data();
    void theEnvironmentChoosesTheSampler();
    void aWrongVariableIsNamed();
};

void TstSamplers::theRatioDecidesByTheLastSevenBytes()
{
    const auto half = ratioSampler(0.5);
    QVERIFY(!sampled(half, idWithRandomness("7fffffffffffff")));
    QVERIFY(sampled(half, idWithRandomness("80000000000000")));
}

void TstSamplers::aSmallerRatioKeepsASubset()
{
    const auto tenth = ratioSampler(0.1);
    const auto third = ratioSampler(1.0 / 3);
    int kept = 0;
    for (unsigned i = 0; i < 4096; ++i) {
        char digits[15];
        std::snprintf(digits, sizeof digits, "%03x00000000000", i);
        const TraceId id = idWithRandomness(digits);
        kept += sampled(tenth, id) ? 1 : 0;
        QVERIFY(!sampled(tenth, id) || sampled(third, id));
    }
    QCOMPARE(kept, 409);
}

void TstSamplers::aRatioOutsideItsRangeIsClamped()
{
    const TraceId low = idWithRandomness("00000000000000");
    const TraceId high = idWithRandomness("ffffffffffffff");
    QVERIFY(sampled(ratioSampler(1), low));
    QVERIFY(sampled(ratioSampler(7), low));
    QVERIFY(sampled(ratioSampler(std::numeric_limits<double>::quiet_NaN()), low));
    QVERIFY(!sampled(ratioSampler(0), high));
    QVERIFY(!sampled(ratioSampler(-1), high));
}

void TstSamplers::aChildFollowsItsParent()
{
    const auto sampler = parentBasedSampler(alwaysOffSampler());
    SpanContext parent{.traceId = idWithRandomness("00000000000001"),
                       .spanId = SpanId::fromHex("00000000000000ff").value()};
    QVERIFY(!sampled(sampler, parent.traceId, parent));
    parent.flags = 1;
    QVERIFY(sampled(sampler, parent.traceId, parent));
    parent.isRemote = true;
    QVERIFY(sampled(sampler, parent.traceId, parent));
    QVERIFY(!sampled(sampler, parent.traceId));
    QVERIFY(sampled(parentBasedSampler(nullptr), parent.traceId));
}

void TstSamplers::theEnvironmentChoosesTheSampler_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("argument");
    QTest::addColumn<QString>("description");
    QTest::newRow("unset") << QString() << QString() << QStringLiteral("ParentBased{root=AlwaysOn}");
    QTest::newRow("always_on") << QStringLiteral("always_on") << QString() << QStringLiteral("AlwaysOn");
    QTest::newRow("always_off") << QStringLiteral("always_off") << QString() << QStringLiteral("AlwaysOff");
    QTest::newRow("ratio") << QStringLiteral("traceidratio") << QStringLiteral("0.25")
                           << QStringLiteral("TraceIdRatioBased{0.25}");
    QTest::newRow("ratio without argument")
        << QStringLiteral("traceidratio") << QString() << QStringLiteral("TraceIdRatioBased{1}");
    QTest::newRow("parent based ratio")
        << QStringLiteral("parentbased_traceidratio") << QStringLiteral("1e-1")
        << QStringLiteral("ParentBased{root=TraceIdRatioBased{0.1}}");
    QTest::newRow("parent based off") << QStringLiteral("parentbased_always_off") << QString()
                                      << QStringLiteral("ParentBased{root=AlwaysOff}");
}

void TstSamplers::theEnvironmentChoosesTheSampler()
{
    QFETCH(QString, name);
    QFETCH(QString, argument);
    QFETCH(QString, description);
    std::map<std::string, std::string> values;
    if (!name.isEmpty())
        values["OTEL_TRACES_SAMPLER"] = name.toStdString();
    if (!argument.isEmpty())
        values["OTEL_TRACES_SAMPLER_ARG"] = argument.toStdString();
    const auto sampler = samplerFromEnvironment(variables(values));
    QVERIFY(sampler.has_value());
    QCOMPARE(QString::fromStdString((*sampler)->description()), description);
}

void TstSamplers::aWrongVariableIsNamed()
{
    const auto unknown = samplerFromEnvironment(variables({{"OTEL_TRACES_SAMPLER", "sometimes"}}));
    QVERIFY(!unknown.has_value());
    QVERIFY(unknown.error().message.find("OTEL_TRACES_SAMPLER") != std::string::npos);
    for (const char *argument : {"1.5", "-0.1", "half", "0.5x", "nan"}) {
        const auto wrong = samplerFromEnvironment(
            variables({{"OTEL_TRACES_SAMPLER", "traceidratio"}, {"OTEL_TRACES_SAMPLER_ARG", argument}}));
        QVERIFY2(!wrong.has_value(), argument);
        QVERIFY(wrong.error().message.find("OTEL_TRACES_SAMPLER_ARG") != std::string::npos);
    }
}

static const Registered<TstSamplers> registered;
#include "tst_samplers.moc"
