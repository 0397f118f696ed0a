// SPDX-License-Identifier: GPL-3.0-or-later
// The trace viewer with a million spans, at 1920 x 1080, driven by real wheel and key events.
//   bench_viewer [SPANS]
#include "tests/bench/viewer/largefile.h"
#include "tests/bench/viewer/viewing.h"
#include "ui/trace/traceview.h"

#include <QApplication>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <cstdio>

using namespace spanwise;

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    const QApplication application(argc, argv);
    const std::size_t spans = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
    const QTemporaryDir folder;
    Theme theme;
    theme.apply();
    TraceView view(theme, standardReaders());
    view.resize(1920, 1080);
    view.show();
    bench::measureStored(view, 10'000);
    for (const auto form : {bench::LargeFile::JsonLines, bench::LargeFile::Frames}) {
        const bool isJson = form == bench::LargeFile::JsonLines;
        const QString file = folder.filePath(isJson ? QStringLiteral("large.jsonl") : QStringLiteral("large.binpb"));
        bench::writeLargeFile(file, form, spans);
        std::printf("  %s: %lld MB\n", isJson ? "JSON lines" : "protobuf", static_cast<long long>(QFileInfo(file).size() / 1'000'000));
        view.showMessage({}, {});
        bench::measureOpening(view, file, isJson ? QStringLiteral("JSON lines") : QStringLiteral("protobuf"));
        if (isJson)
            bench::measureCancelling(file);
        QFile::remove(file);
    }
    bench::measureViewing(view);
    return 0;
}
