// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/viewer/session.h"

#include "ui/queries/queriespage.h"
#include "ui/shell/progressitem.h"
#include "ui/trace/canvas.h"
#include "ui/trace/details.h"
#include "ui/trace/traceview.h"

namespace spanwise::bench {
namespace {

using namespace Qt::StringLiterals;

Invocation invocationIn(const QString &folder)
{
    Invocation invocation;
    invocation.dataDirectory = folder;
    invocation.otlpHttp = u"127.0.0.1:0"_s;
    return invocation;
}

} // namespace

Session::Session(const QString &folder)
    : m_desktop(invocationIn(folder))
{
    if (!m_desktop.failure().empty())
        qFatal("%s", m_desktop.failure().c_str());
    m_desktop.start();
    MainWindow &window = m_desktop.window();
    window.showPage(u"queries"_s);
    window.setGeometry(0, 0, 1920, 1080);
    window.activateWindow();
    m_queries = qobject_cast<QueriesPage *>(window.page(u"queries"_s));
    m_view = m_queries->findChild<TraceView *>();
    window.showDock(u"details"_s);
}

Canvas &Session::canvas() const
{
    return m_view->canvas();
}

SpanDetails &Session::details() const
{
    return *qobject_cast<SpanDetails *>(m_queries->detailsWidget());
}

ProgressItem *Session::progress() const
{
    for (ProgressItem *const item :
         const_cast<Session *>(this)->m_desktop.window().findChildren<ProgressItem *>()) {
        if (item->isVisible())
            return item;
    }
    return nullptr;
}

bool Session::shows(std::size_t spans) const
{
    return m_view->trace() && m_view->trace()->size() == spans;
}

} // namespace spanwise::bench
