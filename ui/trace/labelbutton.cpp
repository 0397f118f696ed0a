// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/labelbutton.h"

#include "ui/models/format.h"
#include "ui/trace/tracelabeller.h"

#include <QAction>
#include <QInputDialog>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace spanwise {

LabelButton::LabelButton(TraceLabeller &labeller, QWidget *parent)
    : QToolButton(parent)
    , m_labeller(labeller)
{
    setObjectName(u"label"_s);
    setAutoRaise(true);
    setPopupMode(QToolButton::InstantPopup);
    auto *const menu = new QMenu(this);
    m_good = menu->addAction(tr("Good answer"));
    m_bad = menu->addAction(tr("Bad answer"));
    for (QAction *const action : {m_good, m_bad})
        action->setCheckable(true);
    m_note = menu->addAction(tr("Note…"));
    menu->addSeparator();
    m_clear = menu->addAction(tr("Clear"));
    m_undo = menu->addAction(tr("Undo"));
    setMenu(menu);
    connect(m_good, &QAction::triggered, this,
            [this](bool on) { m_labeller.setVerdict(on ? std::optional(Verdict::Good) : std::nullopt); });
    connect(m_bad, &QAction::triggered, this,
            [this](bool on) { m_labeller.setVerdict(on ? std::optional(Verdict::Bad) : std::nullopt); });
    connect(m_note, &QAction::triggered, this, &LabelButton::askNote);
    connect(m_clear, &QAction::triggered, &m_labeller, &TraceLabeller::clear);
    connect(m_undo, &QAction::triggered, &m_labeller, &TraceLabeller::undo);
    connect(&m_labeller, &TraceLabeller::changed, this, &LabelButton::show);
    show();
}

void LabelButton::show()
{
    const auto verdict = m_labeller.verdict();
    const QString note = m_labeller.note();
    m_good->setChecked(verdict == Verdict::Good);
    m_bad->setChecked(verdict == Verdict::Bad);
    m_note->setText(note.isEmpty() ? tr("Note…") : tr("Change the note…"));
    m_clear->setEnabled(verdict || !note.isEmpty());
    m_undo->setEnabled(m_labeller.canUndo());
    setText(verdict == Verdict::Good  ? tr("● Good")
            : verdict == Verdict::Bad ? tr("▲ Bad")
            : note.isEmpty()          ? tr("Label")
                                      : tr("Noted"));
    setToolTip(note.isEmpty() ? tr("Say whether this answer is good or bad") : toolTipText(note));
}

void LabelButton::askNote()
{
    bool given = false;
    const QString note = QInputDialog::getMultiLineText(
        this, tr("Note"), tr("What is to be known about this query?"), m_labeller.note(), &given);
    if (given)
        m_labeller.setNote(note);
}

} // namespace spanwise
