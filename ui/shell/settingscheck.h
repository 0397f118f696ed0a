// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace spanwise {

// Each returns what is wrong with what was typed, phrased for the user; empty when it is good.

/// HOST:PORT; a host beyond loopback needs a token.
QString problemOfAddress(const QString &address, bool hasToken);

/// scheme://host[:port], or "*".
QString problemOfOrigin(const QString &origin);

/// postgres://user@host/database without a password, or nothing.
QString problemOfStore(const QString &address);

/// http or https, with a host.
QString problemOfTargetUrl(const QString &url);

/// JSON once {{query}} and {{context}} are replaced; {{query}} occurs. The message names line and column.
QString problemOfBodyTemplate(const QString &text);

/// An HTTP header: a token as name (RFC 9110 section 5.1), no line breaks in the value.
QString problemOfHeader(const QString &name, const QString &value);

} // namespace spanwise
