// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QFontMetrics;

namespace spanwise {

/// A step's name over a narrow column, as one or two lines that are no wider than this: "vector" over
/// "search", "BM25" over "Retriever". Parted where both lines are shortest; what is still too long ends in an
/// ellipsis.
QString columnHead(const QString &step, const QFontMetrics &metrics, int width);

} // namespace spanwise
