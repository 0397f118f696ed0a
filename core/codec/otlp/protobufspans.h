// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/otlp/protobufreader.h"

namespace spanwise {

/// Reads the spans of one protobuf body into its batch (protocols.md 1.3). Inside core/codec only.
class ProtobufSpans
{
public:
    explicit ProtobufSpans(ProtobufReader &reader)
        : m_reader(reader)
    {
    }

    /// One Span message.
    void read(protozero::pbf_reader message);

private:
    bool identityField(protozero::pbf_reader &field, Span &span);
    bool contentField(protozero::pbf_reader &field, Span &span);
    void status(protozero::pbf_reader message, Span &span);
    void event(protozero::pbf_reader message);
    void link(protozero::pbf_reader message);

    ProtobufReader &m_reader;
};

} // namespace spanwise
