// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace spanwise {

/// How a pipeline in one language is connected: what to copy, in two pieces.
struct Snippet
{
    QString language;
    QString environment; ///< shell lines that the SDK reads
    QString intro;       ///< one sentence before the code
    QString code;        ///< commands or source, two to six lines
};

/// For Python, JavaScript, Go, Java and C++, with OpenTelemetry's own SDKs. endpoint is
/// "http://127.0.0.1:4318". With needsToken they say where the token goes, not what it is.
QList<Snippet> connectSnippets(const QString &endpoint, bool needsToken);

} // namespace spanwise
