// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tokenrow.h"

#include "ui/shell/tokencontrol.h"
#include "ui/theme/restyle.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

/// Enough to tell two tokens apart, too little to use one.
QString endOf(const QString &token)
{
    return u"…"_s % token.right(4);
}

} // namespace

TokenRow::TokenRow(TokenControl &control, QWidget *parent)
    : QWidget(parent)
    , m_control(control)
    , m_state(new QLabel(this))
    , m_place(new QLabel(this))
    , m_make(button({}, u"makeToken"_s, tr("Takes effect at once, without Save")))
    , m_copy(button(tr("Copy"), u"copyToken"_s, tr("Copies the current token")))
    , m_removeOlder(button(tr("Remove the older"), u"removeOlderToken"_s,
                           tr("Senders that still use it are refused from now on")))
    , m_removeAll(
          button(tr("Remove"), u"removeTokens"_s, tr("Senders on this machine need no token any more")))
{
    setProperty("transparent", true);
    m_state->setObjectName(u"tokenState"_s);
    m_place->setWordWrap(true);
    m_place->setProperty("type", u"secondary"_s);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton *const each : {m_make, m_copy, m_removeOlder, m_removeAll})
        buttons->addWidget(each);
    buttons->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_state);
    layout->addLayout(buttons);
    layout->addWidget(m_place);
    connect(m_make, &QPushButton::clicked, &control, &TokenControl::rotate);
    connect(m_copy, &QPushButton::clicked, this, &TokenRow::copy);
    connect(m_removeOlder, &QPushButton::clicked, &control, &TokenControl::removeOlder);
    connect(m_removeAll, &QPushButton::clicked, &control, &TokenControl::removeAll);
    connect(&control, &TokenControl::tokensChanged, this, &TokenRow::refresh);
    refresh();
}

QPushButton *TokenRow::button(const QString &text, const QString &name, const QString &tip)
{
    auto *const made = new QPushButton(text, this);
    made->setObjectName(name);
    made->setToolTip(tip);
    return made;
}

QString TokenRow::stateText() const
{
    return m_state->text();
}

void TokenRow::copy()
{
    const QStringList tokens = m_control.tokens();
    if (!tokens.isEmpty())
        QGuiApplication::clipboard()->setText(tokens.constFirst());
}

void TokenRow::refresh()
{
    const QStringList tokens = m_control.tokens();
    if (tokens.isEmpty())
        m_state->setText(tr("None: programs on this machine send without one, others cannot send."));
    else if (tokens.size() == 1)
        m_state->setText(tr("Senders need the token that ends in %1.").arg(endOf(tokens[0])));
    else
        m_state->setText(
            tr("Senders need the token that ends in %1; the older one, %2, is valid until it is removed.")
                .arg(endOf(tokens[0]), endOf(tokens[1])));
    m_state->setWordWrap(true);
    m_make->setText(tokens.isEmpty() ? tr("Make a token") : tr("Make a new one"));
    m_copy->setVisible(!tokens.isEmpty());
    m_removeOlder->setVisible(tokens.size() > 1);
    m_removeAll->setVisible(!tokens.isEmpty());
    m_removeAll->setText(tokens.size() > 1 ? tr("Remove both") : tr("Remove"));
    const QString problem = m_control.problem();
    m_place->setText(problem.isEmpty() ? m_control.place() : problem);
    restyle(m_place, "tone", problem.isEmpty() ? u"secondary"_s : u"error"_s);
}

} // namespace spanwise
