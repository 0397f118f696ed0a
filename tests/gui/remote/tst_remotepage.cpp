// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codec/otlp_json.h"
#include "core/genai/facts.h"
#include "tests/support/suite.h"
#include "ui/remote/remotelistmodel.h"
#include "ui/remote/remotepage.h"
#include "ui/trace/tracelabeller.h"
#include "ui/trace/traceview.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTableView>
#include <QTest>

#include <atomic>
#include <condition_variable>
#include <mutex>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

namespace {

const TraceId wanted = *TraceId::fromHex("000000000000000000000000000000ab");

constexpr char document[] =
    R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"rag"}}]},"scopeSpans":[{"scope":{},"spans":[{"traceId":"000000000000000000000000000000ab","spanId":"0000000000000001","name":"query","startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000001000000000"}]}]}]})";

/// A back end in memory. Its searches wait, where told to, until they are stopped.
class FakeSource final : public TraceSource
{
public:
    std::atomic<bool> isSilent = false;
    std::atomic<bool> isBroken = false;
    mutable std::atomic<int> stopped = 0;

    Result<std::string> test(std::stop_token) const override { return std::string("fake"); }
    Result<std::vector<std::string>> services(std::stop_token) const override
    {
        return std::vector<std::string>{"api", "rag"};
    }
    Result<std::vector<std::string>> operations(const std::string &service, std::stop_token) const override
    {
        return std::vector<std::string>{"query of " + service};
    }
    Result<FoundTraces> search(const RemoteSearch &, std::stop_token stop) const override
    {
        if (isSilent) {
            std::mutex mutex;
            std::condition_variable_any changed;
            std::unique_lock lock(mutex);
            changed.wait(lock, stop, [] { return false; });
            ++stopped;
            return Error{Error::Code::Cancelled, "Cancelled."};
        }
        if (isBroken)
            return Error{Error::Code::Denied, "http://team answered 401."};
        FoundTraces found;
        TraceSummary summary;
        summary.id = wanted;
        summary.rootName = "query";
        summary.service = "rag";
        summary.spanCount = 1;
        found.traces = {summary};
        found.notes = {"There may be more."};
        return found;
    }
    Result<PulledTrace> load(TraceId, std::stop_token) const override
    {
        if (isBroken)
            return Error{Error::Code::NotFound, "The trace is not there."};
        PulledTrace pulled;
        pulled.batch = std::move(decodeOtlpJson(document)->batch);
        pulled.notes = {"Only a part."};
        return pulled;
    }
};

/// Labels of the traces that were kept.
class FakeLabels final : public LabelStore
{
public:
    std::atomic<bool> hasTrace = false;

    Result<TraceLabels> labelsOf(TraceId, std::uint64_t) const override
    {
        const std::lock_guard lock(m_mutex);
        return TraceLabels{m_said, {}};
    }
    Result<std::vector<QueryLabel>> queryLabels(std::uint32_t) const override
    {
        return std::vector<QueryLabel>();
    }
    Result<std::vector<DocumentLabel>> documentLabels(std::uint32_t) const override
    {
        return std::vector<DocumentLabel>();
    }
    Status label(const QueryLabel &label) override
    {
        if (!hasTrace)
            return Error{Error::Code::NotFound, "It never arrived."};
        const std::lock_guard lock(m_mutex);
        m_said = label;
        return Done{};
    }
    Status label(const DocumentLabel &) override { return Done{}; }
    Status unlabel(TraceId, std::uint64_t, std::uint64_t, Timestamp) override { return Done{}; }
    Result<LabelCounts> restore(const TraceLabels &) override { return LabelCounts{}; }

private:
    mutable std::mutex m_mutex;
    std::optional<QueryLabel> m_said;
};

struct Fixture
{
    Theme theme;
    std::shared_ptr<FakeSource> source = std::make_shared<FakeSource>();
    std::vector<RemoteConnection> connections{1};
    std::mutex mutex;
    std::size_t kept = 0; // guarded by mutex
    std::shared_ptr<FakeLabels> labels = std::make_shared<FakeLabels>();
    std::atomic<bool> isFull = false;
    QThreadPool pool; // waits, before anything that its jobs use is gone
    std::unique_ptr<RemotePage> page;

