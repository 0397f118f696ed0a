// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerting/rule.h"

#include <QFrame>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>
#include <vector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace spanwise {

class AlertRow;
class Theme;

using AlertSnapshot = std::shared_ptr<const std::vector<AlertStatus>>;

/// Where every alert stands: firing first, then pending, then the quiet ones. For the overview, the dock and
/// the page.
///
/// Rows are kept and updated in place, so focus and selection survive the snapshots. At most maxRows are
/// shown; how many are left out is said. While it is visible the ages count up once a second. GUI thread.
class AlertsPanel final : public QFrame
{
    Q_OBJECT

public:
    static constexpr std::size_t maxRows = 100;

    explicit AlertsPanel(const Theme &theme, QWidget *parent = nullptr);
    ~AlertsPanel() override;

    void setTitle(const QString &title);
    QSize sizeHint() const override;
    /// Scrolls to the alert of this rule and tags (as AlertRecord has them) and marks it; an unknown one is
    /// ignored.
    void showAlert(const QString &rule, const QString &tags);

public Q_SLOTS:
    void setAlerts(const spanwise::AlertSnapshot &alerts);

Q_SIGNALS:
    /// Show the queries behind this alert.
    void evidenceRequested(const spanwise::AlertStatus &alert);
    void acknowledgeRequested(const QString &rule, const spanwise::MetricTags &tags);
    void editRulesRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    AlertRow *addRow();
    void refresh();

    const Theme &m_theme;
    AlertSnapshot m_alerts;
    std::vector<const AlertStatus *> m_order; // into m_alerts
    std::vector<AlertRow *> m_rows;           // m_rows[i] shows m_order[i]; more rows than alerts are hidden
    QLabel *m_title;
    QLabel *m_counts;
    QLabel *m_note; // why it is empty, or how many are left out
    QVBoxLayout *m_list;
    QTimer m_clock;
};

} // namespace spanwise
