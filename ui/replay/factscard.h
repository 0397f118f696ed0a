// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/replay/loadresult.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace spanwise {

class Theme;

/// What a replay showed, before any table: how long it took, the differences in words, when both ran.
class FactsCard final : public QFrame
{
    Q_OBJECT

public:
    explicit FactsCard(const Theme &theme, QWidget *parent = nullptr);

    void setResult(const ReplayResult &result);

Q_SIGNALS:
    void originalRequested();
    void replayRequested();
    void comparisonRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void showHeadline(const ReplayResult &result);
    void showFacts(const ReplayComparison &comparison);
    void showRuns(const ReplayResult &result);
    void refresh();

    const Theme &m_theme;
    ReplayResult m_result;
    bool m_hasBadFact = false;
    QFrame *m_rule;
    QLabel *m_headline;
    QLabel *m_subline;
    QLabel *m_facts;
    QLabel *m_runs;
    QPushButton *m_original;
    QPushButton *m_replay;
    QPushButton *m_compare;
};

} // namespace spanwise
