// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/decodejob.h"
#include "core/receive/ingestlimits.h"
#include "core/receive/ingestoutcome.h"

#include <functional>
#include <memory>
#include <string>

namespace spanwise {

class Intake;

/// The way of a body from any listener into the intake: decompress, decode, submit, wait for the commit.
///
/// One for all listeners of a program, so that one budget bounds what they hold together and a few decoding
/// threads serve them all. Everything refused here or reported with countRefused() is in the intake's
/// counters. take() and countRefused() may be called from any thread; the intake outlives stop().
class Ingest
{
public:
    /// Told once what became of a body, on a decoding thread or the writer's; must not block.
    using Answered = std::function<void(const IngestOutcome &)>;

    explicit Ingest(Intake &intake, IngestLimits limits = {});
    /// Stops as stop() does.
    ~Ingest();
    Ingest(const Ingest &) = delete;
    Ingest &operator=(const Ingest &) = delete;

    const IngestLimits &limits() const noexcept { return m_limits; }
    /// What a request charges its body to while it arrives.
    const std::shared_ptr<Budget> &budget() const noexcept { return m_budget; }

    void take(DecodeJob job, Answered answered);
    /// A request was refused before it came here.
    void countRefused();
    /// Ends the decoding threads after what was taken is submitted. Listeners are stopped before.
    void stop();

private:
    class Pool;

    void decode(DecodeJob job, const Answered &answered);

    Intake &m_intake;
    const IngestLimits m_limits;
    const std::shared_ptr<Budget> m_budget;
    const std::unique_ptr<Pool> m_pool;
};

} // namespace spanwise
