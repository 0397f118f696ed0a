// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commandline.h"
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/console.h"
#include "app/spanwise/desktop.h"
#include "app/spanwise/headless.h"
#include "core/base/memory.h"

#include <QApplication>
#include <QCoreApplication>
#include <QTranslator>

#include <sys/resource.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace {

using namespace spanwise;

/// Only a window needs a display; help and every other command work without one.
bool needsWindow(const QStringList &arguments)
{
    for (const QString &argument : arguments) {
        if (argument == QLatin1String("--help") || argument == QLatin1String("-h") ||
            argument == QLatin1String("--version") || argument == QLatin1String("-v"))
            return false;
    }
    return commandOf(arguments) == Command::Desktop;
}

bool hasDisplay()
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

/// Every sender's connection is an open file, and systems allow 1024 at first; more are there for the asking.
void allowManyConnections()
{
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 16'384);
    setrlimit(RLIMIT_NOFILE, &files);
}

int run(const Invocation &invocation)
{
    switch (invocation.command) {
    case Command::Desktop:
        return runDesktop(invocation);
    case Command::Serve:
        return runHeadless(invocation);
    case Command::Import:
        return runImport(invocation);
    case Command::Export:
        return runExport(invocation);
    case Command::Compare:
        return runCompare(invocation);
    case Command::Stats:
        return runStats(invocation);
    case Command::Query:
        return runQuery(invocation);
    case Command::Metrics:
        return runMetrics(invocation);
    case Command::Logs:
        return runLogs(invocation);
    case Command::Trace:
        return runTrace(invocation);
    case Command::Replay:
        return runReplay(invocation);
    case Command::Pull:
        return runPull(invocation);
    }
    return exitcode::usage;
}

} // namespace

int main(int argc, char **argv)
{
    limitHeaps();
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));

    allowManyConnections();
    const bool window = needsWindow(arguments);
    if (window && !hasDisplay()) {
        complain(QStringLiteral("there is no display. 'spanwise serve' receives without a window; "
                                "'spanwise --help' lists what else works here."));
        return exitcode::failed;
    }
    const std::unique_ptr<QCoreApplication> application =
        window ? std::make_unique<QApplication>(argc, argv) : std::make_unique<QCoreApplication>(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("spanwise"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SPANWISE_VERSION));

    // The words in the source are English; this file has their plural forms.
    QTranslator english;
    if (english.load(QStringLiteral(":/translations/spanwise_en.qm")))
        QCoreApplication::installTranslator(&english);

    const auto parsed = parseCommandLine(arguments);
    if (const auto *exit = std::get_if<EarlyExit>(&parsed)) {
        if (exit->code == exitcode::ok) {
            print(exit->text);
        } else {
            std::fputs(exit->text.toLocal8Bit().constData(), stderr);
        }
        return exit->code;
    }
    return run(std::get<Invocation>(parsed));
}
