// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/spanwise/desktop.h"
#include "tests/bench/viewer/driver.h"

#include <QString>

namespace spanwise {
class Canvas;
class ProgressItem;
class QueriesPage;
class SpanDetails;
class TraceView;
} // namespace spanwise

namespace spanwise::bench {

/// The real program - window, history, listeners on a free port - and the hands that use it. Made on the GUI
/// thread; measured from another.
class Session
{
public:
    /// folder is empty and stays until the end.
    explicit Session(const QString &folder);

    FrameMeter &meter() { return m_meter; }
    Desktop &desktop() { return m_desktop; }
    QueriesPage &queries() const { return *m_queries; }
    TraceView &view() const { return *m_view; }
    Canvas &canvas() const;
    SpanDetails &details() const;
    /// What is being opened; nullptr when nothing is.
    ProgressItem *progress() const;
    /// The trace that is shown has so many spans.
    bool shows(std::size_t spans) const;

private:
    FrameMeter m_meter;
    Desktop m_desktop;
    QueriesPage *m_queries = nullptr;
    TraceView *m_view = nullptr;
};

} // namespace spanwise::bench
