// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/statusstrip.h"

#include "ui/models/format.h"
#include "ui/models/live.h"
#include "ui/shell/progressitem.h"
#include "ui/shell/reasonsdialog.h"
#include "ui/theme/restyle.h"
#include "ui/theme/statemark.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {

StatusStrip::StatusStrip(const Theme &theme, Live &live, QWidget *parent)
    : QStatusBar(parent)
    , m_theme(theme)
    , m_live(live)
{
    setSizeGripEnabled(false);
    auto *strip = new QWidget(this);
    strip->setObjectName(u"statusStrip"_s);
    m_layout = new QHBoxLayout(strip);
    m_layout->setContentsMargins(12, 2, 12, 2);
    m_layout->setSpacing(12);

    auto *listening = new QHBoxLayout;
    listening->setSpacing(3);
    m_light = new StateMark(theme, strip);
    m_listening = new QToolButton(strip);
    m_listening->setText(tr("Not listening"));
    connect(m_listening, &QToolButton::clicked, this, &StatusStrip::listeningClicked);
    listening->addWidget(m_light);
    listening->addWidget(m_listening);
    m_layout->addLayout(listening);

    m_rate = addText();
    m_received = addText();
    m_stored = addText();
    auto *losses = new QHBoxLayout;
    losses->setSpacing(2);
    m_layout->addLayout(losses);
    m_rejected = addLoss(
        tr("Spans left out of accepted requests because they were invalid. Click for the last reasons."));
    m_refused = addLoss(tr(
        "Spans sent back with \"try again\": the queue was full or the disk failed. Click for the reasons."));
    m_bad = addLoss(
        tr("Requests that could not be decoded, were too large or of a wrong type. Click for the reasons."));
    for (QToolButton *loss : {m_rejected, m_refused, m_bad})
        losses->addWidget(loss);

    m_layout->addStretch(1);
    m_work = new QHBoxLayout;
    m_layout->addLayout(m_work);
    m_history = addText();
    m_demo = addText();
    m_demo->hide();
    addPermanentWidget(strip, 1);
    connect(&live, &Live::changed, this, &StatusStrip::showStatus);
    showStatus();
}

QLabel *StatusStrip::addText()
{
    auto *label = new QLabel(this);
    m_layout->addWidget(label);
    return label;
}

QToolButton *StatusStrip::addLoss(const QString &tip)
{
    auto *button = new QToolButton(this);
    button->setToolTip(tip);
    connect(button, &QToolButton::clicked, this, &StatusStrip::showReasons);
    return button;
}

void StatusStrip::setListening(const QString &addresses, const QString &details, bool hasProblem)
{
    m_light->setMark(hasProblem ? Mark::Warning : Mark::Ok,
                     hasProblem ? tr("Listening, but not everywhere") : tr("Listening"));
    m_listening->setText(tr("Listening %1").arg(addresses));
    const QString where = details.isEmpty() ? tr("OTLP over HTTP: %1").arg(addresses) : details;
    m_listening->setToolTip(where % u'\n' % tr("Click for the settings."));
    restyle(m_listening, "tone", hasProblem ? u"warning"_s : QString());
}

void StatusStrip::setListenError(const QString &problem)
{
    m_light->setMark(Mark::Error, tr("Not listening"));
    m_listening->setText(tr("Not listening"));
    m_listening->setToolTip(problem);
    restyle(m_listening, "tone", u"error"_s);
}

void StatusStrip::setHistory(const StoreStatistics &statistics)
{
    QString text = tr("history %1").arg(formatBytes(statistics.bytes));
    if (statistics.oldest && statistics.newest) {
        const auto days =
            std::chrono::ceil<std::chrono::days>(*statistics.newest - *statistics.oldest).count();
        text += u" · "_s + (days <= 1 ? tr("1 day") : tr("%1 days").arg(days));
    }
    m_history->setText(text);
    m_history->setToolTip(tr("%1, %2, %3")
                              .arg(counted(statistics.traceCount, tr("1 trace"), tr("%1 traces")),
                                   counted(statistics.spanCount, tr("1 span"), tr("%1 spans")),
                                   counted(statistics.logCount, tr("1 log record"), tr("%1 log records"))));
}

