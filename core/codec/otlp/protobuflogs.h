// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/otlp/protobufreader.h"

namespace spanwise {

/// Reads the log records of one protobuf body into its batch (protocols.md 1.4). Inside core/codec only.
class ProtobufLogs
{
public:
    explicit ProtobufLogs(ProtobufReader &reader)
        : m_reader(reader)
    {
    }

    /// One LogRecord message.
    void read(protozero::pbf_reader message);

private:
    bool originField(protozero::pbf_reader &field, LogRecord &record);
    bool contentField(protozero::pbf_reader &field, LogRecord &record);
    /// 0 is unknown in logs.
    std::optional<Timestamp> time(std::uint64_t unixNano, std::string_view what);

    ProtobufReader &m_reader;
};

} // namespace spanwise
