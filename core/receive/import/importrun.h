// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/import/decodedsink.h"
#include "core/receive/import/fileimport.h"
#include "core/receive/import/ledger.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <unordered_set>

namespace spanwise {

class Intake;

/// One run over one file: hands decoded batches to the intake, waiting whenever it is full, and keeps the
/// report.
class ImportRun final : public DecodedSink
{
public:
    ImportRun(Intake &intake, std::stop_token stop)
        : m_intake(intake)
        , m_stop(std::move(stop))
    {
    }

    /// Counts what is in the batch and hands it on. What was rejected in it is counted, but not listed.
    void take(DecodedBatch decoded) override;
    /// Lists a part that could not be taken.
    void skip(FilePlace place, std::string reason) override;

    bool isOver() const override { return m_stop.stop_requested() || m_failure.has_value(); }
    std::uint64_t stored() const override { return m_ledger->stored(); }
    bool hasTakenAnything() const { return m_taken > 0; }

    /// Waits for everything to be committed.
    Result<ImportReport> finish(const std::filesystem::path &file);
    /// The file cannot be read any further; what came before stays.
    Error brokenOff(const Error &why);

private:
    void submit(TelemetryBatch &batch);
    void remember(const TelemetryBatch &batch);

    Intake &m_intake;
    std::stop_token m_stop;
    std::shared_ptr<ImportLedger> m_ledger = std::make_shared<ImportLedger>();
    std::optional<Error> m_failure;
    ImportReport m_report;
    std::unordered_set<TraceId> m_seen;
    std::uint64_t m_taken = 0;
};

} // namespace spanwise
