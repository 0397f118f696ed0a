// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/replayrunner.h"
#include "tests/gui/replay/replayfixture.h"
#include "tests/support/suite.h"
#include "ui/models/live.h"
#include "ui/page/answerdiff.h"
#include "ui/page/fittedtable.h"
#include "ui/replay/documentmodel.h"
#include "ui/replay/factscard.h"
#include "ui/replay/failurecard.h"
#include "ui/replay/historymodel.h"
#include "ui/replay/replaypage.h"
#include "ui/replay/replaypanel.h"
#include "ui/replay/stepmodel.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;

class TstReplayPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void withoutAQueryItSaysHowToReplay();
    void theNewestReplayOfAQueryIsShown();
    void stepsDocumentsAndAnswersAreCompared();
    void furtherSpansAreShownOnDemand();
    void theAnswerIsShownAsTextNeverAsMarkup();
    void aRefusedReplaySaysWhatToDo();
    void runningShowsProgressAndCanBeCancelled();
    void spansThatComeLaterComplete();
    void pastReplaysOpenAgain();
    void bothTracesCanBeOpened();
    void anInactivePanelDoesNotReadTheStore();
    void modelsKeepTheirPromises();
    void everyLookFits();

private:
    template<class T>
    T *part() const
    {
        return m_page->findChild<T *>();
    }
    QPushButton *button(const QString &text) const
    {
        for (QPushButton *const b : m_page->findChildren<QPushButton *>())
            if (b->text() == text && b->isVisibleTo(m_page.get()))
                return b;
        return nullptr;
    }
    bool says(const QString &text) const
    {
        for (const QLabel *const label : m_page->findChildren<QLabel *>())
            if (label->isVisibleTo(m_page.get()) && label->text().contains(text))
                return true;
        return false;
    }
    void show(TraceId query = traceId(1));

    std::unique_ptr<ReplayFixture> m_fixture;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<Live> m_live;
    std::unique_ptr<ReplayRunner> m_runner;
    std::unique_ptr<ReplayPage> m_page;
    ReplayTarget m_target;
};

void TstReplayPanel::init()
{
    m_fixture = std::make_unique<ReplayFixture>();
    m_theme = std::make_unique<Theme>(Theme::Kind::Dark);
    m_theme->apply();
    m_live = std::make_unique<Live>();
    m_target = ReplayTarget{};
    ReplayServices services;
    services.store = m_fixture->store;
    services.record = [store = m_fixture->store](const ReplayRecord &record) -> Status {
        store->put(record);
        return Done{};
    };
    services.target = [this] { return m_target; };
    services.timing = {std::chrono::milliseconds(10), std::chrono::milliseconds(30)};
    m_runner = std::make_unique<ReplayRunner>(std::move(services));
    m_page = std::make_unique<ReplayPage>(*m_theme, *m_live, m_fixture->store, *m_runner);
    m_page->resize(1280, 800);
}

void TstReplayPanel::cleanup()
{
    m_page.reset();
    m_runner.reset();
}

void TstReplayPanel::show(TraceId query)
{
    m_page->show();
    m_page->setActive(true);
    m_page->showQuery(query);
}

void TstReplayPanel::withoutAQueryItSaysHowToReplay()
{
    m_page->show();
    m_page->setActive(true);
    QTRY_VERIFY(says(QStringLiteral("Run a query again")));
    QTRY_VERIFY(says(QStringLiteral("press Replay")));
    QSignalSpy queries(m_page.get(), &ReplayPage::queriesRequested);
    button(QStringLiteral("Choose a query"))->click();
    QCOMPARE(queries.size(), 1);
    QVERIFY(!button(QStringLiteral("Replay"))->isEnabled());
}

void TstReplayPanel::theNewestReplayOfAQueryIsShown()
{
    m_fixture->store->put(ReplayFixture::refused());
    m_fixture->store->put(m_fixture->completed);
    show();
    QTRY_VERIFY(part<FactsCard>()->isVisible());
    QVERIFY(!part<FailureCard>()->isVisible());
    QVERIFY(button(QStringLiteral("Run again")));
}

