// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstddef>
#include <cstdint>

namespace spanwise::bench {

/// How a file of a large trace is written: a document a line, one document of many resources, the Collector's
/// frames.
enum class LargeFile : std::uint8_t { JsonLines, Document, Frames };

/// Writes one trace of a retrieval agent that ran over a whole corpus: so many spans, six attributes each,
/// some with texts and numbers of their own; up to 12 levels deep, one parent with 20 000 children, one span
/// in 500 failed. Always the same.
void writeLargeFile(const QString &file, LargeFile form, std::size_t spans);

} // namespace spanwise::bench
