// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/replayheader.h"

#include "ui/models/format.h"
#include "ui/replay/words.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QUrl>

namespace spanwise {

ReplayHeader::ReplayHeader(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new QLabel(tr("Replay"), this))
    , m_question(new QLabel(this))
    , m_progress(new QLabel(this))
    , m_target(new QPushButton(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_run(new QPushButton(this))
{
    m_title->setProperty("type", QStringLiteral("pageTitle"));
    m_question->setProperty("tone", QStringLiteral("secondary"));
    m_question->setTextFormat(Qt::PlainText);
    m_question->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_progress->setProperty("tone", QStringLiteral("accent"));
    m_target->setToolTip(tr("Where the query is sent. Click to change it in the settings."));
    m_target->setAccessibleName(tr("Replay target"));
    m_run->setProperty("primary", true);
    m_run->setIcon(themedIcon(theme, Glyph::Replay, Token::OnAccent, Token::OnAccent));
    auto *const targetLabel = new QLabel(tr("target"), this);
    targetLabel->setProperty("tone", QStringLiteral("secondary"));

    auto *const row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    row->addWidget(m_title);
    row->addWidget(m_question, 1);
    row->addWidget(m_progress);
    row->addWidget(m_cancel);
    row->addWidget(targetLabel);
    row->addWidget(m_target);
    row->addWidget(m_run);

    m_tick.setInterval(200);
    connect(&m_tick, &QTimer::timeout, this, &ReplayHeader::tick);
    connect(m_run, &QPushButton::clicked, this, &ReplayHeader::runRequested);
    connect(m_cancel, &QPushButton::clicked, this, &ReplayHeader::cancelRequested);
    connect(m_target, &QPushButton::clicked, this, &ReplayHeader::settingsRequested);
    setRunnable(false, false);
    setStage(std::nullopt);
}

void ReplayHeader::setTitleVisible(bool visible)
{
    m_title->setVisible(visible);
}

void ReplayHeader::setQuestion(const QString &question)
{
    m_text = question.simplified();
    m_question->setToolTip(question);
    elide();
}

void ReplayHeader::setTarget(const QString &url)
{
    const QUrl parsed(url);
    const QString host = parsed.host().isEmpty() ? url : parsed.authority() + parsed.path();
    m_target->setText(m_target->fontMetrics().elidedText(host, Qt::ElideMiddle, 260));
}

void ReplayHeader::setRunnable(bool runnable, bool again)
{
    m_run->setEnabled(runnable && !m_stage);
    m_run->setText(again ? tr("Run again") : tr("Replay"));
    m_run->setProperty("runnable", runnable);
}

void ReplayHeader::setStage(std::optional<ReplayStage> stage)
{
    if (stage && !m_stage)
        m_running.start();
    m_stage = stage;
    m_progress->setVisible(stage.has_value());
    m_cancel->setVisible(stage.has_value());
    m_run->setEnabled(!stage && m_run->property("runnable").toBool());
    if (stage)
        m_tick.start();
    else
        m_tick.stop();
    tick();
}

void ReplayHeader::tick()
{
    if (m_stage)
        m_progress->setText(QStringLiteral("%1 · %2").arg(
            stageWords(*m_stage),
            formatDuration(std::chrono::milliseconds(m_running.elapsed() / 100 * 100))));
}

void ReplayHeader::elide()
{
    m_question->setText(m_question->fontMetrics().elidedText(m_text, Qt::ElideRight, m_question->width()));
}

void ReplayHeader::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layout()->activate();
    elide();
}

} // namespace spanwise
