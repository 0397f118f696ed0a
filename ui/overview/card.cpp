// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/card.h"

#include "ui/overview/sparkline.h"
#include "ui/theme/restyle.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString toneOf(Token color)
{
    switch (color) {
    case Token::Ok:
        return u"ok"_s;
    case Token::Warning:
        return u"warning"_s;
    case Token::Error:
        return u"error"_s;
    default:
        return u"secondary"_s;
    }
}

} // namespace

Card::Card(const Theme &theme, const QString &title, QWidget *parent)
    : QFrame(parent)
    , m_title(title)
    , m_mark(new StateMark(theme, this))
    , m_value(new QLabel(u"–"_s, this))
    , m_unit(new QLabel(this))
    , m_note(new QLabel(this))
    , m_line(new Sparkline(theme, this))
{
    setProperty("card", true);
    setMinimumWidth(120);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *name = new QLabel(title, this);
    name->setProperty("type", u"secondary"_s);
    name->setProperty("tone", u"secondary"_s);
    m_value->setProperty("type", u"cardValue"_s);
    m_unit->setProperty("type", u"secondary"_s);
    m_unit->setProperty("tone", u"muted"_s);
    m_note->setProperty("type", u"secondary"_s);
    m_note->setProperty("tone", u"secondary"_s);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_mark->hide();

    auto *head = new QHBoxLayout;
    head->setSpacing(6);
    head->addWidget(name);
    head->addWidget(m_mark);
    head->addStretch(1);
    auto *number = new QHBoxLayout;
    number->setSpacing(4);
    number->addWidget(m_value, 0, Qt::AlignBaseline);
    number->addWidget(m_unit, 0, Qt::AlignBaseline);
    number->addStretch(1);
    number->addWidget(m_line, 3, Qt::AlignVCenter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 9, 12, 9);
    layout->setSpacing(2);
    layout->addLayout(head);
    layout->addLayout(number);
    layout->addWidget(m_note);
}

void Card::show(Content content)
{
    m_value->setText(content.value);
    m_unit->setText(content.unit);
    m_note->setText(content.note);
    m_note->setToolTip(content.note);
    restyle(m_note, "tone", toneOf(content.noteColor));
    m_mark->setVisible(content.mark.has_value());
    if (content.mark)
        m_mark->setMark(*content.mark, content.note);
    m_line->setValues(std::move(content.line), content.lineColor);
    setAccessibleName(u"%1: %2 %3, %4"_s.arg(m_title, content.value, content.unit, content.note));
}

} // namespace spanwise
