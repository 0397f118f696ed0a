// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/stopsignal.h"

#include "core/store/postgres/failure.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

namespace spanwise::pg {

StopSignal::StopSignal(std::stop_token stop)
    : m_stop(std::move(stop))
{
    if (!m_stop.stop_possible())
        return;
    check();
    m_file = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (m_file >= 0)
        m_callback.emplace(m_stop, [file = m_file] { eventfd_write(file, 1); });
}

StopSignal::~StopSignal()
{
    m_callback.reset(); // waits for one that is running
    if (m_file >= 0)
        close(m_file);
}

void StopSignal::check() const
{
    if (m_stop.stop_requested())
        throw Failure({Error::Code::Cancelled, "Cancelled."});
}

} // namespace spanwise::pg
