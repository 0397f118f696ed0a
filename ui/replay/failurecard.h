// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/replayrecord.h"

#include <QFrame>

class QLabel;

namespace spanwise {

class Theme;

/// A replay that did not give a whole result: what happened, why, and what to do about it.
class FailureCard final : public QFrame
{
    Q_OBJECT

public:
    explicit FailureCard(const Theme &theme, QWidget *parent = nullptr);

    void setRecord(const ReplayRecord &record);

Q_SIGNALS:
    void retryRequested();
    void settingsRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    /// Error for what went wrong, Warning for what is only incomplete or was wanted.
    bool isSerious() const;

    const Theme &m_theme;
    ReplayRecord m_record;
    QLabel *m_title;
    QLabel *m_message;
    QLabel *m_advice;
};

} // namespace spanwise