void StatusStrip::setDemo(DemoControl::State state, const QString &message)
{
    static const QHash<DemoControl::State, QString> texts{
        {DemoControl::State::Starting, tr("demo pipeline starting")},
        {DemoControl::State::Running, tr("demo pipeline running")},
        {DemoControl::State::Stopping, tr("demo pipeline stopping")},
        {DemoControl::State::Failed, tr("demo pipeline failed")},
    };
    m_demo->setVisible(state != DemoControl::State::Stopped);
    m_demo->setText(texts.value(state));
    m_demo->setToolTip(message);
    restyle(m_demo, "tone", state == DemoControl::State::Failed ? u"error"_s : QString());
}

void StatusStrip::setReasons(std::function<QStringList()> reasons)
{
    m_reasons = std::move(reasons);
}

void StatusStrip::addProgress(ProgressItem *item)
{
    m_work->addWidget(item);
}

void StatusStrip::update(const QString &text, QToolButton *button, std::uint64_t count, const char *tone)
{
    button->setText(text);
    restyle(button, "tone", count > 0 ? QString::fromLatin1(tone) : QString());
}

void StatusStrip::showStatus()
{
    const IntakeStatus &status = m_live.status();
    m_rate->setText(
        tr("%1 spans/s").arg(formatCount(static_cast<std::uint64_t>(std::llround(status.spansPerSecond)))));
    m_received->setText(tr("received %1").arg(formatCount(status.receivedSpans)));
    m_received->setToolTip(
        tr("Spans decoded since the start, in %1 of %2; beside them %3 and %4")
            .arg(counted(status.requests, tr("1 request"), tr("%1 requests")), formatBytes(status.bytes),
                 counted(status.logs.received, tr("1 log record"), tr("%1 log records")),
                 counted(status.points.received, tr("1 data point"), tr("%1 data points"))));
    m_stored->setText(tr("stored %1").arg(formatCount(status.storedSpans)));
    m_stored->setToolTip(tr("Spans committed to the history; %1 came twice and were already there; %2 wait.\n"
                            "Log records: %3 stored, %4 came twice. Data points: %5 stored, %6 came twice.")
                             .arg(formatCount(status.duplicateSpans), formatBytes(status.queuedBytes),
                                  formatCount(status.logs.stored), formatCount(status.logs.duplicate),
                                  formatCount(status.points.stored), formatCount(status.points.duplicate)));
    // Whatever was lost counts, of any kind; the tool tip tells them apart.
    const std::uint64_t rejected = status.rejectedSpans + status.logs.rejected + status.points.rejected;
    const std::uint64_t refused = status.refusedSpans + status.logs.refused + status.points.refused;
    const auto parts = [](std::uint64_t spans, std::uint64_t logs, std::uint64_t points) {
        return tr("%1 spans, %2 log records, %3 data points")
            .arg(formatCount(spans), formatCount(logs), formatCount(points));
    };
    update(tr("rejected %1").arg(formatCount(rejected)), m_rejected, rejected, "warning");
    update(tr("refused %1").arg(formatCount(refused)), m_refused, refused, "error");
    m_rejected->setToolTip(
        tr("Left out of requests that were accepted otherwise: %1. Click for the reasons.")
            .arg(parts(status.rejectedSpans, status.logs.rejected, status.points.rejected)));
    m_refused->setToolTip(tr("Sent back with \"try again\": %1. Click for the reasons.")
                              .arg(parts(status.refusedSpans, status.logs.refused, status.points.refused)));
    update(tr("bad requests %1").arg(formatCount(status.badRequests)), m_bad, status.badRequests, "warning");
}

void StatusStrip::showReasons()
{
    auto *dialog = new ReasonsDialog(m_reasons ? m_reasons() : QStringList(), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

} // namespace spanwise