void TstReplayPanel::stepsDocumentsAndAnswersAreCompared()
{
    m_fixture->store->put(m_fixture->completed);
    show();
    auto *const steps = part<StepModel>();
    QTRY_COMPARE(steps->rowCount(), 6);
    const auto cell = [](QAbstractItemModel *model, int row, int column) {
        return model->index(row, column).data().toString().replace(QChar(0x202F), QLatin1Char(' '));
    };
    QCOMPARE(cell(steps, 3, StepModel::Name), QStringLiteral("reranking"));
    QCOMPARE(cell(steps, 3, StepModel::Baseline), QStringLiteral("89 ms"));
    QCOMPARE(cell(steps, 3, StepModel::Replay), QStringLiteral("431 ms"));
    QCOMPARE(cell(steps, 3, StepModel::Change), QStringLiteral("+384 %"));

    auto *const documents = part<DocumentModel>();
    QCOMPARE(documents->rowCount(), 6);
    QCOMPARE(cell(documents, 3, DocumentModel::Title), QStringLiteral("Baselines"));
    QCOMPARE(cell(documents, 3, DocumentModel::Change), QStringLiteral("✕ lost in reranking"));
    QCOMPARE(cell(documents, 4, DocumentModel::Change), QStringLiteral("↑2"));
    QCOMPARE(cell(documents, 5, DocumentModel::Change), QStringLiteral("+ entered"));

    const QString answer = part<AnswerDiff>()->toPlainText();
    QVERIFY(answer.contains(QStringLiteral("five times by default")));
    QVERIFY(answer.contains(QStringLiteral("three runs")));
    QVERIFY(says(QStringLiteral("takes")));
    QVERIFY(says(QStringLiteral("is lost in")));
}

void TstReplayPanel::furtherSpansAreShownOnDemand()
{
    m_fixture->store->put(m_fixture->completed);
    show();
    auto *const steps = part<StepModel>();
    QTRY_COMPARE(steps->rowCount(), 6);
    QCOMPARE(steps->hiddenCount(), 2);
    QTRY_VERIFY(button(QStringLiteral("Show 2 more span(s)")));
    button(QStringLiteral("Show 2 more span(s)"))->click();
    QCOMPARE(steps->rowCount(), 8);
}

void TstReplayPanel::theAnswerIsShownAsTextNeverAsMarkup()
{
    m_fixture->completed.answer = "<img src='http://evil/'> <b>bold</b>";
    m_fixture->store->put(m_fixture->completed);
    show();
    QTRY_VERIFY(part<AnswerDiff>()->toPlainText().contains(QStringLiteral("<img")));
}

void TstReplayPanel::aRefusedReplaySaysWhatToDo()
{
    m_fixture->store->put(ReplayFixture::refused());
    show();
    QTRY_VERIFY(part<FailureCard>()->isVisible());
    QVERIFY(says(QStringLiteral("could not be reached")));
    QVERIFY(says(QStringLiteral("Nothing listens on")));
    QVERIFY(!part<FactsCard>()->isVisible());
    QSignalSpy settings(m_page.get(), &ReplayPage::settingsRequested);
    button(QStringLiteral("Open settings"))->click();
    QCOMPARE(settings.size(), 1);
    QVERIFY(button(QStringLiteral("Try again")));
}

void TstReplayPanel::runningShowsProgressAndCanBeCancelled()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    m_target.url = "http://127.0.0.1:" + std::to_string(silent.serverPort()) + "/";
    show();
    QTRY_VERIFY(button(QStringLiteral("Replay")) && button(QStringLiteral("Replay"))->isEnabled());
    button(QStringLiteral("Replay"))->click();
    QTRY_VERIFY(says(QStringLiteral("waiting for the answer")));
    QVERIFY(!button(QStringLiteral("Replay"))->isEnabled());
    button(QStringLiteral("Cancel"))->click();
    QTRY_VERIFY(says(QStringLiteral("Cancelled before the answer arrived")));
    QVERIFY(!button(QStringLiteral("Cancel")));
}

