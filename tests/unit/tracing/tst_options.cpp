// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/options.h"
#include "tests/support/suite.h"

#include <QTest>

#include <map>

using namespace spanwise;
using namespace spanwise::test;

namespace {

Environment variables(std::map<std::string, std::string> values)
{
    return [values = std::move(values)](const std::string &name) -> std::optional<std::string> {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
}

} // namespace

class TstOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void variablesWinOverTheProgram();
    void malformedNumbersKeepTheProgramsValue();
    void theServiceNameVariableWinsOverTheResource();
    void aSamplerOfTheProgramStaysWhenNoVariableIsSet();
};

void TstOptions::variablesWinOverTheProgram()
{
    const auto options =
        ProviderOptions::fromEnvironment({}, variables({{"OTEL_BSP_MAX_QUEUE_SIZE", "100"},
                                                        {"OTEL_BSP_SCHEDULE_DELAY", "250"},
                                                        {"OTEL_ATTRIBUTE_COUNT_LIMIT", "10"},
                                                        {"OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "20"},
                                                        {"OTEL_SPAN_EVENT_COUNT_LIMIT", "5"},
                                                        {"OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "1000"},
                                                        {"OTEL_SDK_DISABLED", "True"}}));
    QVERIFY(options.has_value());
    QCOMPARE(options->batch.maxQueueSize, std::size_t(100));
    QCOMPARE(options->batch.scheduledDelay, std::chrono::milliseconds(250));
    QCOMPARE(options->limits.attributes, 20U);
    QCOMPARE(options->limits.attributesPerLink, 10U);
    QCOMPARE(options->limits.events, 5U);
    QCOMPARE(options->limits.valueCharacters, std::size_t(1000));
    QVERIFY(options->disabled);
}

void TstOptions::malformedNumbersKeepTheProgramsValue()
{
    ProviderOptions base;
    base.batch.maxQueueSize = 7;
    const auto options = ProviderOptions::fromEnvironment(
        base, variables({{"OTEL_BSP_MAX_QUEUE_SIZE", "many"},
                         {"OTEL_BSP_SCHEDULE_DELAY", "-1"},
                         {"OTEL_SPAN_EVENT_COUNT_LIMIT", "99999999999999999999"},
                         {"OTEL_SPAN_LINK_COUNT_LIMIT", "5000000000"},
                         {"OTEL_SDK_DISABLED", "1"}}));
    QCOMPARE(options->batch.maxQueueSize, std::size_t(7));
    QCOMPARE(options->batch.scheduledDelay, std::chrono::milliseconds(5000));
    QCOMPARE(options->limits.events, 128U);
    QCOMPARE(options->limits.links, std::numeric_limits<std::uint32_t>::max());
    QVERIFY(!options->disabled); // only "true" counts
}

void TstOptions::theServiceNameVariableWinsOverTheResource()
{
    ProviderOptions base;
    base.serviceName = "program";
    base.resource = {{"team", "search"}};
    const std::string list = "service.name=listed,deployment.environment=pro%20d,=bad,bad";
    const auto listed =
        ProviderOptions::fromEnvironment(base, variables({{"OTEL_RESOURCE_ATTRIBUTES", list}}));
    QCOMPARE(listed->serviceName, std::string("listed"));
    QCOMPARE(listed->resource.size(), std::size_t(2));
    QCOMPARE(std::get<std::string>(listed->resource[0].second), std::string("pro d"));
    QCOMPARE(listed->resource[1].first, std::string("team"));
    const auto named = ProviderOptions::fromEnvironment(
        base, variables({{"OTEL_RESOURCE_ATTRIBUTES", list}, {"OTEL_SERVICE_NAME", "named"}}));
    QCOMPARE(named->serviceName, std::string("named"));
}

void TstOptions::aSamplerOfTheProgramStaysWhenNoVariableIsSet()
{
    ProviderOptions base;
    base.sampler = alwaysOffSampler();
    QCOMPARE(ProviderOptions::fromEnvironment(base, variables({}))->sampler, base.sampler);
    const auto changed =
        ProviderOptions::fromEnvironment(base, variables({{"OTEL_TRACES_SAMPLER", "always_on"}}));
    QCOMPARE(changed->sampler->description(), std::string("AlwaysOn"));
    QVERIFY(!ProviderOptions::fromEnvironment(base, variables({{"OTEL_TRACES_SAMPLER", "x"}})).has_value());
}

static const Registered<TstOptions> registered;
#include "tst_options.moc"
