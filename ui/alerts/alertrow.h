// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerting/rule.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace spanwise {

class StateMark;
class Theme;

/// One alert as a line: shape and name, severity, expression with its value, state, and what can be done
/// about it.
class AlertRow final : public QWidget
{
    Q_OBJECT

public:
    explicit AlertRow(const Theme &theme, QWidget *parent = nullptr);

    void setAlert(const AlertStatus &alert, Timestamp now);
    const AlertStatus &alert() const noexcept { return m_alert; }
    /// Marks the row as the one that was asked for.
    void setHighlighted(bool highlighted);

Q_SIGNALS:
    void evidenceRequested(const spanwise::AlertStatus &alert);
    void acknowledgeRequested(const spanwise::AlertStatus &alert);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void elide();

    const Theme &m_theme;
    AlertStatus m_alert;
    QString m_expressionText;
    StateMark *m_mark;
    QLabel *m_name;
    QLabel *m_severity;
    QLabel *m_expression;
    QLabel *m_state;
    QPushButton *m_queries;
    QPushButton *m_acknowledge;
    bool m_highlighted = false;
};

} // namespace spanwise
