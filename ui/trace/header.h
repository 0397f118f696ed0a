// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/clockskew.h"
#include "core/model/trace.h"
#include "core/timeline/defects.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QAction;
class QToolButton;

namespace spanwise {

/// The head of an open trace: the question, what it took, what is wrong with its shape, Replay, and what else
/// can be done with it.
class TraceHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit TraceHeader(Theme &theme, QWidget *parent = nullptr);

    /// What it says about all spans together. O(n) to work out, on any thread.
    struct Facts
    {
        std::size_t steps = 0;
        std::size_t failed = 0;
        std::int64_t tokens = 0;
        double costUsd = 0;
        double hallucination = 0;
        TraceDefects defects;
    };
    static Facts factsOf(const Trace &trace);
    void show(const Trace &trace, const Facts &facts);
    /// Whether there is a pin to press; none until this says so.
    void setPinnable(bool pinnable);
    void setPinned(bool pinned);
    /// Whether the trace can be compared with another; not until this says so.
    void setCompareOffered(bool offered);
    /// Puts one more button before the others.
    void addTool(QWidget *tool);
    /// Clocks that are off, as warnings, with a switch that shifts them or shows them as they were sent.
    void showClocks(const std::vector<SkewedClock> &clocks, bool shifted);
    /// Without: a trace that is not in the history has no saved query to ask again.
    void setReplayOffered(bool offered);
    /// What was found in the trace by itself, as a button that opens it; 0 hides it. mark is that of the
    /// worst.
    void showFindings(std::size_t count, bool hasError);
    QToolButton *findingsButton() const { return m_findings; }

Q_SIGNALS:
    void replayRequested();
    void compareRequested();
    void exportRequested();
    void closeRequested();
    void pinRequested();
    void shiftClocksToggled(bool shift);
    void findingsRequested();
    void colorRulesRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    /// One of the facts below the question.
    struct FactWords
    {
        QString words;
        Token color = Token::Secondary;
        bool strong = false;
    };

    void fitTools();
    void restyle();
    void showQuestion();
    void showFacts();
    std::vector<FactWords> factWords(const Trace &trace, const Facts &totals) const;
    void showDefects(const TraceDefects &defects);

    Theme &m_theme;
    QString m_questionText;
    QString m_traceId;
    std::vector<FactWords> m_factWords;
    QString m_began; // when, in full
    QLabel *m_question;
    QToolButton *m_pin;
    QToolButton *m_close;
    QToolButton *m_compare;
    QAction *m_compareAction;
    QAction *m_pinAction;
    bool m_isPinnable = false;
    bool m_isCompareOffered = false;
    QToolButton *m_more;
    QToolButton *m_id;
    QLabel *m_facts;
    QLabel *m_warnings;
    QToolButton *m_clocks;
    QToolButton *m_findings;
    QStringList m_defects;
    QPushButton *m_replay;
};

} // namespace spanwise
