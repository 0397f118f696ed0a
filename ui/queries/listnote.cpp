// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queries/listnote.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace spanwise {

ListNote::ListNote(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_words(new QLabel(this))
    , m_action(new QPushButton(this))
{
    m_title->setProperty("type", u"pageTitle"_s);
    m_title->setAlignment(Qt::AlignHCenter);
    m_title->setWordWrap(true);
    m_words->setProperty("tone", u"secondary"_s);
    m_words->setAlignment(Qt::AlignHCenter);
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(10);
    layout->addStretch(2);
    layout->addWidget(m_title);
    layout->addWidget(m_words);
    layout->addWidget(m_action, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_action, &QPushButton::clicked, this, &ListNote::actionRequested);
}

void ListNote::show(const QString &title, const QString &words, const QString &action)
{
    m_title->setText(title);
    m_words->setText(words);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
}

} // namespace spanwise
