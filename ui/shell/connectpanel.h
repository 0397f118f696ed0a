// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/counters.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QTabWidget;

namespace spanwise {

class StateMark;
class Theme;

/// "Connect a pipeline": what to copy for each language, and a light that turns when the first span arrives.
class ConnectPanel final : public QFrame
{
    Q_OBJECT

public:
    ConnectPanel(const Theme &theme, QWidget *parent = nullptr);

    /// The address that the receiver listens on, "127.0.0.1:4318"; changes the lines to copy.
    void setAddress(const QString &address);
    /// Senders need a token: the lines to copy say where it goes.
    void setNeedsToken(bool needs);
    /// Why nothing can arrive; empty when it listens.
    void setProblem(const QString &problem);
    /// services: names, most recently seen first; may be empty while they are not known.
    void setReceived(std::uint64_t spans, const QStringList &services);
    QString stateText() const;

Q_SIGNALS:
    /// Spans arrive, and the user wants to see what they say.
    void overviewRequested();

private:
    void fillTabs();
    void showState();

    QString m_address;
    bool m_needsToken = false;
    QString m_problem;
    std::uint64_t m_spans = 0;
    QStringList m_services;
    QTabWidget *m_tabs;
    StateMark *m_light;
    QLabel *m_state;
    QPushButton *m_open;
};

} // namespace spanwise
