// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/field.h"

#include "core/model/stepkind.h"

#include <algorithm>
#include <array>
#include <utility>

namespace spanwise {
namespace {

using Intrinsic = SearchField::Intrinsic;
using Scope = SearchField::Scope;
using Type = SearchField::Type;

constexpr std::array<SearchIntrinsic, 47> intrinsics{{
    {"duration", Intrinsic::Length, Type::Number, "how long the span took"},
    {"name", Intrinsic::Name, Type::Text, "name of the span"},
    {"status", Intrinsic::State, Type::State, "ok, error or unset"},
    {"kind", Intrinsic::Kind, Type::Kind, "server, client, internal, producer, consumer"},
    {"statusMessage", Intrinsic::StatusMessage, Type::Text, "what the span says of its status"},
    {"step", Intrinsic::Step, Type::Step, "retrieval, reranking, generation ..."},
    {"question", Intrinsic::Question, Type::Text, "what the span was asked"},
    {"answer", Intrinsic::Answer, Type::Text, "what the span answered"},
    {"document", Intrinsic::Document, Type::Text, "id of a document that the span carries"},
    {"model", Intrinsic::Model, Type::Text, "model that the span called"},
    {"pipeline", Intrinsic::Pipeline, Type::Text, "variant of the pipeline that ran"},
    {"tokens", Intrinsic::Tokens, Type::Number, "input and output tokens of the span"},
    {"inputTokens", Intrinsic::InputTokens, Type::Number, "input tokens of the span"},
    {"outputTokens", Intrinsic::OutputTokens, Type::Number, "output tokens of the span"},
    {"cost", Intrinsic::Cost, Type::Number, "US dollars that the span cost"},
    {"hallucination", Intrinsic::Hallucination, Type::Number, "0 grounded to 1 made up"},
    {"cacheHit", Intrinsic::CacheHit, Type::Bool, "the answer came from a cache"},
    {"failed", Intrinsic::Failed, Type::Bool, "status is error, or an exception was recorded"},
    {"rootName", Intrinsic::RootName, Type::Text, "name of the trace's root span"},
    {"rootServiceName", Intrinsic::RootService, Type::Text, "service of the trace's root span"},
    {"traceDuration", Intrinsic::TraceDuration, Type::Number, "how long the trace took"},
    {"parent", Intrinsic::Parent, Type::Text, "id of the parent span; nil for a root"},
    {"nestedSetLeft", Intrinsic::NestedLeft, Type::Number, "place of the span in its tree"},
    {"nestedSetRight", Intrinsic::NestedRight, Type::Number, "place behind the span's descendants"},
    {"nestedSetParent", Intrinsic::NestedParent, Type::Number, "place of the parent; -1 for a root"},
    {"trace:id", Intrinsic::TraceIdHex, Type::Text, "trace id, 32 hex digits"},
    {"trace:duration", Intrinsic::TraceDuration, Type::Number, "how long the trace took"},
    {"trace:rootName", Intrinsic::RootName, Type::Text, "name of the trace's root span"},
    {"trace:rootService", Intrinsic::RootService, Type::Text, "service of the trace's root span"},
    {"span:id", Intrinsic::SpanIdHex, Type::Text, "span id, 16 hex digits"},
    {"span:parentID", Intrinsic::ParentIdHex, Type::Text, "id of the parent span; nil for a root"},
    {"span:duration", Intrinsic::Length, Type::Number, "how long the span took"},
    {"span:name", Intrinsic::Name, Type::Text, "name of the span"},
    {"span:status", Intrinsic::State, Type::State, "ok, error or unset"},
    {"span:statusMessage", Intrinsic::StatusMessage, Type::Text, "what the span says of its status"},
    {"span:kind", Intrinsic::Kind, Type::Kind, "server, client, internal, producer, consumer"},
    {"span:childCount", Intrinsic::ChildCount, Type::Number, "spans directly below the span"},
    {"event:name", Intrinsic::EventName, Type::Text, "name of an event of the span"},
    {"event:timeSinceStart", Intrinsic::EventTime, Type::Number, "from the span's begin to the event"},
    {"link:spanID", Intrinsic::LinkSpanId, Type::Text, "id of a linked span"},
    {"link:traceID", Intrinsic::LinkTraceId, Type::Text, "trace id of a linked span"},
    {"instrumentation:name", Intrinsic::ScopeName, Type::Text, "library that made the span"},
    {"instrumentation:version", Intrinsic::ScopeVersion, Type::Text, "version of that library"},
    {"childCount", Intrinsic::ChildCount, Type::Number, "spans directly below the span"},
    {"traceID", Intrinsic::TraceIdHex, Type::Text, "trace id, 32 hex digits"},
    {"spanID", Intrinsic::SpanIdHex, Type::Text, "span id, 16 hex digits"},
    {"parentID", Intrinsic::ParentIdHex, Type::Text, "id of the parent span; nil for a root"},
}};

constexpr std::array<std::pair<std::string_view, Scope>, 6> scopes{{
    {"span.", Scope::Span},
    {"resource.", Scope::Resource},
    {"event.", Scope::Event},
    {"link.", Scope::Link},
    {"instrumentation.", Scope::Instrumentation},
    {".", Scope::Any},
}};

constexpr std::string_view parentPrefix = "parent.";

std::optional<SearchField> attributeOf(std::string_view written)
{
    for (const auto &[prefix, scope] : scopes) {
        if (written.size() > prefix.size() && written.starts_with(prefix))
            return SearchField{.scope = scope, .key = std::string(written.substr(prefix.size()))};
    }
    return std::nullopt;
}

std::string_view nameOfIntrinsic(Intrinsic intrinsic)
{
    const auto it = std::ranges::find(intrinsics, intrinsic, &SearchIntrinsic::intrinsic);
    return it == intrinsics.end() ? std::string_view() : it->name;
}

/// Keys end at these; one that has them inside is written in quotes.
bool isPlainKey(std::string_view key)
{
    constexpr std::string_view ends = " \t\r\n{}()=~!<>&|^,;\"`\\";
    return !key.empty() && key.find_first_of(ends) == std::string_view::npos;
}

std::string quotedKey(std::string_view key)
{
    std::string quoted = "\"";
    for (const char c : key) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

} // namespace

SearchField::Type SearchField::type() const noexcept
{
    if (scope != Scope::Intrinsic)
        return Type::Any;
    const auto it = std::ranges::find(intrinsics, intrinsic, &SearchIntrinsic::intrinsic);
    return it == intrinsics.end() ? Type::Any : it->type;
}

std::span<const SearchIntrinsic> searchIntrinsics()
{
    return intrinsics;
}

std::optional<SearchField> searchFieldOf(std::string_view written)
{
    const auto it = std::ranges::find(intrinsics, written, &SearchIntrinsic::name);
    if (it != intrinsics.end())
        return SearchField{.scope = Scope::Intrinsic, .intrinsic = it->intrinsic};
    if (!written.starts_with(parentPrefix))
        return attributeOf(written);
    const std::string_view rest = written.substr(parentPrefix.size());
    // parent.span.key names the scope, parent.key does not.
    auto field = rest.starts_with("span.") || rest.starts_with("resource.") ? attributeOf(rest)
                 : rest.empty()                                             ? std::nullopt
                                : std::optional(SearchField{.scope = Scope::Any, .key = std::string(rest)});
    if (field)
        field->ofParent = true;
    return field;
}

std::string writtenField(const SearchField &field)
{
    if (field.scope == Scope::Intrinsic)
        return std::string(nameOfIntrinsic(field.intrinsic));
    const auto scope = std::ranges::find(scopes, field.scope, &std::pair<std::string_view, Scope>::second);
    std::string text(field.ofParent ? parentPrefix : std::string_view());
    if (scope != scopes.end() && !(field.ofParent && field.scope == Scope::Any))
        text += scope->first;
    return text + (isPlainKey(field.key) ? field.key : quotedKey(field.key));
}

std::span<const std::string_view> searchWordsOf(SearchField::Type type)
{
    static constexpr std::array<std::string_view, 3> statuses{"ok", "error", "unset"};
    static constexpr std::array<std::string_view, 6> kinds{"server",   "client",   "internal",
                                                           "producer", "consumer", "unspecified"};
    static constexpr std::array<std::string_view, 2> bools{"true", "false"};
    switch (type) {
    case Type::State:
        return statuses;
    case Type::Kind:
        return kinds;
    case Type::Step:
        return stepKindNames;
    case Type::Bool:
        return bools;
    default:
        return {};
    }
}

} // namespace spanwise
