// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/search/searchvocabulary.h"

#include "core/search/searchparts.h"

#include <algorithm>

namespace spanwise {
namespace {

constexpr std::size_t maxFields = 2000;
constexpr std::size_t maxValues = 300;
constexpr std::size_t maxValueBytes = 100;

using Intrinsic = SearchField::Intrinsic;
using Where = SearchField::Scope;

template<class Entry>
void sortByCount(std::vector<Entry> &entries)
{
    std::ranges::stable_sort(entries, std::greater{}, &Entry::count);
}

} // namespace

void SearchVocabulary::add(const Trace &trace)
{
    for (const Resource &resource : trace.batch().resources)
        noteAll(Where::Resource, resource.attributes);
    for (const Scope &scope : trace.batch().scopes) {
        noteAll(Where::Instrumentation, scope.attributes);
        noteText(Intrinsic::ScopeName, scope.name);
    }
    for (std::uint32_t i = 0; i < trace.size(); ++i) {
        const auto row = static_cast<SpanRow>(i);
        const Span &span = trace[row];
        noteAll(Where::Span, span.attributes);
        noteText(Intrinsic::Name, span.name);
        noteText(Intrinsic::StatusMessage, span.statusMessage);
        noteText(Intrinsic::Model, trace.facts(row).model);
        noteText(Intrinsic::Pipeline, trace.facts(row).pipeline);
        if (trace.tree().isRoot(row)) {
            noteText(Intrinsic::RootName, span.name);
            noteText(Intrinsic::RootService, trace.resource(row).serviceName());
        }
        for (const Event &event : span.events) {
            noteText(Intrinsic::EventName, event.name);
            noteAll(Where::Event, event.attributes);
        }
        for (const Link &link : span.links)
            noteAll(Where::Link, link.attributes);
    }
}

void SearchVocabulary::noteAll(Where scope, std::span<const Attribute> attributes)
{
    for (const Attribute &attribute : attributes) {
        const SearchField field{.scope = scope, .key = std::string(attribute.key)};
        if (attribute.value.type() != spanwise::Value::Type::Array) {
            note(field, Datum::ofScalar(attribute.value));
            continue;
        }
        for (const spanwise::Value &item : attribute.value.array())
            note(field, Datum::ofScalar(item));
    }
}

void SearchVocabulary::noteText(Intrinsic intrinsic, std::string_view text)
{
    if (!text.empty())
        note({.scope = Where::Intrinsic, .intrinsic = intrinsic}, Datum::of(text));
}

void SearchVocabulary::note(const SearchField &field, const Datum &value)
{
    const std::string written = writtenField(field);
    auto known = m_fields.find(written);
    if (known == m_fields.end()) {
        if (m_fields.size() >= maxFields || written.size() > maxValueBytes)
            return;
        known = m_fields.emplace(written, Known{}).first;
    }
    ++known->second.count;
    if (value.isNil() || value.text.size() > maxValueBytes)
        return;
    auto &values = known->second.values;
    const std::string text = writtenValue(value);
    if (const auto it = values.find(text); it != values.end())
        ++it->second;
    else if (values.size() < maxValues)
        values.emplace(text, 1);
}

std::vector<SearchVocabulary::Field> SearchVocabulary::attributes() const
{
    std::vector<Field> fields;
    for (const auto &[written, known] : m_fields) {
        const auto field = searchFieldOf(written);
        if (!field || field->scope != Where::Intrinsic)
            fields.push_back({written, known.count});
    }
    sortByCount(fields);
    return fields;
}

std::vector<SearchVocabulary::Value> SearchVocabulary::values(const SearchField &field) const
{
    std::vector<SearchField> sources{field};
    sources.front().ofParent = false;
    if (field.scope == Where::Any) {
        sources.front().scope = Where::Span;
        sources.push_back({.scope = Where::Resource, .key = field.key});
    }
    std::map<std::string, std::uint64_t> all;
    for (const SearchField &source : sources) {
        if (const auto known = m_fields.find(writtenField(source)); known != m_fields.end()) {
            for (const auto &[written, count] : known->second.values)
                all[written] += count;
        }
    }
    std::vector<Value> values;
    for (const auto &[written, count] : all)
        values.push_back({written, count});
    sortByCount(values);
    return values;
}

} // namespace spanwise
