// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/expression/matcher.h"

#include "core/metrics/tags.h"

#include <utility>

namespace spanwise {
namespace {

constexpr auto patternFlags = std::regex::ECMAScript | std::regex::nosubs
#ifdef __GLIBCXX__
                              | std::regex_constants::__polynomial
#endif
    ;

bool hasCountedRepetition(std::string_view pattern)
{
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\\')
            ++i;
        else if (pattern[i] == '{')
            return true;
    }
    return false;
}

} // namespace

TagMatcher::TagMatcher(std::string tag, Op op, std::string value)
    : m_tag(std::move(tag))
    , m_op(op)
    , m_value(std::move(value))
{
}

Result<TagMatcher> TagMatcher::make(std::string tag, Op op, std::string value)
{
    TagMatcher matcher(std::move(tag), op, std::move(value));
    if (op == Op::Equal || op == Op::NotEqual)
        return matcher;
    if (matcher.m_value.size() > maxPattern)
        return Error{Error::Code::TooLarge, "the pattern is longer than 1000 characters"};
    if (hasCountedRepetition(matcher.m_value))
        return Error{Error::Code::InvalidInput, "a pattern cannot count repetitions with { }; use * or +"};
    try {
        matcher.m_pattern = std::make_shared<const std::regex>(matcher.m_value, patternFlags);
    } catch (const std::regex_error &) {
        return Error{Error::Code::InvalidInput, "'" + matcher.m_value + "' is not a regular expression"};
    }
    return matcher;
}

bool TagMatcher::matches(const MetricTags &tags) const
{
    const std::string_view value = tagValue(tags, m_tag);
    if (!m_pattern)
        return (value == m_value) == (m_op == Op::Equal);
    bool found = false;
    try {
        found = std::regex_match(value.begin(), value.end(), *m_pattern);
    } catch (const std::regex_error &) {
        found = false; // the pattern needs more memory than the library allows
    }
    return found == (m_op == Op::Matches);
}

} // namespace spanwise
