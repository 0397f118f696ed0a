// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/tracereading.h"

#include "core/receive/import/filereading.h"
#include "core/receive/import/tracecollector.h"

#include <exception>
#include <unordered_set>

namespace spanwise {
namespace {

/// A file that was written twice into one says everything twice.
void dropRepeated(std::vector<Span> &spans)
{
    std::unordered_set<SpanId> seen;
    seen.reserve(spans.size());
    std::erase_if(spans, [&](const Span &span) { return !seen.insert(span.id).second; });
}

Error cancelled(const std::filesystem::path &file)
{
    return {Error::Code::Cancelled, "Opening " + file.string() + " was cancelled."};
}

} // namespace

Result<std::shared_ptr<const Trace>> readTraceFile(const std::filesystem::path &file, const FactsReader &readFacts,
                                                   const ImportProgressed &progressed, const std::stop_token &stop)
{
    try {
        TraceCollector collector(stop);
        if (auto problem = readFileInto(collector, file, progressed, maxImportedValueBytes))
            return *std::move(problem);
        if (stop.stop_requested())
            return cancelled(file);
        if (collector.isMixed() || collector.stored() == 0)
            return std::shared_ptr<const Trace>();
        TelemetryBatch batch = collector.release();
        dropRepeated(batch.spans);
        if (stop.stop_requested())
            return cancelled(file);
        std::vector<SpanFacts> facts = readAllFacts(readFacts, batch);
        if (stop.stop_requested())
            return cancelled(file);
        return std::make_shared<const Trace>(std::move(batch), std::move(facts));
    } catch (const std::exception &problem) { // memory ran out
        return Error{Error::Code::TooLarge, file.string() + " could not be read whole (" + problem.what() + ")."};
    }
}

} // namespace spanwise
