// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/fileopening.h"
#include "core/codec/otlp_json.h"
#include "core/intake/batchwriter.h"
#include "core/intake/intake.h"
#include "core/model/trace.h"
#include "core/settings/settings.h"
#include "tests/support/outline.h"
#include "tests/support/suite.h"
#include "ui/models/live.h"
#include "ui/page/page.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/progressitem.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace spanwise;
using namespace Qt::StringLiterals;

namespace {

/// Counts what would be stored.
class CountingWriter final : public BatchWriter
{
public:
    std::atomic<std::size_t> spans = 0;

    Result<std::vector<AppendReport>> append(std::span<const AdmittedBatch *const> group) override
    {
        std::vector<AppendReport> reports;
        for (const AdmittedBatch *const batch : group) {
            const std::size_t count = batch->batch.spans.size();
            spans += count;
            reports.push_back({.stored = count, .duplicate = std::vector<bool>(count, false)});
        }
        return reports;
    }
};

class EmptyPage final : public Page
{
public:
    void setActive(bool) override {}
};

} // namespace

/// A window, an intake, and a file of one trace.
class TstFileOpening : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void whatIsReadIsShownBeforeItIsStored();
    void whatIsCancelledWhileItIsShownIsNotStored();

private:
    QTemporaryDir m_folder;
    Theme m_theme;
    Live m_live;
    QString m_file;
    std::unique_ptr<SettingsFile> m_settings;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<CountingWriter> m_writer;
    std::unique_ptr<Intake> m_intake;
    std::unique_ptr<FileOpening> m_opening;
};

void TstFileOpening::init()
{
    m_file = m_folder.filePath(u"trace.json"_s);
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(
        encodeOtlpJson(test::batchFromOutline("ask 0 900\n  search 0 400\n  write 400 900\n"))));
    file.close();
    m_settings =
        std::make_unique<SettingsFile>(std::filesystem::path(m_folder.filePath(u"s.json"_s).toStdString()));
    std::vector<PageEntry> pages;
    pages.push_back({u"one"_s, u"one"_s, Glyph::Overview, [] { return new EmptyPage; }});
    m_window = std::make_unique<MainWindow>(ShellParts{.theme = m_theme,
                                                       .live = m_live,
                                                       .settings = *m_settings,
                                                       .store = nullptr,
                                                       .windowFile = m_folder.filePath(u"window.ini"_s),
                                                       .pages = std::move(pages),
                                                       .docks = {}});
    m_writer = std::make_unique<CountingWriter>();
    m_intake = std::make_unique<Intake>(*m_writer, std::make_shared<IntakeCounters>());
    m_intake->start();
    m_opening = std::make_unique<FileOpening>(*m_intake, *m_window);
}

void TstFileOpening::cleanup()
{
    m_opening.reset();
    m_intake.reset();
    m_window.reset();
}

void TstFileOpening::whatIsReadIsShownBeforeItIsStored()
{
    std::size_t shown = 0;
    std::size_t storedThen = 99;
    connect(m_opening.get(), &FileOpening::read, this, [&](const std::shared_ptr<const Trace> &trace) {
        shown = trace->size();
        storedThen = m_writer->spans;
    });
    QSignalSpy opened(m_opening.get(), &FileOpening::opened);
    m_opening->open({m_file});
    QTRY_COMPARE(opened.size(), 1);
    QCOMPARE(shown, 3U);
    QCOMPARE(storedThen, 0U);
    QCOMPARE(m_writer->spans.load(), 3U);
}

void TstFileOpening::whatIsCancelledWhileItIsShownIsNotStored()
{
    bool isRead = false;
    connect(m_opening.get(), &FileOpening::read, this, [&] {
        isRead = true;
        Q_EMIT m_window->findChild<ProgressItem *>()->cancelled();
    });
    m_opening->open({m_file});
    QTRY_VERIFY(isRead);
    QTRY_VERIFY(m_window->findChild<ProgressItem *>() == nullptr);
    QCOMPARE(m_writer->spans.load(), 0U);
}

static const test::Registered<TstFileOpening> registered;

#include "tst_fileopening.moc"
