// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "ui/page/page.h"

#include <memory>

class QAction;

namespace spanwise {

class Live;
class ReplayPanel;
class ReplayRunner;
class StoreReader;
class Theme;

/// The screen of replays: one ReplayPanel with a title, and its keys.
class ReplayPage final : public Page
{
    Q_OBJECT

public:
    ReplayPage(const Theme &theme, Live &live, std::shared_ptr<const StoreReader> store, ReplayRunner &runner,
               QWidget *parent = nullptr);
    ~ReplayPage() override;

    void setActive(bool active) override;
    QList<QAction *> pageActions() const override { return m_actions; }
    ReplayPanel &panel() const { return *m_panel; }

public Q_SLOTS:
    void showQuery(spanwise::TraceId original);
    void replay(spanwise::TraceId original);

Q_SIGNALS:
    void traceRequested(spanwise::TraceId trace);
    void comparisonRequested(spanwise::TraceId original, spanwise::TraceId replay);
    void settingsRequested();
    void queriesRequested();

private:
    ReplayPanel *m_panel;
    QList<QAction *> m_actions;
};

} // namespace spanwise
