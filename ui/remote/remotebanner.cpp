// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/remote/remotebanner.h"

#include "ui/theme/restyle.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace spanwise {

RemoteBanner::RemoteBanner(QWidget *parent)
    : QFrame(parent)
    , m_words(new QLabel(this))
    , m_keep(new QPushButton(tr("Keep"), this))
    , m_open(new QPushButton(tr("Open in the history"), this))
{
    m_words->setObjectName(u"remoteOrigin"_s);
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_keep->setObjectName(u"remoteKeep"_s);
    m_keep->setToolTip(tr("Adds this trace to the history on this machine"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 8, 14, 8);
    row->addWidget(m_words, 1);
    row->addWidget(m_keep);
    row->addWidget(m_open);
    connect(m_keep, &QPushButton::clicked, this, &RemoteBanner::keepRequested);
    connect(m_open, &QPushButton::clicked, this, &RemoteBanner::openRequested);
    m_open->hide();
}

void RemoteBanner::showOrigin(const QString &connection, const QStringList &notes)
{
    QString words = tr("From “%1”. It is not in the history on this machine.").arg(connection);
    for (const QString &note : notes)
        words += u"\n▲ "_s + note;
    restyle(m_words, "tone", notes.isEmpty() ? u"secondary"_s : u"warning"_s);
    m_words->setText(words);
    m_keep->setVisible(true);
    m_keep->setEnabled(true);
    m_open->hide();
}

void RemoteBanner::showKeeping()
{
    m_keep->setEnabled(false);
    restyle(m_words, "tone", u"secondary"_s);
    m_words->setText(tr("Keeping…"));
}

void RemoteBanner::showKept(const QString &words)
{
    restyle(m_words, "tone", u"ok"_s);
    m_words->setText(words);
    m_keep->hide();
    m_open->show();
}

void RemoteBanner::showFailure(const QString &words)
{
    restyle(m_words, "tone", u"error"_s);
    m_words->setText(u"▲ "_s + words);
    m_keep->setEnabled(true);
}

} // namespace spanwise
