// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/outline.h"

#include <initializer_list>
#include <string>

namespace spanwise::test {

/// Batches for tests of what spans mean: an outline for the shape, then attributes by row.
class SpanBuilder
{
public:
    explicit SpanBuilder(const std::string &outline)
        : batch(batchFromOutline(outline))
    {
    }

    SpanBuilder &with(std::size_t row, std::initializer_list<Attribute> attributes)
    {
        batch.spans.at(row).attributes =
            batch.arena.copy(std::span<const Attribute>(attributes.begin(), attributes.size()));
        return *this;
    }
    SpanBuilder &event(std::size_t row, std::string_view name, std::initializer_list<Attribute> attributes)
    {
        const Event event{
            .time = {},
            .name = name,
            .attributes = batch.arena.copy(std::span<const Attribute>(attributes.begin(), attributes.size())),
            .droppedAttributes = 0};
        std::vector<Event> events(batch.spans.at(row).events.begin(), batch.spans.at(row).events.end());
        events.push_back(event);
        batch.spans[row].events = batch.arena.copy(std::span<const Event>(events));
        return *this;
    }

    TelemetryBatch batch;
};

inline Value text(std::string_view value)
{
    return Value::ofString(value);
}

} // namespace spanwise::test
