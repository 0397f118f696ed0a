// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertspage.h"

#include "core/store/store.h"
#include "ui/alerts/alerthistorymodel.h"
#include "ui/page/fittedtable.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace spanwise {
namespace {

constexpr std::uint32_t historyLimit = 500;

/// Whether someone changed state between two snapshots; values change all the time.
bool sameStates(const AlertSnapshot &left, const AlertSnapshot &right)
{
    if (!left || !right)
        return left == right;
    return std::ranges::equal(*left, *right, [](const AlertStatus &a, const AlertStatus &b) {
        return a.state == b.state && a.rule.name == b.rule.name && a.tags == b.tags;
    });
}

} // namespace

AlertsPage::AlertsPage(const Theme &theme, std::shared_ptr<const StoreReader> store, QWidget *parent)
    : Page(parent)
    , m_store(std::move(store))
    , m_panel(new AlertsPanel(theme, this))
    , m_notice(new QLabel(this))
    , m_historyModel(new AlertHistoryModel(this))
    , m_history(new FittedTable(this))
    , m_historyNote(new QLabel(this))
    , m_job(this)
{
    auto *const title = new QLabel(tr("Alerts"), this);
    title->setProperty("type", QStringLiteral("pageTitle"));
    m_notice->setProperty("type", QStringLiteral("secondary"));
    m_notice->setProperty("tone", QStringLiteral("secondary"));
    m_notice->hide();
    m_panel->setTitle(tr("Now"));
    m_panel->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *const card = new QFrame(this);
    card->setProperty("card", true);
    auto *const historyTitle = new QLabel(tr("History"), card);
    historyTitle->setProperty("type", QStringLiteral("strong"));
    historyTitle->setContentsMargins(13, 8, 13, 8);
    m_history->setModel(m_historyModel);
    m_history->setRowHeight(28);
    m_history->setAccessibleName(tr("Alert history"));
    // On a page of its own the table fills what is left instead of fitting its rows.
    m_history->setMaxRows(4);
    m_history->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    QHeaderView *const header = m_history->horizontalHeader();
    m_history->setColumnWidth(AlertHistoryModel::Time, 96);
    m_history->setColumnWidth(AlertHistoryModel::Rule, 220);
    m_history->setColumnWidth(AlertHistoryModel::Change, 180);
    m_history->setColumnWidth(AlertHistoryModel::Value, 90);
    header->setSectionResizeMode(AlertHistoryModel::Expression, QHeaderView::Stretch);
    m_historyNote->setProperty("tone", QStringLiteral("secondary"));
    m_historyNote->setWordWrap(true);
    m_historyNote->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_historyNote->setContentsMargins(13, 4, 13, 12);
    auto *const inner = new QVBoxLayout(card);
    inner->setContentsMargins(1, 1, 1, 4);
    inner->setSpacing(0);
    inner->addWidget(historyTitle);
    inner->addWidget(m_history, 1);
    inner->addWidget(m_historyNote, 1);

    auto *const head = new QHBoxLayout;
    head->addWidget(title);
    head->addStretch();
    head->addWidget(m_notice);
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 14);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addWidget(m_panel);
    layout->addWidget(card, 1);

    auto *const edit = new QAction(tr("Edit alert rules…"), this);
    edit->setStatusTip(tr("Change when alerts fire"));
    m_actions = {edit};
    addActions(m_actions);
    connect(edit, &QAction::triggered, this, &AlertsPage::editRulesRequested);
    connect(m_panel, &AlertsPanel::editRulesRequested, this, &AlertsPage::editRulesRequested);
    connect(m_panel, &AlertsPanel::evidenceRequested, this, &AlertsPage::evidenceRequested);
    connect(m_panel, &AlertsPanel::acknowledgeRequested, this, &AlertsPage::acknowledgeRequested);
    showHistory(std::vector<AlertRecord>{});
}

AlertsPage::~AlertsPage() = default;

void AlertsPage::setActive(bool active)
{
    m_active = active;
    if (active)
        reload();
}

void AlertsPage::showAlert(const QString &rule, const QString &tags)
{
    m_panel->showAlert(rule, tags);
}

void AlertsPage::setAlerts(const AlertSnapshot &alerts)
{
    const bool changed = !sameStates(m_alerts, alerts);
    m_alerts = alerts;
    m_panel->setAlerts(alerts);
    if (changed && m_active)
        reload();
}

void AlertsPage::setNotice(const QString &notice)
{
    m_notice->setText(notice);
    m_notice->setVisible(!notice.isEmpty());
}

void AlertsPage::reload()
{
    m_job.start([store = m_store](std::stop_token) { return store->alertHistory(historyLimit); },
                [this](Result<std::vector<AlertRecord>> history) { showHistory(std::move(history)); });
}

void AlertsPage::showHistory(Result<std::vector<AlertRecord>> history)
{
    const bool any = history && !history->empty();
    m_history->setVisible(any);
    m_historyNote->setVisible(!any);
    m_historyNote->setText(
        history ? tr("No alert has changed its state yet. Every change is kept here, with the value that "
                     "caused it.")
                : QString::fromStdString(history.error().message));
    if (history)
        std::ranges::stable_sort(*history, std::ranges::greater{}, &AlertRecord::time);
    if (history)
        m_historyModel->setRecords(std::move(*history));
}

} // namespace spanwise