void TstReplayPanel::spansThatComeLaterComplete()
{
    ReplayRecord late =
        ReplayFixture::record(traceId(8), ReplayRecord::Outcome::NoTrace, std::chrono::milliseconds(900));
    late.answer = "An answer.";
    late.message = "The answer arrived, but no trace within 10 s.";
    m_fixture->store->put(late);
    show();
    QTRY_VERIFY(says(QStringLiteral("no trace arrived")));
    QCOMPARE(part<StepModel>()->rowCount(), 0);
    TelemetryBatch batch = batchFromOutline("query_processing 0 900\n  retrieval 0 400", traceId(8));
    QVERIFY(m_fixture->store->add(batch));
    // Looked for at most once a second while data arrives.
    QTRY_VERIFY_WITH_TIMEOUT((Q_EMIT m_live->changed(), part<StepModel>()->rowCount() > 0), 10'000);
}

void TstReplayPanel::pastReplaysOpenAgain()
{
    m_fixture->store->put(m_fixture->completed);
    m_fixture->store->put(ReplayFixture::refused());
    show();
    auto *const history = part<HistoryModel>();
    QTRY_COMPARE(history->rowCount(), 2);
    QVERIFY(part<FactsCard>()->isVisible()); // the newer one by its start
    for (FittedTable *const table : m_page->findChildren<FittedTable *>())
        if (table->model() == history)
            Q_EMIT table->activated(history->index(1, 0));
    QTRY_VERIFY(part<FailureCard>()->isVisible());
}

void TstReplayPanel::bothTracesCanBeOpened()
{
    m_fixture->store->put(m_fixture->completed);
    show();
    QTRY_VERIFY(part<FactsCard>()->isVisible());
    QSignalSpy traces(m_page.get(), &ReplayPage::traceRequested);
    button(QStringLiteral("Original trace"))->click();
    button(QStringLiteral("Replay trace"))->click();
    QCOMPARE(traces.at(0).at(0).value<TraceId>(), traceId(1));
    QCOMPARE(traces.at(1).at(0).value<TraceId>(), traceId(2));
}

void TstReplayPanel::anInactivePanelDoesNotReadTheStore()
{
    m_fixture->store->put(m_fixture->completed);
    m_page->showQuery(traceId(1));
    QTest::qWait(50);
    QCOMPARE(part<StepModel>()->rowCount(), 0);
    m_page->setActive(true);
    QTRY_COMPARE(part<StepModel>()->rowCount(), 6);
}

void TstReplayPanel::modelsKeepTheirPromises()
{
    m_fixture->store->put(m_fixture->completed);
    const QAbstractItemModelTester steps(part<StepModel>(),
                                         QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester documents(part<DocumentModel>(),
                                             QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester history(part<HistoryModel>(),
                                           QAbstractItemModelTester::FailureReportingMode::QtTest);
    show();
    QTRY_COMPARE(part<StepModel>()->rowCount(), 6);
    part<StepModel>()->setAllSpans(true);
    part<StepModel>()->setAllSpans(false);
}

/// Also the gallery: with SPANWISE_GALLERY=folder the pictures are kept.
void TstReplayPanel::everyLookFits()
{
    const QString folder = qEnvironmentVariable("SPANWISE_GALLERY");
    m_fixture->store->put(ReplayFixture::refused());
    m_fixture->store->put(m_fixture->completed);
    show();
    QTRY_COMPARE(part<StepModel>()->rowCount(), 6);
    for (const auto kind : {Theme::Kind::Dark, Theme::Kind::Light, Theme::Kind::HighContrast}) {
        m_theme->setKind(kind);
        for (const QSize size : {QSize(1280, 800), QSize(1920, 1080), QSize(480, 700)}) {
            for (const bool failed : {false, true}) {
                m_page->panel().showReplay(failed ? ReplayFixture::refused() : m_fixture->completed);
                m_page->resize(size);
                QTRY_COMPARE(part<FailureCard>()->isVisible(), failed);
                QTest::qWait(20); // let the layout settle before the picture
                const QPixmap picture = m_page->grab();
                QVERIFY(!picture.isNull());
                QVERIFY(m_page->minimumSizeHint().width() <= 900);
                if (!folder.isEmpty())
                    QVERIFY(picture.save(QStringLiteral("%1/replay-%2-%3%4.png")
                                             .arg(folder)
                                             .arg(int(kind))
                                             .arg(size.width())
                                             .arg(failed ? QStringLiteral("-refused") : QString())));
            }
        }
    }
}

static const Registered<TstReplayPanel> registered;
#include "tst_replaypanel.moc"
