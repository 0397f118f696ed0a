// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

namespace spanwise {

/// text with what a terminal would obey (escape sequences; all control characters but line ends and tabs)
/// made harmless: names and questions come from outside.
QString printable(QString text);
/// Writes printable text to standard output as UTF-8 and flushes it.
void print(const QString &text);
/// Writes "spanwise: text", printable, to standard error.
void complain(const QString &text);
/// Writes text, printable, to standard error as it is.
void complainPlainly(const QString &text);
/// Writes the message of a failure to standard error; returns exitcode::failed.
int failWith(const Error &error);

} // namespace spanwise
