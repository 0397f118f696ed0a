// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/receive/import/tracereading.h"

#include "core/codec/labelattributes.h"
#include "core/receive/import/filereading.h"
#include "core/receive/import/tracecollector.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <exception>

namespace spanwise {
namespace {

/// A file that was written twice into one says everything twice. Open addressing over places: a set of nodes
/// costs a second for a million spans.
void dropRepeated(std::vector<Span> &spans)
{
    constexpr std::uint32_t free = UINT32_MAX;
    std::vector<std::uint32_t> slots(std::bit_ceil(spans.size() * 2 + 2), free);
    std::uint32_t kept = 0;
    for (const Span &span : spans) {
        std::uint64_t bits = 0;
        std::memcpy(&bits, span.id.bytes().data(), sizeof bits);
        bits = (bits ^ bits >> 30U) * 0xbf58476d1ce4e5b9U; // SplitMix64: ids of a counter differ in few bits
        bits = (bits ^ bits >> 27U) * 0x94d049bb133111ebU;
        std::size_t slot = (bits ^ bits >> 31U) & (slots.size() - 1);
        while (slots[slot] != free && spans[slots[slot]].id != span.id)
            slot = (slot + 1) & (slots.size() - 1);
        if (slots[slot] != free)
            continue;
        slots[slot] = kept;
        spans[kept++] = span;
    }
    spans.resize(kept);
}

Error cancelled(const std::filesystem::path &file)
{
    return {Error::Code::Cancelled, "Opening " + file.string() + " was cancelled."};
}

} // namespace

Result<std::shared_ptr<const Trace>> readTraceFile(const std::filesystem::path &file,
                                                   const FactsReader &readFacts,
                                                   const ImportProgressed &progressed,
                                                   const std::stop_token &stop)
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
        takeLabels(batch); // they come with the import, which runs beside
        std::vector<SpanFacts> facts = readAllFacts(readFacts, batch);
        if (stop.stop_requested())
            return cancelled(file);
        return std::make_shared<const Trace>(std::move(batch), std::move(facts));
    } catch (const std::exception &problem) { // memory ran out
        return Error{Error::Code::TooLarge,
                     file.string() + " could not be read whole (" + problem.what() + ")."};
    }
}

} // namespace spanwise
