// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/commands/openedhistory.h"
#include "app/spanwise/console.h"
#include "app/spanwise/history.h"
#include "app/spanwise/historywriter.h"
#include "app/spanwise/labelcountstext.h"
#include "core/intake/intake.h"
#include "core/receive/import/fileimport.h"
#include "ui/models/format.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString textOf(const ImportReport &report)
{
    QString text = counted(report.storedSpans, u"1 span stored"_s, u"%1 spans stored"_s);
    if (report.duplicateSpans > 0)
        text += counted(report.duplicateSpans, u", 1 was there already"_s, u", %1 were there already"_s);
    if (report.rejectedSpans > 0)
        text += u", %1 rejected"_s.arg(report.rejectedSpans);
    if (report.logRecords > 0)
        text += u", "_s + counted(report.logRecords, u"1 log record"_s, u"%1 log records"_s);
    if (report.dataPoints > 0)
        text += u", "_s + counted(report.dataPoints, u"1 data point"_s, u"%1 data points"_s);
    if (report.points.duplicates > 0)
        text += u" (%1 there already)"_s.arg(report.points.duplicates);
    if (report.points.lost > 0)
        text += u" (%1 not kept: %2)"_s.arg(QString::number(report.points.lost),
                                            QString::fromStdString(report.points.firstReason));
    if (report.rejectedRecords > 0)
        text += u", %1 of those rejected"_s.arg(report.rejectedRecords);
    if (report.labels.total() > 0)
        text += u", "_s + labelCountsText(report.labels);
    return text;
}

/// A line on a terminal that is written over and over; nothing elsewhere.
class TerminalProgress
{
public:
    explicit TerminalProgress(QString file)
        : m_file(std::move(file))
        , m_isTerminal(isatty(STDERR_FILENO) == 1)
    {
    }
    ~TerminalProgress() { clear(); }
    TerminalProgress(const TerminalProgress &) = delete;
    TerminalProgress &operator=(const TerminalProgress &) = delete;

    void show(const ImportProgress &progress)
    {
        const auto now = std::chrono::steady_clock::now();
        if (!m_isTerminal || now - m_last < std::chrono::milliseconds(200))
            return;
        m_last = now;
        m_isShown = true;
        const QString line = u"%1: %2 of %3, %4/s"_s.arg(
            m_file, formatBytes(progress.bytesDone), formatBytes(progress.bytesTotal),
            formatBytes(static_cast<std::uint64_t>(progress.bytesPerSecond)));
        std::fprintf(stderr, "\r\x1b[K%s", qPrintable(printable(line)));
    }
    void clear()
    {
        if (m_isShown)
            std::fputs("\r\x1b[K", stderr);
        m_isShown = false;
    }

private:
    QString m_file;
    bool m_isTerminal;
    bool m_isShown = false;
    std::chrono::steady_clock::time_point m_last;
};

bool importOne(const QString &file, Intake &intake)
{
    TerminalProgress terminal(file);
    const auto report = importFile(file.toStdString(), intake,
                                   [&](const ImportProgress &progress) { terminal.show(progress); });
    terminal.clear();
    if (!report) {
        failWith(report.error());
        return false;
    }
    print(file % u": "_s % textOf(*report) % u'\n');
    for (const SkippedPart &part : report->skipped) {
        const QString place = part.line > 0 ? u"line %1"_s.arg(part.line) : u"byte %1"_s.arg(part.position);
        complain(u"%1: skipped at %2: %3"_s.arg(file, place, QString::fromStdString(part.reason)));
    }
    if (report->skippedCount > report->skipped.size())
        complain(
            u"%1: %2 more parts were skipped"_s.arg(file).arg(report->skippedCount - report->skipped.size()));
    return true;
}

} // namespace

int runImport(const Invocation &invocation)
{
    auto history = openedHistory({invocation.dataDirectory, invocation.store});
    if (!history)
        return failWith(history.error());
    HistoryWriter writer(*history->store, *history->labels);
    Intake intake(writer, std::make_shared<IntakeCounters>(), intakeOptions());
    intake.start();
    bool good = true;
    for (const QString &file : invocation.files)
        good = importOne(file, intake) && good;
    intake.stop();
    return good ? exitcode::ok : exitcode::failed;
}

} // namespace spanwise
