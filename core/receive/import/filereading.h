// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/import/decodedsink.h"
#include "core/receive/import/fileimport.h"

#include <optional>

namespace spanwise {

/// Reads a file of any format of fileformat.h into sink, block by block, until its end or until sink has
/// enough. What went wrong, or nullopt; parts that cannot be read are told to sink. Blocks; throws only when
/// memory runs out.
std::optional<Error> readFileInto(DecodedSink &sink, const std::filesystem::path &file,
                                  const ImportProgressed &progressed, std::uint64_t maxValueBytes);

} // namespace spanwise
