// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/otlp/jsonreader.h"

namespace spanwise {

/// Reads the spans of one JSON body into its batch. Inside core/codec only.
class JsonSpans
{
public:
    using Json = JsonReader::Json;
    using error_code = JsonReader::error_code;

    explicit JsonSpans(JsonReader &reader)
        : m_reader(reader)
    {
    }

    /// One element of "spans".
    error_code read(Json item);

private:
    template<class Id>
    error_code id(Json item, std::string_view what, Id &target);
    error_code identityField(std::string_view key, Json item, Span &span, bool &taken);
    error_code contentField(std::string_view key, Json item, Span &span);
    error_code status(Json item, Span &span);
    error_code event(Json item);
    error_code link(Json item);

    JsonReader &m_reader;
};

} // namespace spanwise
