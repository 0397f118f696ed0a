// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/otlphttpexporteroptions.h"

#include <optional>

namespace spanwise {
namespace {

const std::string general = "OTEL_EXPORTER_OTLP_";
const std::string forTraces = "OTEL_EXPORTER_OTLP_TRACES_";

/// The name of the variable that counts for what, if one is set.
std::optional<std::string> nameFor(const Environment &environment, const std::string &what)
{
    if (environment(forTraces + what))
        return forTraces + what;
    if (environment(general + what))
        return general + what;
    return std::nullopt;
}

Error wrong(const std::string &name, const std::string &value, const char *wanted)
{
    return {Error::Code::InvalidInput, name + " is \"" + value + "\"; this exporter knows " + wanted + '.'};
}

} // namespace

Result<OtlpHttpExporterOptions> OtlpHttpExporterOptions::fromEnvironment(OtlpHttpExporterOptions base,
                                                                         const Environment &environment)
{
    if (const auto endpoint = environment(forTraces + "ENDPOINT"))
        base.endpoint = *endpoint;
    else if (const auto root = environment(general + "ENDPOINT"))
        base.endpoint = *root + (root->ends_with('/') ? "v1/traces" : "/v1/traces");

    if (const auto name = nameFor(environment, "HEADERS"))
        base.headers = pairsFrom(environment, *name);
    if (const auto name = nameFor(environment, "TIMEOUT"))
        base.timeout = millisecondsFrom(environment, *name).value_or(base.timeout);
    if (const auto name = nameFor(environment, "COMPRESSION")) {
        const std::string value = environment(*name).value_or(std::string());
        if (value != "gzip" && value != "none")
            return wrong(*name, value, "gzip and none");
        base.gzip = value == "gzip";
    }
    if (const auto name = nameFor(environment, "PROTOCOL")) {
        const std::string value = environment(*name).value_or(std::string());
        if (value != "http/protobuf")
            return wrong(*name, value, "http/protobuf");
    }
    return base;
}

} // namespace spanwise
