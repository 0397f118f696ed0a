// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace spanwise {

/// Whose paths, answers and words an HTTP listener has.
enum class HttpProtocol : std::uint8_t {
    Otlp,   ///< protocols.md 2.1: /v1/traces and its neighbours
    Zipkin, ///< protocols.md 6: /api/v2/spans
};

} // namespace spanwise
