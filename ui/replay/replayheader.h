// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/replay/replaystage.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;

namespace spanwise {

class Theme;

/// The line above a replay: what is asked, of whom, how far it is, and the button that runs it.
class ReplayHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit ReplayHeader(const Theme &theme, QWidget *parent = nullptr);

    void setTitleVisible(bool visible);
    void setQuestion(const QString &question);
    void setTarget(const QString &url);
    /// Whether there is a query to run, and whether it ran before.
    void setRunnable(bool runnable, bool again);
    /// nullopt: nothing is under way.
    void setStage(std::optional<ReplayStage> stage);

Q_SIGNALS:
    void runRequested();
    void cancelRequested();
    void settingsRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void elide();
    void tick();

    const Theme &m_theme;
    QLabel *m_title;
    QLabel *m_question;
    QLabel *m_progress;
    QPushButton *m_target;
    QPushButton *m_cancel;
    QPushButton *m_run;
    QString m_text;
    std::optional<ReplayStage> m_stage;
    QElapsedTimer m_running;
    QTimer m_tick;
};

} // namespace spanwise
