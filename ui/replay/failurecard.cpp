// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/failurecard.h"

#include "ui/replay/words.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>

namespace spanwise {

using Outcome = ReplayRecord::Outcome;

FailureCard::FailureCard(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_title(new QLabel(this))
    , m_message(new QLabel(this))
    , m_advice(new QLabel(this))
{
    setProperty("card", true);
    for (QLabel *const text : {m_message, m_advice}) {
        text->setWordWrap(true);
        text->setTextFormat(Qt::PlainText); // it quotes what the pipeline sent
        text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    m_advice->setProperty("tone", QStringLiteral("secondary"));
    auto *const retry = new QPushButton(tr("Try again"), this);
    auto *const settings = new QPushButton(tr("Open settings"), this);

    auto *const words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_title);
    words->addWidget(m_message);
    words->addWidget(m_advice);
    auto *const row = new QHBoxLayout(this);
    row->setContentsMargins(20, 14, 14, 14);
    row->setSpacing(10);
    row->addLayout(words, 1);
    row->addWidget(settings, 0, Qt::AlignVCenter);
    row->addWidget(retry, 0, Qt::AlignVCenter);

    connect(retry, &QPushButton::clicked, this, &FailureCard::retryRequested);
    connect(settings, &QPushButton::clicked, this, &FailureCard::settingsRequested);
    connect(&m_theme, &Theme::changed, this, &FailureCard::refresh);
}

void FailureCard::setRecord(const ReplayRecord &record)
{
    m_record = record;
    refresh();
}

bool FailureCard::isSerious() const
{
    return m_record.outcome != Outcome::Cancelled && m_record.outcome != Outcome::NoTrace &&
           m_record.outcome != Outcome::Running && m_record.outcome != Outcome::Completed;
}

void FailureCard::refresh()
{
    const Token token = isSerious() ? Token::Error : Token::Warning;
    QFont font = m_theme.pageTitle();
    font.setPointSizeF(font.pointSizeF() * 1.2);
    m_title->setFont(font);
    const QString title =
        m_record.outcome == Outcome::Completed ? tr("The trace is incomplete") : failureTitle(m_record);
    m_title->setText(QStringLiteral("<span style='color:%1'>%2 %3</span>")
                         .arg(m_theme.color(token).name(),
                              isSerious() ? QStringLiteral("▲") : QStringLiteral("◆"),
                              title.toHtmlEscaped()));
    m_message->setText(QString::fromStdString(m_record.message));
    m_message->setVisible(!m_record.message.empty());
    const QString advice = failureAdvice(m_record);
    m_advice->setText(advice);
    m_advice->setVisible(!advice.isEmpty());
    setAccessibleName(title);
    update();
}

void FailureCard::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath card;
    card.addRoundedRect(QRectF(rect()), 8, 8);
    painter.setClipPath(card);
    painter.fillRect(QRect(0, 0, 4, height()), m_theme.color(isSerious() ? Token::Error : Token::Warning));
}

} // namespace spanwise
