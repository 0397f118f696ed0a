// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerting/rule.h"
#include "core/store/store.h"
#include "ui/jobs/latestjob.h"
#include "ui/overview/chartdata.h"
#include "ui/overview/pointfilter.h"
#include "ui/overview/snapshot.h"
#include "ui/page/page.h"

#include <QTimer>

#include <initializer_list>
#include <memory>
#include <string_view>
#include <vector>

class QComboBox;
class QPushButton;
class QStackedWidget;

namespace spanwise {

class ChartPlot;
class Live;
class MetricEngine;
class Theme;

/// How the pipeline does now: cards with their last values, charts over the time range, the alerts below.
///
/// While it is in front and live it asks the engine on a background thread, at most five times a second while
/// data arrives and once a second while it is quiet; nothing runs while it is hidden or paused. GUI thread.
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    /// alerts (may be null) is placed at the bottom and owned from here on.
    OverviewPage(Theme &theme, Live &live, std::shared_ptr<const MetricEngine> engine, QWidget *alerts,
                 QWidget *parent = nullptr);
    ~OverviewPage() override;

    void setActive(bool active) override;
    QList<QAction *> pageActions() const override;
    void remember(QSettings &settings) const override;
    void recall(const QSettings &settings) override;

public Q_SLOTS:
    /// Draws the thresholds of rules whose expression compares a name with a number.
    void setRules(const std::vector<spanwise::AlertRule> &rules);
    /// Marks the cards whose alert is pending or firing.
    void setAlerts(const std::vector<spanwise::AlertStatus> &alerts);

Q_SIGNALS:
    /// A point was clicked: show the queries behind it.
    void queriesRequested(const spanwise::TraceFilter &filter);
    /// From the empty view.
    void demoRequested();
    void connectRequested();

private:
    struct Cards;
    struct Charts;

    void buildHeader();
    void buildBody(QWidget *alerts);
    void connectCharts();
    QWidget *emptyView();
    void buildActions();
    void askForPoint(const ChartPlot &plot, PointKind kind, std::size_t line, std::size_t point);
    ChartData chart(std::vector<ChartLine> lines, std::initializer_list<std::string_view> metrics) const;
    void refresh();
    void paint();
    void pace();
    void setLive(bool live);
    void setRange(int index);

    Theme &m_theme;
    Live &m_live;
    std::shared_ptr<const MetricEngine> m_engine;
    std::unique_ptr<Cards> m_cards;
    std::unique_ptr<Charts> m_charts;
    std::shared_ptr<const OverviewSnapshot> m_snapshot;
    std::vector<AlertRule> m_rules;
    std::vector<AlertStatus> m_alerts;
    QStackedWidget *m_stack = nullptr;
    QComboBox *m_range = nullptr;
    QPushButton *m_liveButton = nullptr;
    QList<QAction *> m_actions;
    QTimer m_timer;
    LatestJob m_job{this};
    bool m_active = false;
    bool m_running = false; ///< a job is under way
    bool m_news = false;    ///< the feed moved since the last refresh
};

} // namespace spanwise
