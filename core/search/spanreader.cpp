// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/spanreader.h"

#include "core/search/fold.h"

#include <algorithm>

namespace spanwise::search {
namespace {

using Intrinsic = SearchField::Intrinsic;
using Scope = SearchField::Scope;

Datum textOrNil(std::string_view text)
{
    return text.empty() ? Datum{} : Datum::of(text);
}

/// Spans that report none have none: an average over them says something.
template<class Number>
Datum countOrNil(Number number)
{
    return number == Number() ? Datum{} : Datum::of(number);
}

} // namespace

Datum SpanReader::read(const SearchField &field, SpanRow row)
{
    if (field.ofParent) {
        if (m_trace.tree().isRoot(row))
            return {};
        row = m_trace.tree().parent(row);
    }
    return field.scope == Scope::Intrinsic ? intrinsic(field.intrinsic, row) : attribute(field, row);
}

Datum SpanReader::attribute(const SearchField &field, SpanRow row)
{
    const Span &span = m_trace[row];
    std::vector<Datum> all;
    switch (field.scope) {
    case Scope::Any:
        if (const Value *const own = find(span.attributes, field.key))
            return of(*own);
        [[fallthrough]];
    case Scope::Resource:
        return found(m_trace.resource(row).attributes, field.key);
    case Scope::Span:
        return found(span.attributes, field.key);
    case Scope::Instrumentation:
        return found(m_trace.scope(row).attributes, field.key);
    case Scope::Event:
        for (const Event &event : span.events)
            all.push_back(found(event.attributes, field.key));
        return listOf(all);
    case Scope::Link:
        for (const Link &link : span.links)
            all.push_back(found(link.attributes, field.key));
        return listOf(all);
    case Scope::Intrinsic:
        break;
    }
    return {};
}

Datum SpanReader::found(std::span<const Attribute> attributes, std::string_view key)
{
    const Value *const value = find(attributes, key);
    return value == nullptr ? Datum{} : of(*value);
}

Datum SpanReader::of(const Value &value)
{
    if (value.type() != Value::Type::Array)
        return Datum::ofScalar(value);
    std::vector<Datum> all;
    for (const Value &item : value.array()) {
        if (item.type() != Value::Type::Array) // arrays of arrays have no meaning in a comparison
            all.push_back(of(item));
    }
    return listOf(all);
}

/// Absent ones are left out; lists within are laid flat.
Datum SpanReader::listOf(const std::vector<Datum> &data)
{
    std::vector<Datum> flat;
    for (const Datum &datum : data) {
        if (datum.type == Datum::Type::List)
            flat.insert(flat.end(), datum.list.begin(), datum.list.end());
        else if (!datum.isNil())
            flat.push_back(datum);
    }
    if (flat.size() < 2)
        return flat.empty() ? Datum{} : flat.front();
    return {.type = Datum::Type::List, .list = m_arena.copy(std::span<const Datum>(flat))};
}

template<class Id>
Datum SpanReader::hex(const Id &id)
{
    return id ? Datum::of(m_arena.copy(id.toHex())) : Datum{};
}

Datum SpanReader::intrinsic(Intrinsic intrinsic, SpanRow row)
{
    switch (intrinsic) {
    case Intrinsic::None:
        return {};
    case Intrinsic::TraceDuration:
    case Intrinsic::RootName:
    case Intrinsic::RootService:
    case Intrinsic::TraceIdHex:
        return ofTrace(intrinsic);
    case Intrinsic::ChildCount:
    case Intrinsic::NestedLeft:
    case Intrinsic::NestedRight:
    case Intrinsic::NestedParent:
        return ofTree(intrinsic, row);
    case Intrinsic::Document:
        return documentsOf(row);
    default:
        return intrinsic >= Intrinsic::Step ? ofFacts(intrinsic, row) : ofSpan(intrinsic, row);
    }
}

Datum SpanReader::ofSpan(Intrinsic intrinsic, SpanRow row)
{
    const Span &span = m_trace[row];
    std::vector<Datum> all;
    switch (intrinsic) {
    case Intrinsic::Name:
        return Datum::of(span.name);
    case Intrinsic::Length:
        return Datum::of(std::max(Duration::zero(), span.time.length()));
    case Intrinsic::State:
        return Datum::of(span.status);
    case Intrinsic::StatusMessage:
        return textOrNil(span.statusMessage);
    case Intrinsic::Kind:
        return Datum::of(span.kind);
    case Intrinsic::SpanIdHex:
        return hex(span.id);
    case Intrinsic::Parent:
    case Intrinsic::ParentIdHex:
        return hex(span.parent);
    case Intrinsic::ScopeName:
        return textOrNil(m_trace.scope(row).name);
    case Intrinsic::ScopeVersion:
        return textOrNil(m_trace.scope(row).version);
    case Intrinsic::EventName:
        for (const Event &event : span.events)
            all.push_back(Datum::of(event.name));
        return listOf(all);
    case Intrinsic::EventTime:
        for (const Event &event : span.events)
            all.push_back(Datum::of(event.time - span.time.begin));
        return listOf(all);
    case Intrinsic::LinkSpanId:
        for (const Link &link : span.links)
            all.push_back(hex(link.spanId));
        return listOf(all);
    case Intrinsic::LinkTraceId:
        for (const Link &link : span.links)
            all.push_back(hex(link.traceId));
        return listOf(all);
    default:
        return {};
    }
}

Datum SpanReader::ofFacts(Intrinsic intrinsic, SpanRow row)
{
    const SpanFacts &facts = m_trace.facts(row);
    switch (intrinsic) {
    case Intrinsic::Step:
        return Datum::of(facts.step);
    case Intrinsic::Question:
        return textOrNil(facts.question);
    case Intrinsic::Answer:
        return textOrNil(facts.answer);
    case Intrinsic::Model:
        return textOrNil(facts.model);
    case Intrinsic::Pipeline:
        return textOrNil(facts.pipeline);
    case Intrinsic::Tokens: {
        const double sum = static_cast<double>(facts.inputTokens) + static_cast<double>(facts.outputTokens);
        return sum < 9e18 && sum > -9e18 ? countOrNil(facts.inputTokens + facts.outputTokens)
                                         : Datum::of(sum);
    }
    case Intrinsic::InputTokens:
        return countOrNil(facts.inputTokens);
    case Intrinsic::OutputTokens:
        return countOrNil(facts.outputTokens);
    case Intrinsic::Cost:
        return countOrNil(facts.costUsd);
    case Intrinsic::Hallucination:
        return facts.hallucination ? Datum::of(*facts.hallucination) : Datum{};
    case Intrinsic::CacheHit:
        return facts.cacheHit ? Datum::of(*facts.cacheHit) : Datum{};
    case Intrinsic::Failed:
        return Datum::of(facts.failed);
    default:
        return {};
    }
}

/// The earliest span without a parent; an orphan stands for it while it has not arrived.
SpanRow SpanReader::root() const
{
    const auto roots = m_trace.tree().roots();
    const auto real = std::ranges::find_if(roots, [&](SpanRow row) { return !m_trace[row].parent; });
    return real == roots.end() ? roots.front() : *real;
}

Datum SpanReader::ofTrace(Intrinsic intrinsic)
{
    if (intrinsic == Intrinsic::TraceDuration)
        return Datum::of(m_trace.time().length());
    if (intrinsic == Intrinsic::TraceIdHex)
        return hex(m_trace.id());
    if (m_trace.tree().roots().empty())
        return {};
    return intrinsic == Intrinsic::RootName ? Datum::of(m_trace[root()].name)
                                            : textOrNil(m_trace.resource(root()).serviceName());
}

Datum SpanReader::ofTree(Intrinsic intrinsic, SpanRow row)
{
    if (intrinsic == Intrinsic::ChildCount)
        return Datum::of(static_cast<std::int64_t>(m_trace.tree().children(row).size()));
    if (m_places.empty())
        numberTree();
    const Place &place = m_places[SpanTree::index(row)];
    return Datum::of(intrinsic == Intrinsic::NestedLeft    ? place.left
                     : intrinsic == Intrinsic::NestedRight ? place.right
                                                           : place.parent);
}

/// Left numbers on the way down, right ones on the way up; traces may be deeper than the stack.
void SpanReader::numberTree()
{
    const SpanTree &tree = m_trace.tree();
    m_places.resize(m_trace.size());
    std::vector<std::pair<SpanRow, std::size_t>> open; // a span, and how many of its children are done
    std::int64_t next = 1;
    const auto enter = [&](SpanRow row) {
        Place &place = m_places[SpanTree::index(row)];
        place.left = next++;
        place.parent = tree.isRoot(row) ? -1 : m_places[SpanTree::index(tree.parent(row))].left;
        open.emplace_back(row, 0);
    };
    for (const SpanRow root : tree.roots()) {
        enter(root);
        while (!open.empty()) {
            auto &[row, done] = open.back();
            const auto children = tree.children(row);
            if (done < children.size()) {
                enter(children[done++]);
            } else {
                m_places[SpanTree::index(row)].right = next++;
                open.pop_back();
            }
        }
    }
}

Datum SpanReader::documentsOf(SpanRow row)
{
    if (!m_documents || !mayCarryDocuments(m_trace[row]))
        return {};
    std::vector<Datum> ids;
    for (const SearchDocument &document : m_documents(m_trace[row])) {
        if (!document.id.empty())
            ids.push_back(Datum::of(m_arena.copy(document.id)));
    }
    return listOf(ids);
}

bool SpanReader::hasText(std::string_view folded, SpanRow row)
{
    if (m_texts.empty()) {
        m_texts.resize(m_trace.size());
        m_traceId = m_trace.id().toHex();
    }
    const auto &all = texts(row);
    if (std::ranges::any_of(all,
                            [&](const std::string &text) { return text.find(folded) != std::string::npos; }))
        return true;
    return folded.size() >= 4 && m_traceId.starts_with(folded);
}

const std::vector<std::string> &SpanReader::texts(SpanRow row)
{
    std::vector<std::string> &known = m_texts[SpanTree::index(row)];
    if (known.empty()) {
        forEachSearchText(m_trace[row], m_trace.facts(row), m_documents,
                          [&](std::string_view text) { known.push_back(foldText(text)); });
        if (known.empty())
            known.emplace_back(); // looked at
    }
    return known;
}

} // namespace spanwise::search
