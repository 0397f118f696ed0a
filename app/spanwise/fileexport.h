// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/export/file/traceexport.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <thread>

namespace spanwise {

class MainWindow;

/// Writes traces to files from the window: asks for the file and the format, works on a thread of its own
/// with progress and cancel in the status bar, and says what was written. One export at a time. GUI thread.
class FileExport final : public QObject
{
    Q_OBJECT

public:
    /// window outlives this object, whose destructor cancels what is under way.
    FileExport(std::shared_ptr<const StoreReader> store, std::shared_ptr<const LabelReader> labels,
               MainWindow &window, QObject *parent = nullptr);
    ~FileExport() override;

    bool isRunning() const noexcept { return m_running; }

public Q_SLOTS:
    /// One trace, after asking where to.
    void exportTrace(spanwise::TraceId id);
    /// Everything that the list of queries would show, however long it is, after asking where to.
    void exportListed(const spanwise::TraceFilter &filter);
    /// Without asking; for tests and scripts.
    void start(const spanwise::ExportSelection &selection, spanwise::TraceFormat format, const QString &file);

Q_SIGNALS:
    /// The export is over, well or not.
    void finished(bool good);

private:
    void ask(const ExportSelection &selection, const QString &name);
    void told(const QString &file, const Result<ExportReport> &report);

    std::shared_ptr<const StoreReader> m_store;
    std::shared_ptr<const LabelReader> m_labels;
    MainWindow &m_window;
    bool m_running = false;
    TraceFormat m_format{}; // of what is running
    std::jthread m_thread;
};

} // namespace spanwise
