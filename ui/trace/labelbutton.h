// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

class QAction;

namespace spanwise {

class TraceLabeller;

/// "Label ▾" of an open trace: good, bad, a note, clear, undo; says what is said. GUI thread.
class LabelButton final : public QToolButton
{
    Q_OBJECT

public:
    explicit LabelButton(TraceLabeller &labeller, QWidget *parent = nullptr);

private:
    void show(); // what is said
    void askNote();

    TraceLabeller &m_labeller;
    QAction *m_good;
    QAction *m_bad;
    QAction *m_note;
    QAction *m_clear;
    QAction *m_undo;
};

} // namespace spanwise
