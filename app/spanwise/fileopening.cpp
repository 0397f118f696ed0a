// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/fileopening.h"

#include "app/spanwise/labelcountstext.h"
#include "core/genai/facts.h"
#include "core/receive/import/fileimport.h"
#include "core/receive/import/tracereading.h"
#include "ui/models/format.h"
#include "ui/shell/infobar.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/progressitem.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPointer>
#include <QPushButton>
#include <QTimer>

#include <chrono>
#include <optional>
#include <semaphore>
#include <utility>

namespace spanwise {

struct FileOpening::Outcome
{
    QString file;
    std::optional<ImportReport> report;
    QString problem;
    bool cancelled = false;
};

namespace {

constexpr auto progressInterval = std::chrono::milliseconds(100);
constexpr auto timeToPaint = std::chrono::milliseconds(60); ///< after the window has taken a trace
constexpr auto longestToShow = std::chrono::seconds(5);     ///< what is read is stored in any case

QString skippedText(const ImportReport &report)
{
    QString text;
    for (const SkippedPart &part : report.skipped)
        text += (part.line > 0 ? FileOpening::tr("line %1: %2\n").arg(part.line)
                               : FileOpening::tr("byte %1: %2\n").arg(part.position))
                    .arg(QString::fromStdString(part.reason));
    return text;
}

} // namespace

FileOpening::FileOpening(Intake &intake, MainWindow &window, QObject *parent)
    : QObject(parent)
    , m_intake(intake)
    , m_window(window)
{
}

FileOpening::~FileOpening()
{
    m_thread.request_stop();
}

void FileOpening::open(const QStringList &files)
{
    m_waiting += files;
    if (!m_running)
        startNext();
}

void FileOpening::startNext()
{
    if (m_waiting.isEmpty())
        return;
    m_running = true;
    const QString file = m_waiting.takeFirst();
    const QPointer<ProgressItem> item =
        m_window.startProgress(tr("Opening %1").arg(QFileInfo(file).fileName()));
    connect(item, &ProgressItem::cancelled, this, [this] { m_thread.request_stop(); });

    m_thread = std::jthread([this, file, item](const std::stop_token &stop) {
        const auto told = [this, file, item](const QString &words) {
            return [this, file, item, words,
                    last = std::chrono::steady_clock::time_point()](const ImportProgress &progress) mutable {
                const auto now = std::chrono::steady_clock::now();
                if (now - last < progressInterval)
                    return;
                last = now;
                QMetaObject::invokeMethod(this, [item, progress, file, words] {
                    if (!item)
                        return;
                    item->setProgress(progress.bytesDone, progress.bytesTotal);
                    item->setText(
                        words.arg(QFileInfo(file).fileName(), formatBytes(progress.bytesDone),
                                  formatBytes(progress.bytesTotal),
                                  formatBytes(static_cast<std::uint64_t>(progress.bytesPerSecond))));
                });
            };
        };
        const auto facts = [](TelemetryBatch &batch) { return readFacts(batch); };
        if (auto trace =
                readTraceFile(file.toStdString(), facts, told(tr("Opening %1: %2 of %3, %4/s")), stop);
            trace && *trace)
            show(*std::move(trace), stop);
        auto report = importFile(file.toStdString(), m_intake, told(tr("Storing %1: %2 of %3, %4/s")), stop);
        Outcome outcome;
        outcome.file = file;
        if (report) {
            outcome.report = std::move(*report);
        } else {
            outcome.problem = QString::fromStdString(report.error().message);
            outcome.cancelled = report.error().code == Error::Code::Cancelled;
        }
        QMetaObject::invokeMethod(this, [this, item, outcome = std::move(outcome)] {
            if (item)
                item->finish();
            finished(outcome);
        });
    });
}

/// On the thread that reads: storing would take the processors that the window needs to show the trace, which
/// is waited for.
void FileOpening::show(std::shared_ptr<const Trace> trace, const std::stop_token &stop)
{
    const auto shown = std::make_shared<std::counting_semaphore<>>(0);
    const std::stop_callback given(stop, [shown] { shown->release(); });
    QMetaObject::invokeMethod(this, [this, shown, trace = std::move(trace)] {
        Q_EMIT read(trace);
        QTimer::singleShot(timeToPaint, this, [shown] { shown->release(); });
    });
    (void)shown->try_acquire_for(longestToShow);
}

void FileOpening::finished(const Outcome &outcome)
{
    m_thread.join();
    m_memory.soon();
    m_running = false;
    if (!outcome.report) {
        m_window.showMessage(outcome.problem, outcome.cancelled ? Token::Accent : Token::Error);
    } else {
        const ImportReport &report = *outcome.report;
        if (report.skippedCount > 0 || report.rejectedSpans > 0) {
            InfoBar *const bar = m_window.showMessage(
                tr("%1: %2; %3: %4")
                    .arg(QFileInfo(outcome.file).fileName(),
                         counted(report.storedSpans, tr("1 span was stored"), tr("%1 spans were stored")),
                         counted(report.skippedCount, tr("1 part could not be read"),
                                 tr("%1 parts could not be read, the first because")),
                         report.skipped.empty() ? QString()
                                                : QString::fromStdString(report.skipped.front().reason)),
                Token::Warning);
            bar->addButton(tr("Copy the list"),
                           [text = skippedText(report)] { QGuiApplication::clipboard()->setText(text); });
        } else if (report.labels.total() > report.labels.known) {
            m_window.showMessage(
                tr("%1: %2; %3.")
                    .arg(QFileInfo(outcome.file).fileName(),
                         counted(report.storedSpans, tr("1 span was stored"), tr("%1 spans were stored")),
                         labelCountsText(report.labels)));
        } else if (report.storedSpans == 0 && report.duplicateSpans > 0) {
            m_window.showMessage(
                tr("%1 was opened before: nothing new was in it.").arg(QFileInfo(outcome.file).fileName()));
        } else if (report.points.lost > 0) {
            m_window.showMessage(
                tr("%1: %2 not kept. %3")
                    .arg(QFileInfo(outcome.file).fileName(),
                         counted(report.points.lost, tr("1 data point was"), tr("%1 data points were")),
                         QString::fromStdString(report.points.firstReason)),
                Token::Warning);
        } else if (report.storedSpans == 0 && report.logRecords == 0 && report.dataPoints > 0 &&
                   report.points.duplicates == report.dataPoints) {
            m_window.showMessage(
                tr("%1 was opened before: nothing new was in it.").arg(QFileInfo(outcome.file).fileName()));
        } else if (report.storedSpans == 0 && (report.logRecords > 0 || report.dataPoints > 0)) {
            QStringList parts;
            if (report.logRecords > 0)
                parts.append(counted(report.logRecords, tr("1 log record"), tr("%1 log records")));
            if (report.dataPoints > 0)
                parts.append(counted(report.dataPoints, tr("1 data point"), tr("%1 data points")));
            m_window.showMessage(
                tr("Taken in from %1: %2.")
                    .arg(QFileInfo(outcome.file).fileName(), parts.join(tr(" and ", "between two items"))));
        } else if (report.storedSpans == 0) {
            m_window.showMessage(
                tr("%1 holds no spans: nothing was stored.").arg(QFileInfo(outcome.file).fileName()),
                Token::Warning);
        }
        if (!report.traces.empty())
            Q_EMIT opened(report.traces.front());
    }
    startNext();
}

} // namespace spanwise
