// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace spanwise {

/// Percent-encoding as W3C baggage and the OTEL_* lists use it (protocols.md 3.3, 13).

/// Without blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);
/// Well-formed UTF-8: a '%' that begins no escape stays as it is, bytes that are not UTF-8 become U+FFFD.
std::string percentDecoded(std::string_view text);
/// Everything but baggage-octets is escaped, '%' too.
std::string percentEncoded(std::string_view text);
/// The token of RFC 7230: what a header name or a baggage key may be.
bool isHttpToken(std::string_view text);

} // namespace spanwise
