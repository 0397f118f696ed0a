// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace spanwise {

/// How the bytes of a request's body are to be read.
enum class WireFormat : std::uint8_t { OtlpProtobuf, OtlpJson, ZipkinProtobuf, ZipkinJson };

} // namespace spanwise
