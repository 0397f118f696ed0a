// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"
#include "ui/shell/democontrol.h"

#include <QStatusBar>

#include <functional>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace spanwise {

class Live;
class ProgressItem;
class StateMark;
class Theme;

/// The line at the bottom: where it listens, everything that came in or was lost, the history, the demo.
///
/// Every counter of IntakeStatus is here. Losses are buttons: they show the last reasons. GUI thread.
class StatusStrip final : public QStatusBar
{
    Q_OBJECT

public:
    StatusStrip(const Theme &theme, Live &live, QWidget *parent = nullptr);

    /// details: a line for each listener; one that has a problem is marked.
    void setListening(const QString &addresses, const QString &details = {}, bool hasProblem = false);
    /// Not listening, and why.
    void setListenError(const QString &problem);
    void setHistory(const StoreStatistics &statistics);
    void setDemo(DemoControl::State state, const QString &message);
    /// The newest reasons of rejections, newest first; asked when the user clicks a count.
    void setReasons(std::function<QStringList()> reasons);
    void addProgress(ProgressItem *item);

Q_SIGNALS:
    /// The listening light was clicked: its settings are wanted.
    void listeningClicked();

private:
    QLabel *addText();
    QToolButton *addLoss(const QString &tip);
    void update(const QString &text, QToolButton *button, std::uint64_t count, const char *tone);
    void showStatus();
    void showReasons();

    const Theme &m_theme;
    Live &m_live;
    std::function<QStringList()> m_reasons;
    QHBoxLayout *m_layout;
    StateMark *m_light;
    QToolButton *m_listening;
    QLabel *m_rate;
    QLabel *m_received;
    QLabel *m_stored;
    QToolButton *m_rejected;
    QToolButton *m_refused;
    QToolButton *m_bad;
    QHBoxLayout *m_work;
    QLabel *m_history;
    QLabel *m_demo;
};

} // namespace spanwise