    Fixture()
    {
        connections[0].name = "team";
        connections[0].url = "http://team";
        RemoteAccess access;
        access.connections = [this] { return connections; };
        access.open = [this](const RemoteConnection &) -> Result<std::shared_ptr<const TraceSource>> {
            return std::shared_ptr<const TraceSource>(source);
        };
        access.readFacts = [](TelemetryBatch &batch) { return readFacts(batch); };
        access.keep = [this](TelemetryBatch &batch) -> Result<std::uint64_t> {
            const std::lock_guard lock(mutex);
            if (isFull)
                return Error{Error::Code::Busy, "The disk is full."};
            kept += batch.spans.size();
            labels->hasTrace = true;
            return std::uint64_t(batch.spans.size());
        };
        access.pool = &pool;
        page = std::make_unique<RemotePage>(std::move(access), theme, SpanReaders{});
        page->setLabels(labels);
        page->resize(1200, 700);
        page->show();
        page->setActive(true);
    }

    template<class Widget>
    Widget *named(const QString &name) const
    {
        return page->findChild<Widget *>(name);
    }
    QTableView *table() const { return named<QTableView>(u"remoteTable"_s); }
    QPushButton *button() const { return named<QPushButton>(u"remoteSearch"_s); }
    bool says(const QString &words) const
    {
        for (const QLabel *const label : page->findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(words))
                return true;
        }
        return false;
    }
};

} // namespace

class TstRemotePage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAConnectionItLeadsToTheSettings();
    void namesFillTheFields();
    void aSearchIsShownWithItsNotes();
    void aFailureIsShownWithRetry();
    void aSearchThatHangsIsCancelled();
    void closingThePageStopsWhatRuns();
    void aTraceIsOpenedWithoutBeingKept();
    void aKeptTraceGoesThroughTheIntake();
    void aLabelKeepsTheTraceAndSaysSo();
    void aLabelThatCannotKeepTheTraceSaysWhy();
    void aFieldThatCannotBeUnderstoodIsMarked();
    void theModelIsSound();
};

void TstRemotePage::withoutAConnectionItLeadsToTheSettings()
{
    Fixture fixture;
    fixture.connections.clear();
    fixture.page->setActive(true);
    QVERIFY(fixture.says(u"No connection yet"_s));
    QVERIFY(!fixture.button()->isEnabled());
    const QSignalSpy asked(fixture.page.get(), &RemotePage::settingsRequested);
    for (QPushButton *const button : fixture.page->findChildren<QPushButton *>()) {
        if (button->text() == u"Open the settings"_s)
            button->click();
    }
    QCOMPARE(asked.size(), 1);
}

void TstRemotePage::namesFillTheFields()
{
    Fixture fixture;
    auto *const services = fixture.named<QComboBox>(u"remoteService"_s);
    QTRY_COMPARE(services->count(), 3);
    services->setCurrentText(u"rag"_s);
    QTRY_VERIFY(fixture.named<QComboBox>(u"remoteOperation"_s)->findText(u"query of rag"_s) > 0);
}

void TstRemotePage::aSearchIsShownWithItsNotes()
{
    Fixture fixture;
    fixture.button()->click();
    QTRY_COMPARE(fixture.table()->model()->rowCount(), 1);
    QVERIFY(fixture.table()->isVisible());
    QVERIFY(fixture.says(u"There may be more."_s));
    QVERIFY(fixture.says(u"1 trace"_s));
    QCOMPARE(fixture.button()->text(), u"Search"_s);
}

void TstRemotePage::aFailureIsShownWithRetry()
{
    Fixture fixture;
    fixture.source->isBroken = true;
    fixture.button()->click();
    QTRY_VERIFY(fixture.says(u"answered 401"_s));
    fixture.source->isBroken = false;
    for (QPushButton *const button : fixture.page->findChildren<QPushButton *>()) {
        if (button->text() == u"Retry"_s)
            button->click();
    }
    QTRY_COMPARE(fixture.table()->model()->rowCount(), 1);
}

void TstRemotePage::aSearchThatHangsIsCancelled()
{
    Fixture fixture;
    fixture.source->isSilent = true;
    fixture.button()->click();
    QCOMPARE(fixture.button()->text(), u"Cancel"_s);
    fixture.button()->click();
    QCOMPARE(fixture.button()->text(), u"Search"_s);
    QTRY_COMPARE(fixture.source->stopped.load(), 1);
    fixture.source->isSilent = false;
    fixture.button()->click();
    QTRY_COMPARE(fixture.table()->model()->rowCount(), 1);
}

