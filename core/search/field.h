// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// What a name in a search stands for: an attribute of something, or an intrinsic (protocols.md 5.3).
struct SearchField
{
    enum class Scope : std::uint8_t {
        Any, ///< .key: of the span, else of its resource
        Span,
        Resource,
        Event, ///< of every event of the span
        Link,  ///< of every link of the span
        Instrumentation,
        Intrinsic,
    };
    enum class Intrinsic : std::uint8_t {
        None,
        Name,
        Length,
        State,
        StatusMessage,
        Kind,
        SpanIdHex,
        ParentIdHex,
        ChildCount,
        Parent,
        NestedLeft,
        NestedRight,
        NestedParent,
        TraceDuration,
        RootName,
        RootService,
        TraceIdHex,
        EventName,
        EventTime,
        LinkSpanId,
        LinkTraceId,
        ScopeName,
        ScopeVersion,
        Step,
        Question,
        Answer,
        Model,
        Pipeline,
        Tokens,
        InputTokens,
        OutputTokens,
        Cost,
        Hallucination,
        CacheHit,
        Failed,
        Document,
    };
    /// What values an intrinsic has; attributes have any.
    enum class Type : std::uint8_t { Any, Bool, Number, Text, State, Kind, Step };

    Scope scope = Scope::Any;
    Intrinsic intrinsic = Intrinsic::None;
    bool ofParent = false; ///< parent.key: of the parent span
    std::string key{};     ///< of an attribute

    Type type() const noexcept;
    friend bool operator==(const SearchField &, const SearchField &) = default;
};

struct SearchIntrinsic
{
    std::string_view name; ///< as it is written, "span:duration" or "duration"
    SearchField::Intrinsic intrinsic;
    SearchField::Type type;
    const char *meaning; ///< one line for completion, English
};

/// Every intrinsic in every spelling, in the order in which they are offered.
std::span<const SearchIntrinsic> searchIntrinsics();

/// The field that a written name stands for; nullopt when it is neither an attribute (with a dot or a scope)
/// nor an intrinsic. Quotes have been taken off.
std::optional<SearchField> searchFieldOf(std::string_view written);

/// How a field is written, with quotes where its key needs them: `span."a b"`, `.http.route`, `duration`.
std::string writtenField(const SearchField &field);

/// The words that may stand for a value of this type: ok, error, server, retrieval, true ...
std::span<const std::string_view> searchWordsOf(SearchField::Type type);

} // namespace spanwise
