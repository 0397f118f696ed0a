// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/trace/traceview.h"

#include <QTest>

#include <memory>
#include <stdexcept>
#include <utility>

namespace spanwise::test {

/// Shows a trace of any size and waits until it is there.
inline void showUntilShown(TraceView &view, std::shared_ptr<const Trace> trace)
{
    bool shown = false;
    const auto connection = QObject::connect(&view, &TraceView::shown, &view, [&shown] { shown = true; });
    view.showTrace(std::move(trace));
    const bool inTime = QTest::qWaitFor([&shown] { return shown; }, 60'000);
    QObject::disconnect(connection);
    if (!inTime)
        throw std::runtime_error("a trace was not shown within a minute");
}

} // namespace spanwise::test
