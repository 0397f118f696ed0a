// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertspanel.h"

#include "ui/alerts/alertrow.h"
#include "ui/alerts/alertwords.h"
#include "ui/page/scrollcolumn.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace spanwise {
namespace {

constexpr std::size_t rowsAtOnce = 8; // taller, it scrolls
constexpr int rowHeight = 37;
constexpr int headHeight = 44;

/// Firing before pending before the rest; the more severe first.
int urgency(const AlertStatus &alert)
{
    const int state = alert.state == AlertState::Firing ? 2 : alert.state == AlertState::Pending ? 1 : 0;
    return state * 10 + static_cast<int>(alert.rule.severity);
}

} // namespace

AlertsPanel::AlertsPanel(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_title(new QLabel(tr("Alerts"), this))
    , m_counts(new QLabel(this))
    , m_note(new QLabel(this))
    , m_list(new QVBoxLayout)
{
    setProperty("card", true);
    m_title->setProperty("type", QStringLiteral("strong"));
    m_counts->setProperty("type", QStringLiteral("secondary"));
    m_counts->setProperty("tone", QStringLiteral("secondary"));
    auto *const edit = new QPushButton(tr("Edit rules…"), this);
    edit->setProperty("link", true);
    m_note->setProperty("tone", QStringLiteral("secondary"));
    m_note->setWordWrap(true);
    m_note->setContentsMargins(13, 8, 13, 10);

    auto *const head = new QHBoxLayout;
    head->setContentsMargins(13, 5, 9, 5);
    head->setSpacing(12);
    head->addWidget(m_title);
    head->addWidget(m_counts);
    head->addStretch();
    head->addWidget(edit);
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(0);
    m_list->addWidget(m_note);
    m_list->addStretch();
    auto *const content = new QWidget(this);
    content->setProperty("transparent", true);
    content->setLayout(m_list);
    auto *const scroll = makeScrollColumn(content, this);
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 4);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(scroll, 1);

    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, &AlertsPanel::refresh);
    connect(edit, &QPushButton::clicked, this, &AlertsPanel::editRulesRequested);
    setAlerts(nullptr);
}

AlertsPanel::~AlertsPanel() = default;

void AlertsPanel::setTitle(const QString &title)
{
    m_title->setText(title);
}

QSize AlertsPanel::sizeHint() const
{
    const auto rows = static_cast<int>(std::clamp<std::size_t>(m_order.size(), 1, rowsAtOnce));
    return {640, headHeight + rows * rowHeight};
}

void AlertsPanel::setAlerts(const AlertSnapshot &alerts)
{
    m_alerts = alerts;
    m_order.clear();
    if (m_alerts)
        for (const AlertStatus &alert : *m_alerts)
            m_order.push_back(&alert);
    std::ranges::stable_sort(m_order, std::ranges::greater{},
                             [](const AlertStatus *a) { return urgency(*a); });
    refresh();
    updateGeometry();
}

AlertRow *AlertsPanel::addRow()
{
    auto *const row = new AlertRow(m_theme);
    connect(row, &AlertRow::evidenceRequested, this, &AlertsPanel::evidenceRequested);
    connect(row, &AlertRow::acknowledgeRequested, this, [this](const AlertStatus &alert) {
        Q_EMIT acknowledgeRequested(QString::fromStdString(alert.rule.name), alert.tags);
    });
    m_list->insertWidget(static_cast<int>(m_rows.size()), row);
    m_rows.push_back(row);
    return row;
}

void AlertsPanel::refresh()
{
    const Timestamp now = std::chrono::system_clock::now();
    const std::size_t shown = std::min(m_order.size(), maxRows);
    while (m_rows.size() < shown)
        addRow();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->setVisible(i < shown);
        if (i < shown)
            m_rows[i]->setAlert(*m_order[i], now);
    }
    m_counts->setText(m_alerts ? countWords(*m_alerts) : QString());
    m_note->setVisible(m_order.empty() || m_order.size() > shown);
    m_note->setText(m_order.empty()
                        ? tr("No alert rules. A rule such as error_rate > 0.05 calls you when its expression "
                             "holds; add one with Edit rules.")
                        : tr("and %n more", nullptr, static_cast<int>(m_order.size() - shown)));
}

void AlertsPanel::showAlert(const QString &rule, const QString &tags)
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const bool wanted = i < m_order.size() && QString::fromStdString(m_order[i]->rule.name) == rule &&
                            (tags.isEmpty() || tagWords(m_order[i]->tags) == tags);
        m_rows[i]->setHighlighted(wanted);
        if (wanted) {
            findChild<QScrollArea *>()->ensureWidgetVisible(m_rows[i]);
            m_rows[i]->setFocus(Qt::OtherFocusReason);
        }
    }
}

void AlertsPanel::showEvent(QShowEvent *event)
{
    QFrame::showEvent(event);
    refresh();
    m_clock.start();
}

void AlertsPanel::hideEvent(QHideEvent *event)
{
    m_clock.stop();
    QFrame::hideEvent(event);
}

} // namespace spanwise
