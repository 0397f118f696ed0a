// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/codec/grouping.h"
#include "core/model/batch.h"

#include <protozero/pbf_writer.hpp>

#include <string_view>

/// What the three signals of OTLP have in common when they are written as protobuf. Inside core/codec only.
namespace spanwise::protobufwriter {

using protozero::pbf_tag_type;
using protozero::pbf_writer;

/// Defaults are left out, as proto3 does.
void addText(pbf_writer &message, pbf_tag_type field, std::string_view text);
void addCount(pbf_writer &message, pbf_tag_type field, std::uint32_t count);
void addTime(pbf_writer &message, pbf_tag_type field, Timestamp time);
/// pbf_writer takes an empty submessage back; where presence itself says something it is written all the
/// same.
void addEmptyMessage(pbf_writer &message, pbf_tag_type field);
void addAttributes(pbf_writer &message, pbf_tag_type field, std::span<const Attribute> attributes);
void addValue(pbf_writer &message, pbf_tag_type field, const Value &value);
void addResource(pbf_writer &resourceItems, const Resource &resource);
void addScope(pbf_writer &scopeItems, const Scope &scope);

template<class Id>
void addId(pbf_writer &message, pbf_tag_type field, const Id &id)
{
    if (id)
        message.add_bytes(field, reinterpret_cast<const char *>(id.bytes().data()), id.bytes().size());
}

/// The export request of items: writeItem(message, item) fills in each, in the nesting that all signals
/// share.
template<class Item, class WriteItem>
std::string exportRequest(const TelemetryBatch &batch, std::span<const Item> items, WriteItem writeItem)
{
    std::string body;
    pbf_writer request(body);
    const std::vector<std::uint32_t> order = nestedOrder(items);
    eachResourceRun<Item>(
        items, order, [&](std::uint32_t resource, std::span<const std::uint32_t> ofResource) {
            pbf_writer resourceItems(request, 1);
            if (resource < batch.resources.size())
                addResource(resourceItems, batch.resources[resource]);
            eachScopeRun<Item>(items, ofResource,
                               [&](std::uint32_t scope, std::span<const std::uint32_t> ofScope) {
                                   pbf_writer scopeItems(resourceItems, 2);
                                   if (scope < batch.scopes.size())
                                       addScope(scopeItems, batch.scopes[scope]);
                                   for (const std::uint32_t i : ofScope)
                                       writeItem(scopeItems, i);
                                   if (scope < batch.scopes.size())
                                       addText(scopeItems, 3, batch.scopes[scope].schemaUrl);
                               });
            if (resource < batch.resources.size())
                addText(resourceItems, 3, batch.resources[resource].schemaUrl);
        });
    return body;
}

} // namespace spanwise::protobufwriter
