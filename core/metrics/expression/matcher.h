// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/metricrow.h"

#include <cstdint>
#include <memory>
#include <regex>
#include <string>

namespace spanwise {

/// One condition on a tag: `pipeline=~"multi.*"`. A series without the tag has it empty, as in PromQL.
/// Patterns are ECMAScript's and match the whole value; they are matched breadth first, so that no pattern
/// takes exponential time: back references are refused, and so are counted repetitions, which multiply.
class TagMatcher
{
public:
    enum class Op : std::uint8_t { Equal, NotEqual, Matches, NotMatches };
    static constexpr std::size_t maxPattern = 1000;

    /// Fails on a pattern that is not a regular expression.
    static Result<TagMatcher> make(std::string tag, Op op, std::string value);

    bool matches(const MetricTags &tags) const;
    const std::string &tag() const noexcept { return m_tag; }

private:
    TagMatcher(std::string tag, Op op, std::string value);

    std::string m_tag;
    Op m_op;
    std::string m_value;
    std::shared_ptr<const std::regex> m_pattern;
};

} // namespace spanwise
