// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/dockhost.h"

#include "ui/shell/docktitle.h"

#include <QAction>
#include <QDockWidget>
#include <QMainWindow>
#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {

DockHost::DockHost(const Theme &theme, std::vector<DockEntry> entries, QMainWindow *window)
    : QObject(window)
    , m_window(window)
{
    for (DockEntry &entry : entries) {
        auto *widget = new QDockWidget(entry.title, window);
        widget->setObjectName(entry.id);
        widget->setTitleBarWidget(new DockTitle(theme, widget));
        window->addDockWidget(entry.area, widget);
        widget->hide();
        m_docks.push_back({std::move(entry), widget, false});
    }
    // The vector does not grow any more: its elements' addresses are stable from here on.
    for (Dock &dock : m_docks)
        connect(dock.widget, &QDockWidget::visibilityChanged, this, [this, &dock](bool visible) {
            if (visible)
                fill(dock);
        });
}

DockHost::Dock *DockHost::dockOf(const QString &id)
{
    const auto found = std::ranges::find_if(m_docks, [&](const Dock &dock) { return dock.entry.id == id; });
    return found == m_docks.end() ? nullptr : &*found;
}

void DockHost::fill(Dock &dock)
{
    if (dock.filled)
        return;
    dock.filled = true;
    if (dock.entry.make)
        dock.widget->setWidget(dock.entry.make());
}

QSet<QString> DockHost::openNow() const
{
    QSet<QString> open;
    for (const Dock &dock : m_docks) {
        if (!dock.widget->isHidden())
            open.insert(dock.entry.id);
    }
    return open;
}

QSet<QString> DockHost::defaultsOf(const QString &page) const
{
    QSet<QString> open;
    for (const Dock &dock : m_docks) {
        if (dock.entry.shownOn.contains(page))
            open.insert(dock.entry.id);
    }
    return open;
}

void DockHost::showPage(const QString &page)
{
    if (!m_page.isEmpty())
        m_open[m_page] = openNow();
    m_page = page;
    const auto known = m_open.constFind(page);
    const QSet<QString> open = known == m_open.cend() ? defaultsOf(page) : *known;
    for (Dock &dock : m_docks) {
        const bool wanted = open.contains(dock.entry.id);
        if (wanted)
            fill(dock);
        dock.widget->setVisible(wanted);
    }
}

bool DockHost::open(const QString &id)
{
    Dock *dock = dockOf(id);
    if (!dock)
        return false;
    fill(*dock);
    dock->widget->show();
    dock->widget->raise();
    return true;
}

QWidget *DockHost::contents(const QString &id)
{
    Dock *dock = dockOf(id);
    if (!dock)
        return nullptr;
    fill(*dock);
    return dock->widget->widget();
}

QList<QAction *> DockHost::toggleActions() const
{
    QList<QAction *> actions;
    for (const Dock &dock : m_docks) {
        QAction *action = dock.widget->toggleViewAction();
        action->setStatusTip(tr("Opens or closes the dock \"%1\" on this page").arg(dock.entry.title));
        actions.append(action);
    }
    return actions;
}

void DockHost::reset()
{
    m_open.clear();
    for (Dock &dock : m_docks) {
        dock.widget->setFloating(false);
        m_window->removeDockWidget(dock.widget);
        m_window->addDockWidget(dock.entry.area, dock.widget);
    }
    const QString page = std::exchange(m_page, {});
    showPage(page);
}

void DockHost::save(QSettings &settings) const
{
    QHash<QString, QSet<QString>> open = m_open;
    if (!m_page.isEmpty())
        open[m_page] = openNow();
    settings.beginGroup(u"docks"_s);
    settings.remove(QString());
    for (auto it = open.cbegin(); it != open.cend(); ++it)
        settings.setValue(it.key(), QStringList(it->begin(), it->end()));
    settings.endGroup();
}

void DockHost::load(const QSettings &settings)
{
    for (const QString &key : settings.allKeys()) {
        if (!key.startsWith("docks/"_L1))
            continue;
        const QStringList ids = settings.value(key).toStringList();
        m_open[key.mid(6)] = QSet<QString>(ids.begin(), ids.end());
    }
}

} // namespace spanwise
