// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/intake/intake.h"

#include "core/intake/threads.h"

#include <utility>

namespace spanwise {

Intake::Intake(BatchWriter &writer, std::shared_ptr<IntakeCounters> counters, IntakeOptions options)
    : m_threads(std::make_unique<Threads>(writer, std::move(counters), std::move(options)))
{
}

Intake::~Intake()
{
    stop();
}

void Intake::addObserver(BatchObserver &observer)
{
    m_threads->addObserver(observer);
}

void Intake::onChanged(Changed changed)
{
    m_threads->onChanged(std::move(changed));
}

void Intake::start()
{
    m_threads->start();
}

void Intake::stop()
{
    m_threads->stop();
}

Status Intake::submit(TelemetryBatch &batch, Acknowledge acknowledge)
{
    return m_threads->submit(batch, std::move(acknowledge));
}

void Intake::countersMoved()
{
    m_threads->countersMoved();
}

IntakeStatus Intake::status() const
{
    return m_threads->status();
}

IntakeCounters &Intake::counters() const
{
    return m_threads->counters();
}

} // namespace spanwise
