// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <QByteArray>

namespace spanwise {

/// The trace that a replay will be, and Spanwise's own span in it. Random, never zero.
struct ReplayIds
{
    TraceId trace;
    SpanId span;

    static ReplayIds random();
    /// `00-<trace>-<span>-01`: sampled, so that the pipeline records it (W3C trace context;
    /// protocols.md 3.1).
    QByteArray traceparent() const;
};

} // namespace spanwise
