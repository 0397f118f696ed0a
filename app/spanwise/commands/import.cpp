// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/console.h"
#include "app/spanwise/history.h"
#include "core/intake/intake.h"
#include "core/receive/import/fileimport.h"

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString textOf(const ImportReport &report)
{
    QString text = u"%1 spans stored"_s.arg(report.storedSpans);
    if (report.duplicateSpans > 0)
        text += u", %1 were there already"_s.arg(report.duplicateSpans);
    if (report.rejectedSpans > 0)
        text += u", %1 rejected"_s.arg(report.rejectedSpans);
    return text;
}

bool importOne(const QString &file, Intake &intake)
{
    const auto report = importFile(file.toStdString(), intake);
    if (!report) {
        failWith(report.error());
        return false;
    }
    print(file % u": "_s % textOf(*report) % u'\n');
    for (const SkippedPart &part : report->skipped)
        complain(u"%1: skipped at byte %2: %3"_s.arg(file).arg(part.position).arg(QString::fromStdString(part.reason)));
    if (report->skippedCount > report->skipped.size())
        complain(u"%1: %2 more parts were skipped"_s.arg(file).arg(report->skippedCount - report->skipped.size()));
    return true;
}

} // namespace

int runImport(const Invocation &invocation)
{
    auto history = openHistory(invocation.dataDirectory);
    if (!history)
        return failWith(history.error());
    if (!history->notice.empty())
        complain(QString::fromStdString(history->notice));
    IntakeOptions options;
    options.readFacts = factsReader();
    Intake intake(*history->store, std::make_shared<IntakeCounters>(), std::move(options));
    intake.start();
    bool good = true;
    for (const QString &file : invocation.files)
        good = importOne(file, intake) && good;
    intake.stop();
    return good ? exitcode::ok : exitcode::failed;
}

} // namespace spanwise
