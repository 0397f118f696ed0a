// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_protobuf.h"

#include "core/codec/otlp/protobuflogs.h"
#include "core/codec/otlp/protobufmetrics.h"
#include "core/codec/otlp/protobufspans.h"

#include <protozero/exception.hpp>

#include <exception>
#include <limits>

namespace spanwise {
namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;

void readItems(ProtobufReader &reader, Signal signal)
{
    reader.sink.enter(signal);
    switch (signal) {
    case Signal::Traces:
        return reader.eachItem(
            [items = ProtobufSpans(reader)](pbf_reader item) mutable { items.read(item); });
    case Signal::Logs:
        return reader.eachItem([items = ProtobufLogs(reader)](pbf_reader item) mutable { items.read(item); });
    case Signal::Metrics:
        return reader.eachItem(
            [items = ProtobufMetrics(reader)](pbf_reader item) mutable { items.read(item); });
    }
}

/// What an item is by its own fields: a span begins with two ids and has two fixed64 times, a log record has
/// a fixed64 or an enumeration where the others have text, a metric has a name (protocols.md 16).
Signal signalOfItem(pbf_reader item)
{
    bool named = false;
    while (item.next()) {
        const auto field = item.tag();
        const bool isFixed64 = item.wire_type() == pbf_wire_type::fixed64;
        if ((field == 7 || field == 8) && isFixed64)
            return Signal::Traces;
        if (((field == 1 || field == 11) && isFixed64) ||
            (field == 2 && item.wire_type() == pbf_wire_type::varint))
            return Signal::Logs;
        named = named || field == 1;
        item.skip();
    }
    return named ? Signal::Metrics : Signal::Logs;
}

} // namespace

Result<DecodedBatch> decodeOtlpProtobuf(std::string body, Signal signal, const MemoryGuard &guard)
{
    DecodedBatch decoded;
    decoded.guard = &guard;
    if (body.size() > std::numeric_limits<std::uint32_t>::max())
        return Error{Error::Code::TooLarge,
                     "A protobuf body of 4 GiB or more cannot be read; send it in parts."};
    ProtobufReader reader(decoded.batch.arena.adopt(std::move(body)), decoded);
    try {
        readItems(reader, signal);
    } catch (const protozero::exception &problem) {
        return Error{Error::Code::InvalidInput, "The body is not OTLP protobuf: damaged near byte " +
                                                    std::to_string(reader.position()) + " (" +
                                                    problem.what() + ")."};
    } catch (const MemoryRefused &) {
        return Error{Error::Code::Busy,
                     "The body decodes to more than there is room for. Send smaller batches."};
    } catch (const std::exception &problem) {
        return Error{Error::Code::InvalidInput,
                     std::string("The protobuf body could not be read: ") + problem.what()};
    }
    decoded.guard = nullptr;
    return decoded;
}

Signal signalOfProtobuf(std::string_view body)
{
    constexpr auto lengthDelimited = pbf_wire_type::length_delimited;
    try {
        for (pbf_reader request(body.data(), body.size()); request.next(1, lengthDelimited);) {
            for (pbf_reader resource = request.get_message(); resource.next();) {
                const bool isScope = resource.tag() == 2 || resource.tag() == 1000;
                if (!isScope || resource.wire_type() != lengthDelimited) {
                    resource.skip();
                    continue;
                }
                pbf_reader scope = resource.get_message();
                if (scope.next(2, lengthDelimited))
                    return signalOfItem(scope.get_message());
            }
        }
    } catch (const protozero::exception &) {
        return Signal::Traces; // the decoder says what is wrong with it
    }
    return Signal::Traces;
}

} // namespace spanwise
