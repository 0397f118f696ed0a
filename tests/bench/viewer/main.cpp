// SPDX-License-Identifier: GPL-3.0-or-later
// The trace viewer with a million spans in the real window, 1920 x 1080, under an X server: files are opened
// as the File menu does, wheel, keys and clicks come from the X server, and the times of the frames are read
// from the program's own painting.
//   bench_viewer [SPANS]      packaging/bench starts it under Xvfb
#include "core/base/memory.h"
#include "tests/bench/rows.h"
#include "tests/bench/viewer/largefile.h"
#include "tests/bench/viewer/session.h"
#include "tests/bench/viewer/viewing.h"

#include <QApplication>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <array>
#include <cstdio>
#include <string>
#include <thread>

using namespace spanwise;
using namespace Qt::StringLiterals;

namespace {

struct Form
{
    bench::LargeFile form;
    QString name;
    std::string what;
};

void measure(bench::Session &session, std::size_t spans)
{
    bench::Driver driver(session.meter());
    const QTemporaryDir folder;
    driver.settle();
    const QString small = folder.filePath(u"small.jsonl"_s);
    bench::writeLargeFile(small, bench::LargeFile::JsonLines, 10'000);
    bench::measureStored(session, driver, small, 10'000);
    const double before = bench::residentMiB();
    const std::array forms{Form{bench::LargeFile::JsonLines, u"large.jsonl"_s, "JSON lines"},
                           Form{bench::LargeFile::Document, u"large.json"_s, "one JSON document"},
                           Form{bench::LargeFile::Frames, u"large.binpb"_s, "protobuf"}};
    for (const Form &form : forms) {
        const QString file = folder.filePath(form.name);
        bench::writeLargeFile(file, form.form, spans);
        std::printf("  %s: %lld MB\n", form.what.c_str(),
                    static_cast<long long>(QFileInfo(file).size() / 1'000'000));
        if (form.form == bench::LargeFile::JsonLines)
            bench::measureCancelling(session, driver, file);
        bench::measureOpening(session, driver, file, spans, form.what, before);
        if (form.form == bench::LargeFile::JsonLines)
            bench::measureViewing(session, driver);
        if (form.form == bench::LargeFile::Frames)
            bench::measureReplacing(session, driver, file, spans, before);
        QFile::remove(file);
    }
    bench::measureClosing(session, driver, before);
}

} // namespace

int main(int argc, char **argv)
{
    limitHeaps(); // as the program does
    if (qEnvironmentVariableIsEmpty("DISPLAY")) {
        std::puts("bench_viewer needs an X server: packaging/bench viewer starts one");
        return 2;
    }
    qputenv("QT_QPA_PLATFORM", "xcb");
    qputenv("QT_NO_GLIB", "1"); // FrameMeter
    QStandardPaths::setTestModeEnabled(true);
    const QApplication application(argc, argv);
    const std::size_t spans = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
    const QTemporaryDir data;
    bench::Session session(data.path());
    const std::jthread user([&] {
        measure(session, spans);
        QMetaObject::invokeMethod(qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    });
    return QApplication::exec();
}
