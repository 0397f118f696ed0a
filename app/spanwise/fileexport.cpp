// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/fileexport.h"

#include "ui/models/format.h"
#include "ui/shell/infobar.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/progressitem.h"

#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QPointer>
#include <QUrl>

#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr auto progressInterval = std::chrono::milliseconds(100);

QString filterText(TraceFormat format)
{
    switch (format) {
    case TraceFormat::OtlpJson:
        return FileExport::tr("OpenTelemetry JSON, a trace a line, everything kept (*.jsonl)");
    case TraceFormat::Jaeger:
        return FileExport::tr("Jaeger JSON, microseconds (*.json)");
    case TraceFormat::Zipkin:
        return FileExport::tr("Zipkin v2 JSON, microseconds, values as text (*.json)");
    }
    return {};
}

QString suffixText(TraceFormat format)
{
    const std::string_view suffix = suffixOf(format);
    return u'.' + QString::fromUtf8(suffix.data(), static_cast<qsizetype>(suffix.size()));
}

} // namespace

FileExport::FileExport(std::shared_ptr<const StoreReader> store, std::shared_ptr<const LabelReader> labels,
                       MainWindow &window, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_labels(std::move(labels))
    , m_window(window)
{
}

FileExport::~FileExport()
{
    m_thread.request_stop();
}

void FileExport::exportTrace(TraceId id)
{
    ask({.ids = {id}, .search = {}, .filter = {}}, u"trace-"_s + QString::fromStdString(id.toHex()).left(8));
}

void FileExport::exportListed(const TraceFilter &filter)
{
    ExportSelection selection{.ids = {}, .search = filter.text, .filter = filter};
    selection.filter.text.clear(); // the search says it already
    ask(selection, tr("queries"));
}

void FileExport::ask(const ExportSelection &selection, const QString &name)
{
    if (m_running) {
        m_window.showMessage(tr("An export is under way. It can be stopped in the status bar."),
                             Token::Warning);
        return;
    }
    QStringList filters;
    for (const TraceFormat format : allTraceFormats)
        filters.append(filterText(format));
    QString chosen = filters.constFirst();
    QString file =
        QFileDialog::getSaveFileName(&m_window, tr("Export traces"), name + suffixText(TraceFormat::OtlpJson),
                                     filters.join(u";;"_s), &chosen);
    if (file.isEmpty())
        return;
    const auto format =
        allTraceFormats[static_cast<std::size_t>(std::max<qsizetype>(0, filters.indexOf(chosen)))];
    if (QFileInfo(file).suffix().isEmpty())
        file += suffixText(format);
    start(selection, format, file);
}

void FileExport::start(const ExportSelection &selection, TraceFormat format, const QString &file)
{
    if (m_thread.joinable())
        m_thread.join();
    m_running = true;
    m_format = format;
    const QPointer<ProgressItem> item =
        m_window.startProgress(tr("Exporting to %1").arg(QFileInfo(file).fileName()));
    connect(item, &ProgressItem::cancelled, this, [this] { m_thread.request_stop(); });

    m_thread = std::jthread([this, selection, format, file, item](const std::stop_token &stop) {
        auto last = std::chrono::steady_clock::time_point();
        const auto progressed = [&](const ExportProgress &progress) {
            const auto now = std::chrono::steady_clock::now();
            if (now - last < progressInterval)
                return;
            last = now;
            QMetaObject::invokeMethod(this, [item, progress, file] {
                if (!item)
                    return;
                item->setProgress(progress.traces, progress.ofTraces);
                item->setText(tr("Exporting to %1: %2 traces, %3")
                                  .arg(QFileInfo(file).fileName(), formatCount(progress.traces),
                                       formatBytes(progress.bytes)));
            });
        };
        const auto report =
            exportToFile(*m_store, m_labels.get(), selection, format, file.toStdString(), progressed, stop);
        QMetaObject::invokeMethod(this, [this, item, file, report] {
            if (item)
                item->finish();
            told(file, report);
        });
    });
}

void FileExport::told(const QString &file, const Result<ExportReport> &report)
{
    m_thread.join();
    m_running = false;
    if (!report) {
        const bool cancelled = report.error().code == Error::Code::Cancelled;
        m_window.showMessage(QString::fromStdString(report.error().message),
                             cancelled ? Token::Accent : Token::Error);
    } else {
        const QString what = tr("%1 with %2 are in %3 (%4).")
                                 .arg(counted(report->traces, tr("1 trace"), tr("%1 traces")),
                                      counted(report->spans, tr("1 span"), tr("%1 spans")),
                                      QFileInfo(file).fileName(), formatBytes(report->bytes));
        const bool leavesLogs = report->logRecords > 0 && !carriesLogs(m_format);
        InfoBar *const bar = m_window.showMessage(
            leavesLogs ? what % u' ' %
                             tr("%1 left out: only OpenTelemetry JSON has a place for them.")
                                 .arg(counted(report->logRecords, tr("1 log record"), tr("%1 log records")))
                       : what,
            leavesLogs ? Token::Warning : Token::Accent);
        bar->addButton(tr("Open folder"), [file] {
            QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file).absolutePath()));
        });
    }
    Q_EMIT finished(report.has_value());
}

} // namespace spanwise