void TstRemotePage::closingThePageStopsWhatRuns()
{
    Fixture fixture;
    fixture.source->isSilent = true;
    fixture.button()->click();
    fixture.page.reset();
    QVERIFY(fixture.pool.waitForDone(20'000));
}

void TstRemotePage::aTraceIsOpenedWithoutBeingKept()
{
    Fixture fixture;
    fixture.button()->click();
    QTRY_COMPARE(fixture.table()->model()->rowCount(), 1);
    QTest::keyClick(fixture.table(), Qt::Key_Return);
    auto *const view = fixture.page->findChild<TraceView *>();
    QTRY_VERIFY(view->trace() != nullptr);
    QCOMPARE(view->trace()->size(), 1U);
    QVERIFY(fixture.says(u"From “team”"_s));
    QVERIFY(fixture.says(u"Only a part."_s));
    QTest::keyClick(fixture.page.get(), Qt::Key_Escape);
    QVERIFY(!view->isVisible());
    QVERIFY(fixture.pool.waitForDone(10'000));
    const std::lock_guard lock(fixture.mutex);
    QCOMPARE(fixture.kept, 0U);
}

void TstRemotePage::aKeptTraceGoesThroughTheIntake()
{
    Fixture fixture;
    fixture.page->openTrace(wanted);
    QTRY_VERIFY(fixture.says(u"From “team”"_s));
    fixture.named<QPushButton>(u"remoteKeep"_s)->click();
    QTRY_VERIFY(fixture.says(u"Kept: 1 of its 1 spans"_s));
    const std::lock_guard lock(fixture.mutex);
    QCOMPARE(fixture.kept, 1U);
}

void TstRemotePage::aLabelKeepsTheTraceAndSaysSo()
{
    Fixture fixture;
    fixture.page->openTrace(wanted);
    QTRY_VERIFY(fixture.says(u"From “team”"_s));
    auto *const labeller = fixture.page->findChild<TraceLabeller *>();
    QVERIFY(labeller);
    labeller->setVerdict(Verdict::Bad);
    QTRY_VERIFY(fixture.says(u"Kept in the history, because you labelled it"_s));
    QTRY_VERIFY(fixture.labels->labelsOf(wanted, 0)->query.has_value());
    labeller->setNote(u"made up"_s);
    QTRY_COMPARE(fixture.labels->labelsOf(wanted, 0)->query->note, std::string("made up"));
    const std::lock_guard lock(fixture.mutex);
    QCOMPARE(fixture.kept, 1U); // once
}

void TstRemotePage::aLabelThatCannotKeepTheTraceSaysWhy()
{
    Fixture fixture;
    fixture.isFull = true;
    fixture.page->openTrace(wanted);
    QTRY_VERIFY(fixture.says(u"From “team”"_s));
    fixture.page->findChild<TraceLabeller *>()->setVerdict(Verdict::Good);
    QTRY_VERIFY(fixture.says(u"The label was not kept. The disk is full."_s));
    QTRY_VERIFY(!fixture.page->findChild<TraceLabeller *>()->verdict());
}

void TstRemotePage::aFieldThatCannotBeUnderstoodIsMarked()
{
    Fixture fixture;
    fixture.named<QLineEdit>(u"remoteTags"_s)->setText(u"no equals sign"_s);
    fixture.button()->click();
    QVERIFY(fixture.named<QLineEdit>(u"remoteTags"_s)->property("invalid").toBool());
    QCOMPARE(fixture.button()->text(), u"Search"_s);
}

void TstRemotePage::theModelIsSound()
{
    Theme theme;
    RemoteListModel model(theme);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    TraceSummary failed;
    failed.failed = true;
    failed.spanCount = 2;
    model.setTraces({TraceSummary{}, failed});
    QCOMPARE(model.index(0, RemoteListModel::SpansColumn).data().toString(), QString());
    QCOMPARE(model.index(1, RemoteListModel::StatusColumn).data().toString(), u"✕ failed"_s);
    QCOMPARE(model.index(1, RemoteListModel::StatusColumn).data(Qt::ForegroundRole).value<QColor>(),
             theme.color(Token::Error));
    model.setTraces({});
}

static const Registered<TstRemotePage> registered;
#include "tst_remotepage.moc"
