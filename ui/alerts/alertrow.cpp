// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertrow.h"

#include "ui/alerts/alertwords.h"
#include "ui/models/format.h"
#include "ui/theme/restyle.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace spanwise {
namespace {

bool isActive(const AlertStatus &alert)
{
    return alert.state == AlertState::Pending || alert.state == AlertState::Firing;
}

QString toneOf(const AlertStatus &alert)
{
    switch (alert.state) {
    case AlertState::Firing:
        return alert.rule.severity == AlertSeverity::Critical ? QStringLiteral("error")
                                                              : QStringLiteral("warning");
    case AlertState::Pending:
        return QStringLiteral("warning");
    case AlertState::Resolved:
        return QStringLiteral("ok");
    case AlertState::Inactive:
        break;
    }
    return QStringLiteral("secondary");
}

} // namespace

AlertRow::AlertRow(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_mark(new StateMark(theme, this))
    , m_name(new QLabel(this))
    , m_severity(new QLabel(this))
    , m_expression(new QLabel(this))
    , m_state(new QLabel(this))
    , m_queries(new QPushButton(tr("Queries"), this))
    , m_acknowledge(new QPushButton(tr("Acknowledge"), this))
{
    m_name->setProperty("type", QStringLiteral("strong"));
    m_severity->setProperty("tone", QStringLiteral("secondary"));
    m_expression->setProperty("type", QStringLiteral("mono"));
    m_expression->setTextFormat(Qt::PlainText);
    m_expression->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_expression->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_queries->setProperty("link", true);
    m_queries->setToolTip(tr("Show the queries behind this alert"));
    m_acknowledge->setToolTip(tr("I have seen it: do not remind me until it resolves"));
    // The button may come and go without moving the columns of this row against the others'.
    QSizePolicy kept = m_acknowledge->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    m_acknowledge->setSizePolicy(kept);
    m_queries->setSizePolicy(kept);

    auto *const row = new QHBoxLayout(this);
    row->setContentsMargins(13, 4, 13, 4);
    row->setSpacing(10);
    row->addWidget(m_mark);
    row->addWidget(m_name, 5);
    row->addWidget(m_severity, 2);
    row->addWidget(m_expression, 12);
    row->addWidget(m_state, 4);
    row->addWidget(m_queries);
    row->addWidget(m_acknowledge);
    for (QLabel *const label : {m_name, m_severity, m_state}) {
        label->setMinimumWidth(60);
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }
    setMinimumHeight(37);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);

    connect(m_queries, &QPushButton::clicked, this, [this] { Q_EMIT evidenceRequested(m_alert); });
    connect(m_acknowledge, &QPushButton::clicked, this, [this] { Q_EMIT acknowledgeRequested(m_alert); });
}

void AlertRow::setAlert(const AlertStatus &alert, Timestamp now)
{
    m_alert = alert;
    const QString name = QString::fromStdString(alert.rule.name);
    const QString tags = tagWords(alert.tags);
    const QString standing = standingWords(alert, now);
    m_name->setText(name);
    m_name->setToolTip(QString::fromStdString(alert.rule.summary));
    m_severity->setText(severityWords(alert.rule.severity));
    m_expressionText = alert.error.empty() ? comparisonWords(alert) : QString::fromStdString(alert.error);
    if (!tags.isEmpty())
        m_expressionText += QStringLiteral("   ") + tags;
    m_expression->setToolTip(
        QStringLiteral("%1 %2").arg(QString::fromStdString(alert.rule.expression), tags));
    restyle(m_expression, "tone",
            alert.error.empty() ? QVariant(QStringLiteral("secondary")) : QVariant(QStringLiteral("error")));
    m_state->setText(alert.error.empty() ? standing : tr("cannot be evaluated"));
    m_state->setToolTip(tr("since %1").arg(formatFullTime(alert.since)));
    restyle(m_state, "tone", toneOf(alert));
    m_mark->setMark(markOf(alert), stateWords(alert.state));
    m_queries->setVisible(isActive(alert) || alert.state == AlertState::Resolved);
    m_acknowledge->setVisible(isActive(alert) && !alert.acknowledged);
    setAccessibleName(QStringLiteral("%1, %2, %3, %4")
                          .arg(name, severityWords(alert.rule.severity), m_expressionText, standing));
    elide();
}

void AlertRow::setHighlighted(bool highlighted)
{
    m_highlighted = highlighted;
    update();
}

void AlertRow::elide()
{
    m_expression->setText(
        m_expression->fontMetrics().elidedText(m_expressionText, Qt::ElideRight, m_expression->width()));
}

void AlertRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layout()->activate();
    elide();
}

void AlertRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_highlighted)
        painter.fillRect(rect(), m_theme.color(Token::AccentGround));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme.color(Token::Line));
}

} // namespace spanwise
