// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tracing/sampler.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <sstream>
#include <utility>

namespace spanwise {
namespace {

class AlwaysOn final : public Sampler
{
public:
    bool shouldSample(const Input &) const noexcept override { return true; }
    std::string description() const override { return "AlwaysOn"; }
};

class AlwaysOff final : public Sampler
{
public:
    bool shouldSample(const Input &) const noexcept override { return false; }
    std::string description() const override { return "AlwaysOff"; }
};

class Ratio final : public Sampler
{
public:
    explicit Ratio(double ratio)
        : m_ratio(std::isnan(ratio) ? 1 : std::clamp(ratio, 0.0, 1.0))
        , m_threshold(static_cast<std::uint64_t>(std::llround((1 - m_ratio) * 0x1p56)))
    {
    }

    bool shouldSample(const Input &input) const noexcept override
    {
        constexpr std::size_t bytes = 7;
        std::uint64_t randomness = 0;
        for (const std::uint8_t byte : input.traceId.bytes().last<bytes>())
            randomness = randomness << 8U | byte;
        return randomness >= m_threshold;
    }

    std::string description() const override
    {
        std::ostringstream text;
        text << "TraceIdRatioBased{" << m_ratio << '}';
        return text.str();
    }

private:
    const double m_ratio;
    const std::uint64_t m_threshold; // 2^56 for ratio 0: never reached
};

class ParentBased final : public Sampler
{
public:
    explicit ParentBased(std::shared_ptr<const Sampler> root)
        : m_root(std::move(root))
    {
    }

    bool shouldSample(const Input &input) const noexcept override
    {
        return input.parent.isValid() ? input.parent.isSampled() : m_root->shouldSample(input);
    }

    std::string description() const override { return "ParentBased{root=" + m_root->description() + '}'; }

private:
    const std::shared_ptr<const Sampler> m_root;
};

Result<double> ratioFrom(const Environment &environment)
{
    const auto text = environment("OTEL_TRACES_SAMPLER_ARG");
    if (!text)
        return 1.0;
    double ratio = 0;
    const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), ratio);
    if (failure != std::errc() || end != text->data() + text->size() || !(ratio >= 0 && ratio <= 1))
        return Error{Error::Code::InvalidInput,
                     "OTEL_TRACES_SAMPLER_ARG is \"" + *text + "\"; it must be a number from 0 to 1."};
    return ratio;
}

} // namespace

std::shared_ptr<const Sampler> alwaysOnSampler()
{
    return std::make_shared<AlwaysOn>();
}

std::shared_ptr<const Sampler> alwaysOffSampler()
{
    return std::make_shared<AlwaysOff>();
}

std::shared_ptr<const Sampler> ratioSampler(double ratio)
{
    return std::make_shared<Ratio>(ratio);
}

std::shared_ptr<const Sampler> parentBasedSampler(std::shared_ptr<const Sampler> root)
{
    return std::make_shared<ParentBased>(root == nullptr ? alwaysOnSampler() : std::move(root));
}

Result<std::shared_ptr<const Sampler>> samplerFromEnvironment(const Environment &environment)
{
    using Made = Result<std::shared_ptr<const Sampler>>;
    const std::string name = environment("OTEL_TRACES_SAMPLER").value_or("parentbased_always_on");
    if (name == "always_on")
        return alwaysOnSampler();
    if (name == "always_off")
        return alwaysOffSampler();
    if (name == "parentbased_always_on")
        return parentBasedSampler(alwaysOnSampler());
    if (name == "parentbased_always_off")
        return parentBasedSampler(alwaysOffSampler());
    if (name == "traceidratio")
        return ratioFrom(environment).and_then([](double ratio) -> Made { return ratioSampler(ratio); });
    if (name == "parentbased_traceidratio")
        return ratioFrom(environment).and_then([](double ratio) -> Made {
            return parentBasedSampler(ratioSampler(ratio));
        });
    return Error{
        Error::Code::InvalidInput,
        "OTEL_TRACES_SAMPLER is \"" + name +
            "\", which is not known here. Use always_on, always_off, traceidratio, parentbased_always_on, "
            "parentbased_always_off or parentbased_traceidratio."};
}

} // namespace spanwise
