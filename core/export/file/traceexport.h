// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/file/tracefilewriter.h"
#include "core/store/labels.h"
#include "core/store/store.h"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace spanwise {

/// What is to be exported: these traces, or what a search finds.
struct ExportSelection
{
    std::vector<TraceId> ids{};
    std::string
        search{}; ///< in the language of core/search; used when there are no ids. Empty finds everything
    TraceFilter filter{}; ///< narrows beside the search
};

struct ExportProgress
{
    std::uint64_t traces = 0;
    std::uint64_t spans = 0;
    std::uint64_t bytes = 0;
    std::uint64_t ofTraces = 0; ///< 0: not known
};

struct ExportReport
{
    std::uint64_t traces = 0;
    std::uint64_t spans = 0;
    std::uint64_t logRecords = 0; ///< of the traces; in the file when the format carries them
    std::uint64_t bytes = 0;
    std::uint64_t missing = 0; ///< ids that were asked for and are not, or no longer, in the history
};

using ExportProgressed = std::function<void(const ExportProgress &)>;

/// Writes the traces of a selection, newest first for a search, to write: one trace in memory at a time, ids
/// of a search in pages. Their log records go with them, as far as carriesLogs(). What people say about them
/// (labels; nullptr: nobody does) goes with them. Blocks; any thread. Code::Cancelled when stop is requested,
/// Code::InvalidInput when the search is wrong.
Result<ExportReport> exportTraces(const StoreReader &store, const LabelReader *labels,
                                  const ExportSelection &selection, TraceFormat format,
                                  const TraceFileWriter::Write &write,
                                  const ExportProgressed &progressed = {}, const std::stop_token &stop = {});

/// The same into a file, which appears under its name when it is complete: a cancelled or failed export
/// leaves nothing.
Result<ExportReport> exportToFile(const StoreReader &store, const LabelReader *labels,
                                  const ExportSelection &selection, TraceFormat format,
                                  const std::filesystem::path &file, const ExportProgressed &progressed = {},
                                  const std::stop_token &stop = {});

} // namespace spanwise
