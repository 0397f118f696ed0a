// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "ui/alerts/alertspanel.h"
#include "ui/jobs/latestjob.h"
#include "ui/page/page.h"

#include <memory>

class QLabel;
class QPushButton;

namespace spanwise {

class AlertHistoryModel;
class FittedTable;
class StoreReader;
class Theme;

/// The screen of alerts: where each stands now, and what they did. The history is read on a background thread
/// when the page comes to the front and whenever an alert changed its state. GUI thread.
class AlertsPage final : public Page
{
    Q_OBJECT

public:
    AlertsPage(const Theme &theme, std::shared_ptr<const StoreReader> store, QWidget *parent = nullptr);
    ~AlertsPage() override;

    void setActive(bool active) override;
    QList<QAction *> pageActions() const override { return m_actions; }
    void showAlert(const QString &rule, const QString &tags);

public Q_SLOTS:
    void setAlerts(const spanwise::AlertSnapshot &alerts);
    /// What notifications do or why they do not; empty hides the line.
    void setNotice(const QString &notice);

Q_SIGNALS:
    void evidenceRequested(const spanwise::AlertStatus &alert);
    void acknowledgeRequested(const QString &rule, const spanwise::MetricTags &tags);
    void editRulesRequested();

private:
    void reload();
    void showHistory(Result<std::vector<AlertRecord>> history);

    const std::shared_ptr<const StoreReader> m_store;
    AlertsPanel *m_panel;
    QLabel *m_notice;
    AlertHistoryModel *m_historyModel;
    FittedTable *m_history;
    QLabel *m_historyNote;
    QList<QAction *> m_actions;
    AlertSnapshot m_alerts;
    bool m_active = false;
    LatestJob m_job;
};

} // namespace spanwise
