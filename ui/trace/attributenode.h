// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/arena.h"
#include "core/model/value.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace spanwise {

/// One row of the attributes of a span: a section, a common beginning of keys, an attribute, or what stands
/// inside a value.
///
/// Rows inside a list, a map or a JSON text are made when they are asked for, in their order: the row number
/// is the place. Views into the trace, or into unfolded.
struct AttributeNode
{
    enum class Kind : std::uint8_t { Section, Group, Attribute, Field, Inside };
    /// What the row says something about.
    enum class Origin : std::uint8_t { Span, Attribute, Link, Resource, Scope, Metric };

    Kind kind = Kind::Attribute;
    Origin origin = Origin::Attribute;
    bool isFavourite = false; ///< stands in the section on top
    std::string label;        ///< what of its key its place does not say already
    std::string key;          ///< whole, of an attribute or field; the common beginning of a group
    Value value;
    QString made; ///< of fields that are no attribute; empty otherwise

    AttributeNode *parent = nullptr;
    std::size_t row = 0;
    std::vector<std::unique_ptr<AttributeNode>> children;
    Value unfolded; ///< what a JSON text says, once it has been asked for
    bool isRead = false;
    std::unique_ptr<Arena> arena; ///< that holds it
};

} // namespace spanwise
