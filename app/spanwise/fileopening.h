// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "ui/jobs/memoryreturn.h"

#include <QObject>
#include <QStringList>

#include <memory>
#include <thread>

namespace spanwise {

class Intake;
class MainWindow;
class Trace;

/// Opens trace files from the window: imports them one after the other on a thread of its own, with progress
/// and cancel in the status bar, says what was skipped, and has the first trace shown. A file of one trace is
/// shown as soon as it is read; then the import puts it into the history. GUI thread.
class FileOpening final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive this object, whose destructor cancels what is under way.
    FileOpening(Intake &intake, MainWindow &window, QObject *parent = nullptr);
    ~FileOpening() override;

public Q_SLOTS:
    /// Files that come while others are being read wait for their turn.
    void open(const QStringList &files);

Q_SIGNALS:
    /// The one trace of a file, before it is in the history.
    void read(const std::shared_ptr<const spanwise::Trace> &trace);
    /// The first trace of the files is in the history.
    void opened(spanwise::TraceId first);

private:
    struct Outcome;
    void startNext();
    void show(std::shared_ptr<const Trace> trace, const std::stop_token &stop);
    void finished(const Outcome &outcome);

    Intake &m_intake;
    MainWindow &m_window;
    QStringList m_waiting;
    bool m_running = false;
    MemoryReturn m_memory; // what reading a file took for a while
    std::jthread m_thread;
};

} // namespace spanwise
