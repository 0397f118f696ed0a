// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/trace.h"
#include "core/search/datum.h"
#include "core/search/field.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace spanwise {

/// The fields and values that were seen in some traces, with how often: what a search can be completed with.
///
/// Made in the background, then an immutable snapshot. Bounded: long values are left out, and of each field a
/// few hundred values are kept.
class SearchVocabulary
{
public:
    struct Value
    {
        std::string written; ///< as a condition has it, texts in quotes
        std::uint64_t count = 0;
    };
    struct Field
    {
        std::string written; ///< span.key, resource.key, name ...
        std::uint64_t count = 0;
    };

    void add(const Trace &trace);
    /// Attributes, the most frequent first.
    std::vector<Field> attributes() const;
    /// Values of a field, the most frequent first. An unscoped attribute has those of the span and of the
    /// resource.
    std::vector<Value> values(const SearchField &field) const;

private:
    struct Known
    {
        std::uint64_t count = 0;
        std::map<std::string, std::uint64_t> values;
    };

    void note(const SearchField &field, const Datum &value);
    void noteAll(SearchField::Scope scope, std::span<const Attribute> attributes);
    void noteText(SearchField::Intrinsic intrinsic, std::string_view text);

    std::map<std::string, Known> m_fields; // by how they are written
};

} // namespace spanwise
