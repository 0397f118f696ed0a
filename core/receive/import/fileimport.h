// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/intake/pointreport.h"
#include "core/model/labelcounts.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace spanwise {

class Intake;

/// How far an import is, in bytes of the file as it lies on disk.
struct ImportProgress
{
    std::uint64_t bytesDone = 0;
    std::uint64_t bytesTotal = 0;
    std::uint64_t storedSpans = 0;
    double bytesPerSecond = 0; ///< since the import began
};

/// A part of a file that could not be taken, and why.
struct SkippedPart
{
    std::uint64_t position = 0; ///< byte in the decompressed file
    std::uint64_t line = 0;     ///< of that byte, from 1; 0 in a file without lines
    std::string reason;
};

struct ImportReport
{
    std::uint64_t storedSpans = 0;
    std::uint64_t duplicateSpans = 0; ///< in the history already; importing a file twice adds nothing
    std::uint64_t rejectedSpans = 0;
    std::uint64_t rejectedRecords = 0; ///< log records and data points
    std::uint64_t logRecords = 0;      ///< handed to the history
    std::uint64_t dataPoints = 0;      ///< handed to the history
    PointReport points{};              ///< what became of those
    LabelCounts labels{};              ///< people's words on the traces, that came with them
    std::uint64_t skippedCount = 0;    ///< parts
    std::vector<SkippedPart> skipped;  ///< the first 100 of them
    std::vector<TraceId> traces;       ///< the first 1000 distinct ones, in order of appearance
};

/// One JSON value, or a whole protobuf file, is held in memory and becomes one batch of some times its size.
inline constexpr std::uint64_t maxImportedValueBytes = 1U << 30U;

using ImportProgressed = std::function<void(const ImportProgress &)>;

/// Adds a trace file to the history, through the same intake as everything else.
///
/// Understands what fileformat.h names, plain, gzip or zstd, told apart by content, never by the name, and
/// any mixture of the JSON formats in one file. Holds a block of it and one value: JSON lines, arrays and the
/// Collector's frames may have any length. The events of a Chrome trace belong together and are held as a
/// whole. Blocks until everything is committed, waiting whenever the intake is full; runs on any thread but
/// the intake's. progressed is called on that thread. Code::Cancelled when stop is requested: what was
/// committed until then stays. Code::InvalidInput when nothing in the file could be read, with what it looks
/// like; Code::TooLarge when a value of it, decompressed, has more than maxValueBytes. A file that breaks off
/// is an error, too; the message says what was stored before. A file that is imported twice adds nothing: ids
/// that a format does not have follow from the content, and data points are known again by theirs.
Result<ImportReport> importFile(const std::filesystem::path &file, Intake &intake,
                                const ImportProgressed &progressed = {}, const std::stop_token &stop = {},
                                std::uint64_t maxValueBytes = maxImportedValueBytes);

} // namespace spanwise
