// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/codec/otlp/jsonreader.h"

namespace spanwise {

/// Reads the log records of one JSON body into its batch. Inside core/codec only.
class JsonLogs
{
public:
    using Json = JsonReader::Json;
    using error_code = JsonReader::error_code;

    explicit JsonLogs(JsonReader &reader)
        : m_reader(reader)
    {
    }

    /// One element of "logRecords".
    error_code read(Json item);

private:
    error_code originField(std::string_view key, Json item, LogRecord &record, bool &taken);
    error_code contentField(std::string_view key, Json item, LogRecord &record);
    /// 0 is unknown in logs.
    error_code time(Json item, std::string_view what, std::optional<Timestamp> &target);
    /// An id that cannot be used is absent, with a warning.
    template<class Id>
    error_code id(Json item, std::string_view what, Id &target);

    JsonReader &m_reader;
};

} // namespace spanwise
