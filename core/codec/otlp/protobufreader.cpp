// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp/protobufreader.h"

namespace spanwise {

using protozero::pbf_reader;
using protozero::tag_and_type;

void ProtobufReader::resource(pbf_reader message, Resource &resource)
{
    const auto mark = sink.attributes.mark();
    eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            attribute(field.get_message());
            return true;
        case tag_and_type(2, varint):
            resource.droppedAttributes = field.get_uint32();
            return true;
        default:
            return false;
        }
    });
    resource.attributes = sink.attributes.take(mark, sink.arena());
    sink.finishPart("resource");
}

void ProtobufReader::scope(pbf_reader message, Scope &scope)
{
    const auto mark = sink.attributes.mark();
    eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            scope.name = text(field);
            return true;
        case tag_and_type(2, lengthDelimited):
            scope.version = text(field);
            return true;
        case tag_and_type(3, lengthDelimited):
            attribute(field.get_message());
            return true;
        case tag_and_type(4, varint):
            scope.droppedAttributes = field.get_uint32();
            return true;
        default:
            return false;
        }
    });
    scope.attributes = sink.attributes.take(mark, sink.arena());
    sink.finishPart("scope");
}

void ProtobufReader::attribute(pbf_reader message, int depth)
{
    Attribute attribute;
    eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            attribute.key = text(field);
            return true;
        case tag_and_type(2, lengthDelimited):
            attribute.value = value(field.get_message(), depth + 1);
            return true;
        default:
            return false;
        }
    });
    sink.attributes.push(attribute);
}

Value ProtobufReader::value(pbf_reader message, int depth)
{
    if (depth > BatchSink::maxValueDepth) {
        sink.fault("an attribute value is nested deeper than 64 levels");
        return {};
    }
    Value result;
    eachField(message, [&](pbf_reader &field) {
        switch (field.tag_and_type()) {
        case tag_and_type(1, lengthDelimited):
            result = Value::ofString(text(field));
            return true;
        case tag_and_type(2, varint):
            result = Value::ofBool(field.get_bool());
            return true;
        case tag_and_type(3, varint):
            result = Value::ofInt(field.get_int64());
            return true;
        case tag_and_type(4, fixed64):
            result = Value::ofDouble(field.get_double());
            return true;
        case tag_and_type(5, lengthDelimited):
            result = array(field.get_message(), depth);
            return true;
        case tag_and_type(6, lengthDelimited):
            result = map(field.get_message(), depth);
            return true;
        case tag_and_type(7, lengthDelimited):
            result = Value::ofBytes(bytes(field));
            return true;
        default:
            return false;
        }
    });
    return result;
}

Value ProtobufReader::array(pbf_reader message, int depth)
{
    const auto mark = sink.values.mark();
    eachField(message, [&](pbf_reader &field) {
        if (field.tag_and_type() != tag_and_type(1, lengthDelimited))
            return false;
        sink.values.push(value(field.get_message(), depth + 1));
        return true;
    });
    return Value::ofArray(sink.values.take(mark, sink.arena()));
}

Value ProtobufReader::map(pbf_reader message, int depth)
{
    const auto mark = sink.attributes.mark();
    eachField(message, [&](pbf_reader &field) {
        if (field.tag_and_type() != tag_and_type(1, lengthDelimited))
            return false;
        attribute(field.get_message(), depth);
        return true;
    });
    return Value::ofMap(sink.attributes.take(mark, sink.arena()));
}

} // namespace spanwise
