// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/batchsink.h"

#include <protozero/pbf_reader.hpp>

#include <string_view>
#include <vector>

namespace spanwise {

/// Reads what the three signals of OTLP have in common from one protobuf body: resources, scopes, attributes,
/// values.
///
/// Field numbers are those of protocols.md 1.1 to 1.7. protozero throws on damaged structure; a field of an
/// unexpected wire type is skipped like an unknown one, as protobuf's own readers do. Inside core/codec only.
class ProtobufReader
{
public:
    static constexpr auto lengthDelimited = protozero::pbf_wire_type::length_delimited;
    static constexpr auto varint = protozero::pbf_wire_type::varint;
    static constexpr auto fixed64 = protozero::pbf_wire_type::fixed64;
    static constexpr auto fixed32 = protozero::pbf_wire_type::fixed32;

    ProtobufReader(std::string_view body, DecodedBatch &out)
        : sink(out)
        , m_body(body)
        , m_at(body.data())
    {
    }

    BatchSink sink;

    /// Where the message that is being read was intact last.
    std::size_t position() const noexcept { return static_cast<std::size_t>(m_at - m_body.data()); }

    /// Calls onItem(message) for every span, log record or metric: the lists have the same numbers in all
    /// signals.
    template<class OnItem>
    void eachItem(OnItem onItem);

    /// Calls onField for every field; what it does not take (false) is skipped.
    template<class OnField>
    void eachField(protozero::pbf_reader message, OnField onField)
    {
        for (m_at = message.data().data(); message.next(); m_at = message.data().data()) {
            if (!onField(message))
                message.skip();
        }
    }

    static std::string_view bytes(protozero::pbf_reader &field)
    {
        const auto view = field.get_view();
        return {view.data(), view.size()};
    }
    std::string_view text(protozero::pbf_reader &field) { return sink.text(bytes(field)); }

    /// Pushes a KeyValue onto sink.attributes.
    void attribute(protozero::pbf_reader message, int depth = 0);
    Value value(protozero::pbf_reader message, int depth);

private:
    template<class OnItem>
    void resourceItems(protozero::pbf_reader message, OnItem &onItem);
    template<class OnItem>
    void scopeItems(protozero::pbf_reader message, OnItem &onItem);
    void resource(protozero::pbf_reader message, Resource &resource);
    void scope(protozero::pbf_reader message, Scope &scope);
    Value array(protozero::pbf_reader message, int depth);
    Value map(protozero::pbf_reader message, int depth);

    const std::string_view m_body;
    const char *m_at;
};

template<class OnItem>
void ProtobufReader::eachItem(OnItem onItem)
{
    eachField(protozero::pbf_reader(m_body.data(), m_body.size()), [&](protozero::pbf_reader &field) {
        if (field.tag_and_type() != protozero::tag_and_type(1, lengthDelimited))
            return false;
        resourceItems(field.get_message(), onItem);
        return true;
    });
}

template<class OnItem>
void ProtobufReader::resourceItems(protozero::pbf_reader message, OnItem &onItem)
{
    const std::uint32_t index = sink.addResource();
    std::vector<protozero::pbf_reader>
        oldShape; // proto 0.15-0.18 sent the same items twice, in 2 and in 1000
    bool newShape = false;
    eachField(message, [&](protozero::pbf_reader &field) {
        switch (field.tag_and_type()) {
        case protozero::tag_and_type(1, lengthDelimited):
            resource(field.get_message(), sink.batch().resources[index]);
            return true;
        case protozero::tag_and_type(2, lengthDelimited):
            newShape = true;
            scopeItems(field.get_message(), onItem);
            return true;
        case protozero::tag_and_type(3, lengthDelimited):
            sink.batch().resources[index].schemaUrl = text(field);
            return true;
        case protozero::tag_and_type(1000, lengthDelimited):
            oldShape.push_back(field.get_message());
            return true;
        default:
            return false;
        }
    });
    if (!newShape) {
        for (const protozero::pbf_reader &old : oldShape)
            scopeItems(old, onItem);
    }
}

template<class OnItem>
void ProtobufReader::scopeItems(protozero::pbf_reader message, OnItem &onItem)
{
    const std::uint32_t index = sink.addScope();
    eachField(message, [&](protozero::pbf_reader &field) {
        switch (field.tag_and_type()) {
        case protozero::tag_and_type(1, lengthDelimited):
            scope(field.get_message(), sink.batch().scopes[index]);
            return true;
        case protozero::tag_and_type(2, lengthDelimited):
            onItem(field.get_message());
            return true;
        case protozero::tag_and_type(3, lengthDelimited):
            sink.batch().scopes[index].schemaUrl = text(field);
            return true;
        default:
            return false;
        }
    });
}

} // namespace spanwise
