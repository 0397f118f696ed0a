// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/expression/selector.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace spanwise {
namespace {

bool readMatcher(TokenReader &in, Node &selector)
{
    if (in.peek().kind != TokenKind::Name)
        return in.fail(in.peek(), "the name of a tag is missing, as in {service=\"rag\"}");
    const std::string tag = in.take().text;
    constexpr std::array<std::pair<std::string_view, TagMatcher::Op>, 4> spellings{{
        {"=", TagMatcher::Op::Equal},
        {"!=", TagMatcher::Op::NotEqual},
        {"=~", TagMatcher::Op::Matches},
        {"!~", TagMatcher::Op::NotMatches},
    }};
    const auto op = std::find_if(spellings.begin(), spellings.end(),
                                 [&in](const auto &entry) { return in.peek().is(entry.first); });
    if (op == spellings.end())
        return in.fail(in.peek(), "one of = != =~ !~ is missing after the tag '" + tag + "'");
    in.take();
    if (in.peek().kind != TokenKind::Text)
        return in.fail(in.peek(), "the value of a tag stands in quotes");
    const ExpressionToken &value = in.take();
    Result<TagMatcher> matcher = TagMatcher::make(tag, op->second, value.text);
    if (!matcher)
        return in.fail(value, matcher.error().message);
    selector.matchers.push_back(*std::move(matcher));
    return true;
}

} // namespace

bool readMatchers(TokenReader &in, Node &selector)
{
    if (!in.accept("{"))
        return true;
    while (!in.accept("}")) {
        if (!readMatcher(in, selector))
            return false;
        if (!in.accept(",") && !in.peek().is("}"))
            return in.fail(in.peek(), "a ',' or '}' is missing after this condition");
    }
    return true;
}

bool readRange(TokenReader &in, Node &selector)
{
    if (!in.accept("["))
        return true;
    const ExpressionToken &length = in.peek();
    if (length.kind != TokenKind::Length)
        return in.fail(length, "a window such as 5m is missing in [ ]");
    if (length.duration <= Duration::zero())
        return in.fail(length, "a window must be longer than nothing");
    selector.range = in.take().duration;
    return in.expect("]", "a ']' is missing after the window");
}

bool readOffset(TokenReader &in, Node &selector)
{
    if (!in.acceptName("offset"))
        return true;
    const bool ahead = in.accept("-");
    if (in.peek().kind != TokenKind::Length)
        return in.fail(in.peek(), "a duration such as 1d is missing after offset");
    const Duration distance = in.take().duration;
    selector.offset = ahead ? -distance : distance;
    return true;
}

bool readTags(TokenReader &in, std::vector<std::string> &tags)
{
    if (!in.expect("(", "a list of tags in ( ) is missing"))
        return false;
    while (!in.accept(")")) {
        if (in.peek().kind != TokenKind::Name)
            return in.fail(in.peek(), "the name of a tag is missing");
        tags.push_back(in.take().text);
        if (!in.accept(",") && !in.peek().is(")"))
            return in.fail(in.peek(), "a ',' or ')' is missing in the list of tags");
    }
    std::sort(tags.begin(), tags.end());
    return true;
}

bool readGrouping(TokenReader &in, std::optional<Grouping> &found)
{
    if (!in.peek().isName("by") && !in.peek().isName("without"))
        return true;
    if (found)
        return in.fail(in.peek(), "there is a by or without already");
    found.emplace();
    found->without = in.take().text == "without";
    return readTags(in, found->tags);
}

bool readModifiers(TokenReader &in, Node &binary)
{
    if (in.peek().isName("bool")) {
        if (!isComparison(binary.op))
            return in.fail(in.peek(), "bool belongs to a comparison");
        in.take();
        binary.asBool = true;
    }
    if (!in.peek().isName("on") && !in.peek().isName("ignoring"))
        return true;
    Grouping tags;
    tags.without = in.take().text == "ignoring";
    if (!readTags(in, tags.tags))
        return false;
    binary.matching.on = std::move(tags);
    if (!in.peek().isName("group_left") && !in.peek().isName("group_right"))
        return true;
    if (isSetOperation(binary.op))
        return in.fail(in.peek(), "and, or and unless have no group_left or group_right");
    binary.matching.many = in.take().text == "group_left" ? Matching::Many::Left : Matching::Many::Right;
    return true;
}

} // namespace spanwise
